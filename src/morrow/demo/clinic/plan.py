"""Who comes when: synthetic patients and what is planned with each."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Self
from uuid import UUID, uuid5

from morrow.care.visit.values import Product, Route
from morrow.demo.clinic.teller import Place
from morrow.demo.monitors.monitor import Monitor, Playing
from morrow.demo.monitors.physiology import Baseline

PROTOCOLS: Final = {
    Route.IV: "iv-ketamine",
    Route.IM: "im-ketamine",
    Route.NASAL: "nasal-esketamine",
}
MINUTES: Final = {Route.IV: 120, Route.IM: 150, Route.NASAL: 150}
LEAD: Final = timedelta(minutes=40)
"""A visit is booked for so long before its dose is expected."""

AT_REST_MIN: Final = -10_000.0
"""The minute of a monitor whose patient gets no dose: long before one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A person who does not exist.  `registration` is the client id that made the record."""

    registration: UUID
    family_name: str
    born: date
    number: int
    weight_kg: Decimal
    height_cm: int
    rest: Baseline

    @property
    def id(self) -> UUID:
        """The id that registering gives."""
        return uuid5(self.registration, "patient")


def patient(place: Place, family_name: str, number: int) -> Patient:
    """A synthetic adult, the same for the same seed and name."""
    chance = random.Random(f"{place.seed}:{family_name}")  # noqa: S311  (synthetic values)
    height = chance.randint(156, 186)
    bmi = chance.uniform(20.5, 27.0)
    return Patient(
        registration=place.id("patient", family_name),
        family_name=family_name,
        born=date(chance.randint(1958, 2002), chance.randint(1, 12), chance.randint(1, 28)),
        number=number,
        weight_kg=Decimal(round(bmi * height * height / 1000)) / 10,
        height_cm=height,
        rest=Baseline(
            systolic=chance.randint(110, 130),
            diastolic=chance.randint(68, 80),
            pulse=chance.randint(62, 80),
            spo2=chance.randint(97, 98),
            respiration=chance.randint(13, 16),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One visit: whose, by which route, when its dose is (to be) given, and who looks after it.

    `chair` is a number, 0 for none.  `second` reads the preparation; `cuff_min` is how often the
    monitor measures the pressure.
    """

    who: Patient
    dose_at: datetime
    nurse: str
    second: str
    chair: int = 0
    prescriber: str = "psychiatrist"
    route: Route = Route.IV
    scenario: str = "quiet"
    cuff_min: float = 5.0
    seed: int = 1
    days_ago: int = 0
    from_device: bool = False

    def at(self, minute: float) -> datetime:
        """The time of a minute of the dose."""
        return self.dose_at + timedelta(minutes=minute)

    def at_rest(self, **rest: float) -> Self:
        """The same for a patient whose values at rest are others."""
        return replace(self, who=replace(self.who, rest=replace(self.who.rest, **rest)))

    @property
    def product(self) -> Product:
        return Product.ESKETAMINE if self.route is Route.NASAL else Product.KETAMINE

    @property
    def protocol(self) -> str:
        return PROTOCOLS[self.route]

    @property
    def device(self) -> str:
        """The monitor of the chair."""
        return device(self.chair)

    @property
    def monitor(self) -> Monitor:
        """What stands at the chair, begun with the dose."""
        return Monitor(
            device=self.device,
            scenario=self.scenario,
            start_min=0.0,
            cuff_every_min=self.cuff_min,
            baseline=self.who.rest,
        )

    @property
    def playing(self) -> Playing:
        return Playing(monitor=self.monitor, began=self.dose_at, seed=self.seed)


def device(chair: int) -> str:
    """The name by which the monitor of a chair calls itself."""
    return f"MON-{chair:02}"
