"""What was given, or is to be: doses in order of time, checked before anything is computed.

Times are minutes from any origin, amounts mg of `drug`.  `given_rows` reads the plain rows (time,
rate, amount, unit) in which a visit tells what was *given*.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Final, Protocol

from morrow.pharmacology.model import Drug, Route
from morrow.quantities import UnitError, unit

MOST_DOSES: Final = 10_000
MOST_TIMES: Final = 1_000_000  # in one call: 8 MB for each compound
SHORTEST_MIN: Final = 1 / 60
ROUNDING_MIN: Final = 1e-6
"""Ends and lengths of infusions are differences of floats: what differs by less is rounding."""

SITTING_MIN: Final = 120.0
"""Doses closer than this belong to one sitting: the sprays of one visit, not of the next.  The
label gives them 5 minutes apart, and visits are days apart; the figure between is ours (proposed)."""

SPRAY_DEVICE_MG: Final = 28.0
"""Esketamine in one nasal device (label), the dose to which first- and later-spray fractions of
Perez-Ruixo 2021 belong."""


class RegimenError(ValueError):
    """A regimen that cannot be: says what was wrong and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """`amount_mg` by a route at `at_min`: at once, or at a constant rate over `over_min`."""

    route: Route
    at_min: float
    amount_mg: float
    over_min: float = 0.0

    def __post_init__(self) -> None:
        for name in ("at_min", "amount_mg", "over_min"):
            value = getattr(self, name)
            if not math.isfinite(value):
                raise RegimenError(f"{name} of a dose must be a number, not {value}")
        if self.amount_mg <= 0:
            raise RegimenError(f"a dose must be more than 0 mg, not {self.amount_mg:g} mg")
        if self.over_min != 0 and self.over_min < SHORTEST_MIN - ROUNDING_MIN:
            raise RegimenError(
                f"a dose cannot last {self.over_min:g} min; an infusion runs for a second or more, "
                "and 0 is a bolus"
            )
        if self.over_min > 0 and self.route is not Route.IV:
            raise RegimenError(
                f"only an iv dose runs over a time; by {self.route} route give single doses"
            )

    @property
    def until_min(self) -> float:
        return self.at_min + self.over_min


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """Doses of one drug in order of time.  Infusions of one patient do not overlap."""

    drug: Drug
    doses: tuple[Dose, ...]

    def __post_init__(self) -> None:
        if not self.doses:
            raise RegimenError("a regimen needs at least one dose")
        if len(self.doses) > MOST_DOSES:
            raise RegimenError(f"a regimen has at most {MOST_DOSES} doses, not {len(self.doses)}")
        for earlier, later in pairwise(self.doses):
            if later.at_min < earlier.at_min:
                raise RegimenError(
                    f"doses must be in order of time: {later.at_min:g} min comes after "
                    f"{earlier.at_min:g} min"
                )
        infusions = [dose for dose in self.doses if dose.over_min > 0]
        for earlier, later in pairwise(infusions):
            if later.at_min < earlier.until_min - ROUNDING_MIN:
                raise RegimenError(
                    f"an iv infusion at {later.at_min:g} min overlaps the one that runs until "
                    f"{earlier.until_min:g} min; one infusion runs at a time"
                )

    @property
    def total_mg(self) -> float:
        return sum(dose.amount_mg for dose in self.doses)

    def repeated(self, days: Sequence[float]) -> "Regimen":
        """This regimen once on each of the `days` (days,), counted from its own time.

        RegimenError where doses then overlap, stand out of order, or are too many.
        """
        moved = [
            Dose(
                route=dose.route,
                at_min=dose.at_min + day * 1440,
                amount_mg=dose.amount_mg,
                over_min=dose.over_min,
            )
            for day in days
            for dose in self.doses
        ]
        return Regimen(drug=self.drug, doses=tuple(moved))


def infusion(*, amount_mg: float, over_min: float, at_min: float = 0.0) -> Dose:
    """An infusion at a constant rate; over 0 min a bolus."""
    return Dose(route=Route.IV, at_min=at_min, amount_mg=amount_mg, over_min=over_min)


def sprays(amount_mg: float, *, at_min: float = 0.0, apart_min: float = 5.0) -> tuple[Dose, ...]:
    """A nasal dose as its devices, given 5 min apart as the label has them (0, 5 and 10 min)."""
    if not amount_mg > SPRAY_DEVICE_MG or amount_mg == math.inf:
        return (Dose(route=Route.NASAL, at_min=at_min, amount_mg=amount_mg),)
    count = amount_mg / SPRAY_DEVICE_MG
    if count > MOST_DOSES:
        raise RegimenError(f"a regimen has at most {MOST_DOSES} doses, not {count:g}")
    if count != round(count):
        raise RegimenError(
            f"a nasal dose above {SPRAY_DEVICE_MG:g} mg is a whole number of "
            f"{SPRAY_DEVICE_MG:g} mg devices (56, 84 mg), not {amount_mg:g} mg"
        )
    return tuple(
        Dose(route=Route.NASAL, at_min=at_min + nth * apart_min, amount_mg=SPRAY_DEVICE_MG)
        for nth in range(round(count))
    )


