"""The doses of an arm, from `drug`, `route`, `dose`, `dose_unit`, `infusion_min`, `dose_times_h`.

Each of the four may be one value for all doses or a `;`-list with one value for each.
"""

from itertools import pairwise
from typing import Final, TypeVar

from morrow.outcomes import cells
from morrow.outcomes.tables import Row
from morrow.outcomes.trials import Dose, DoseUnit, Drug, Route

DOSES_MAX: Final = 500
T = TypeVar("T")


def read_doses(row: Row) -> tuple[Dose, ...]:
    """The doses of a row; none for the drug `none`, one without a time if no time is given."""
    drugs = row.read("drug", cells.series(cells.choice(Drug)), ())
    routes = row.read("route", cells.series(cells.choice(Route)), ())
    amounts = row.read("dose", cells.series(cells.dose_range), ())
    infusions = row.read("infusion_min", cells.series(cells.number(at_least=0.0)), ())
    unit = row.read("dose_unit", cells.choice(DoseUnit), None)
    times = row.read("dose_times_h", cells.series(cells.number()), ())
    if not _times_hold(row, times):
        return ()
    count = max(len(times), 1)
    drug = _each(row, "drug", drugs, count)
    route = _each(row, "route", routes, count)
    amount = _each(row, "dose", amounts, count)
    infusion = _each(row, "infusion_min", infusions, count)
    if set(drug) == {Drug.NONE}:
        return ()
    _check_unit(row, amount, unit)
    return tuple(
        Dose(
            time_h=times[i] if times else None,
            drug=drug[i],
            route=route[i],
            low=None if (range_ := amount[i]) is None else range_[0],
            high=None if range_ is None else range_[1],
            unit=unit,
            infusion_min=infusion[i],
        )
        for i in range(count)
    )


def _times_hold(row: Row, times: tuple[float | None, ...]) -> bool:
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        row.fault("dose_times_h", "a time is missing in the list", "hours, such as 0;72;168")
    elif len(times) > DOSES_MAX:
        row.fault("dose_times_h", f"{len(times)} doses", f"at most {DOSES_MAX}")
    elif any(later <= earlier for earlier, later in pairwise(known)):
        row.fault("dose_times_h", "the times do not ascend", "each once, in order: 0;72;168")
    elif known and known[0] < 0:
        row.fault("dose_times_h", f"{known[0]:g} lies before the first dose", "hours from 0")
    else:
        return True
    return False


def _each(row: Row, column: str, values: tuple[T | None, ...], count: int) -> tuple[T | None, ...]:
    """One value for each dose."""
    if len(values) in {0, 1}:
        return (values or (None,)) * count
    if len(values) != count:
        wrong = f"{len(values)} values for {count} dose{'s' * (count != 1)}"
        row.fault(column, wrong, "one value, or one for each of dose_times_h")
        return (None,) * count
    return values


def _check_unit(
    row: Row, amounts: tuple[tuple[float, float] | None, ...], unit: DoseUnit | None
) -> None:
    """A dose above zero needs its unit: 28 could be anything."""
    if unit is None and any(amount is not None and amount[1] > 0 for amount in amounts):
        row.fault("dose_unit", "the cell is empty beside a dose", ", ".join(DoseUnit))
