"""Facts of the drug being given, and of what became of the rest of it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from morrow.care.visit.values import Route
from morrow.quantities import Mg, Min, Ml, MlPerH


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionStarted:
    """`dose_mg` in `volume_ml`: what has been given follows from the volume given."""

    VERSION: ClassVar[int] = 1
    order: UUID
    rate_ml_per_h: MlPerH
    volume_ml: Ml
    dose_mg: Mg


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionPaused:
    VERSION: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionResumed:
    VERSION: ClassVar[int] = 1
    rate_ml_per_h: MlPerH
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChanged:
    VERSION: ClassVar[int] = 1
    rate_ml_per_h: MlPerH
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpFoundChanged:
    """Known only afterwards: the pump had been turned on again, or set to another rate.

    What was given follows from it; that nobody asked is flagged, and a breach where a command
    would have been held.
    """

    VERSION: ClassVar[int] = 1
    rate_ml_per_h: MlPerH
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionStopped:
    """The infusion is off before its end.  `given_ml` as read from the pump, where it was."""

    VERSION: ClassVar[int] = 1
    reason: str
    given_ml: Ml | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionCompleted:
    """The bag is empty.  `given_ml` as read from the pump, where it was; else all of it went in."""

    VERSION: ClassVar[int] = 1
    given_ml: Ml | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionFoundRunning:
    """A pump is found running that the record does not know.  Monitoring begins at once."""

    VERSION: ClassVar[int] = 1
    rate_ml_per_h: MlPerH | None = None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseFoundGiven:
    """A dose is found to have gone in that the record does not know: a paper entry, a slip.

    `given_mg` None: not known.  Like a pump found running it is watched at once and stays a breach
    until reviewed.
    """

    VERSION: ClassVar[int] = 1
    route: Route
    given_mg: Mg | None = None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachReviewed:
    """A prescriber or the director has looked at a breach and says what was found."""

    VERSION: ClassVar[int] = 1
    breach: UUID
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCleared:
    """After a stop value, a prescriber's entry that the dose may go on."""

    VERSION: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionGiven:
    VERSION: ClassVar[int] = 1
    order: UUID
    given_mg: Mg
    given_ml: Ml
    site: str
    observed_minutes: Min  # of the protocol that it was decided under


@dataclass(frozen=True, slots=True, kw_only=True)
class SprayGiven:
    """One device of 28 mg, both nostrils.  `number` counts from 1."""

    VERSION: ClassVar[int] = 1
    order: UUID
    number: int
    given_mg: Mg
    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpraysStopped:
    VERSION: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VialOpened:
    VERSION: ClassVar[int] = 1
    lot: str
    expires_on: date
    content_mg: Mg
    content_ml: Ml


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResidualRecorded:
    VERSION: ClassVar[int] = 1
    volume_ml: Ml


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugWasted:
    """What was thrown away, before the eyes of another person."""

    VERSION: ClassVar[int] = 1
    volume_ml: Ml
    amount_mg: Mg
    witness: str


ALL = (
    InfusionStarted,
    InfusionPaused,
    InfusionResumed,
    RateChanged,
    PumpFoundChanged,
    InfusionStopped,
    InfusionCompleted,
    InfusionFoundRunning,
    DoseFoundGiven,
    BreachReviewed,
    ResumeCleared,
    InjectionGiven,
    SprayGiven,
    SpraysStopped,
    VialOpened,
    LineResidualRecorded,
    DrugWasted,
)