def by_sitting(doses: Sequence[Dose]) -> Iterator[tuple[Dose, int]]:
    """Each dose with its place (from 0) among those of its route in the same sitting."""
    last: dict[Route, tuple[float, int]] = {}
    for dose in doses:
        before = last.get(dose.route)
        fresh = before is None or dose.at_min - before[0] >= SITTING_MIN
        nth = 0 if fresh or before is None else before[1] + 1
        last[dose.route] = (dose.at_min, nth)
        yield dose, nth


def sittings(doses: Sequence[Dose]) -> list[tuple[float, float]]:
    """First and last minute of dosing of each sitting: doses less than two hours apart."""
    found: list[tuple[float, float]] = []
    for dose in doses:
        if found and dose.at_min - found[-1][1] < SITTING_MIN:
            found[-1] = (found[-1][0], max(found[-1][1], dose.until_min))
        else:
            found.append((dose.at_min, dose.until_min))
    return found


def usual_times(doses: Sequence[Dose]) -> list[float]:
    """Every ten minutes for four hours after each sitting began, and for 200 min after it ended.

    Of a sitting that lasts longer, as many times in longer steps of whole ten minutes.
    """
    found = {0.0}
    for start, until in sittings(doses):
        step = 10.0 * max(1, math.ceil((until - start) / 1_000))
        last = max(240.0, until - start + 200.0)
        found.update(start + step * nth for nth in range(math.ceil(last / step) + 1))
    return sorted(found)


class GivenRow(Protocol):
    """A plain row of what was given: an amount at a time, or a rate from a time on."""

    @property
    def time(self) -> datetime | float: ...
    @property
    def rate(self) -> Fraction | float | None: ...
    @property
    def amount(self) -> Fraction | float | None: ...
    @property
    def unit(self) -> str: ...


def given_rows(rows: Iterable[GivenRow], *, drug: Drug, route: Route) -> Regimen:
    """The regimen that plain rows tell: a rate holds from its time until the next row's rate.

    Times are instants, or minutes; instants are counted from the first row.  RegimenError where a
    row has neither or both of rate and amount, a unit that is no mass, a rate by a route that has
    none, where time goes backwards, or where the last rate never ends: what is still running has to
    be cut at a time by whoever asks.
    """
    listed = list(rows)
    if not listed:
        raise RegimenError("nothing was given: there is no row")
    times = [_minutes(row.time, listed[0].time) for row in listed]
    for earlier, later in pairwise(times):
        if later < earlier:
            raise RegimenError(f"time goes backwards: {later:g} min comes after {earlier:g} min")
    doses, running = [], None
    for time, row in zip(times, listed, strict=True):
        if (row.rate is None) == (row.amount is None):
            raise RegimenError("a row tells either a rate or an amount; an unknown dose has none")
        if row.amount is not None:
            doses.append(Dose(route=route, at_min=time, amount_mg=_in(row.amount, row.unit, "mg")))
            continue
        if route is not Route.IV:
            raise RegimenError(f"a rate is given iv; by {route} route the rows tell amounts")
        doses.extend(_stretch(running, time))
        running = (time, _in(row.rate, row.unit, "mg/min"))
    if running is not None and running[1] > 0:
        raise RegimenError("the last rate never ends; add a row with rate 0 where it stopped")
    return Regimen(drug=drug, doses=tuple(sorted(doses, key=lambda dose: dose.at_min)))


def _stretch(running: tuple[float, float] | None, until_min: float) -> Iterator[Dose]:
    """What a rate gave until then; within a second it is given at once."""
    if running is None or running[1] == 0:
        return
    start, rate = running
    lasted = until_min - start
    if lasted > 0:
        over = 0.0 if lasted < SHORTEST_MIN - ROUNDING_MIN else lasted
        yield infusion(amount_mg=rate * lasted, over_min=over, at_min=start)


def _minutes(time: datetime | float, origin: datetime | float) -> float:
    if isinstance(time, datetime) and isinstance(origin, datetime):
        if (time.tzinfo is None) != (origin.tzinfo is None):
            raise RegimenError("some instants have a time zone and some have none; give it to all")
        return (time - origin).total_seconds() / 60
    if isinstance(time, datetime) or isinstance(origin, datetime):
        raise RegimenError("the rows mix instants with minutes; write all times in one way")
    return float(time)


def _in(value: Fraction | float | None, code: str, wanted: str) -> float:
    """A value in `wanted`; RegimenError where the unit is missing or measures something else."""
    try:
        given, target = unit(code), unit(wanted)
    except UnitError as error:
        raise RegimenError(str(error)) from None
    if given.powers != target.powers:
        raise RegimenError(
            f"{code} is no {'rate' if '/' in wanted else 'amount'} of drug; write {wanted}"
        )
    assert value is not None
    if not math.isfinite(value) or value < 0:
        raise RegimenError(f"a rate or an amount cannot be {value} {code}")
    return float(value) * float(given.factor / target.factor)
