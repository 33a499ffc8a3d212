"""A course from tables: doses `day,drug,route,mg,minutes`, scores `day,total`, and peaks.

Peaks are what was charted at earlier visits: `day` of a dose, then where known the value before it
and the highest after it, of systolic and diastolic pressure and heart rate, and the rating of
dissociation.
"""

from collections.abc import Sequence
from typing import Final

from morrow.outcomes import cells
from morrow.outcomes.forecast.acute import HEART_RATE, Visit
from morrow.outcomes.forecast.course import Given, Score
from morrow.outcomes.measures import HIGHEST
from morrow.outcomes.tables import Row, raise_problems, rows
from morrow.pharmacology import Route
from morrow.pharmacology.model import Drug

DOSE_COLUMNS: Final = ("day", "drug", "route", "mg", "minutes")
SCORE_COLUMNS: Final = ("day", "total")
PEAK_COLUMNS: Final = ("day",)
PEAK_OPTIONAL: Final = (
    "sbp_before", "sbp_peak", "dbp_before", "dbp_peak", "hr_before", "hr_peak", "cadss",
)  # fmt: skip
BOUNDS: Final = {
    "sbp": (40.0, 300.0, "mmHg"),
    "dbp": (20.0, 200.0, "mmHg"),
    "hr": (20.0, 250.0, "beats a minute"),
    "cadss": (0.0, float(HIGHEST["CADSS"]), "points"),
}
"""What a cell of peaks can hold; beyond it is a slip of the pen.  All but CADSS proposed."""
_NUMBER: Final = cells.needed(cells.number(), "a number")
_DRUG: Final = cells.needed(cells.choice(Drug), ", ".join(Drug))
_ROUTE: Final = cells.needed(cells.choice(Route), ", ".join(Route))
_FROM_ZERO: Final = cells.number(at_least=0.0)

# What stands in for a cell at fault is never used: the table is refused.


def read_doses(raw: bytes, *, file: str) -> tuple[Given, ...]:
    """The doses of a course.  Raises Unusable with every fault."""
    table = list(rows(raw, file=file, needed=DOSE_COLUMNS))
    found = tuple(
        Given(
            day=row.read("day", _NUMBER, 0.0),
            drug=row.read("drug", _DRUG, Drug.KETAMINE),
            route=row.read("route", _ROUTE, Route.IV),
            mg=row.read("mg", _NUMBER, 0.0),
            minutes=row.read("minutes", _FROM_ZERO, None) or 0.0,
        )
        for row in table
    )
    raise_problems(table)
    return found


def read_scores(raw: bytes, *, file: str) -> tuple[Score, ...]:
    """The scores of a course.  Raises Unusable with every fault."""
    table = list(rows(raw, file=file, needed=SCORE_COLUMNS))
    found = tuple(
        Score(day=row.read("day", _NUMBER, 0.0), total=row.read("total", _NUMBER, 0.0))
        for row in table
    )
    raise_problems(table)
    return found


def read_visits(raw: bytes, *, file: str, doses: Sequence[Given]) -> tuple[Visit, ...]:
    """The peaks of earlier visits, each with the dose of its day.  Raises Unusable with every fault."""
    table = list(rows(raw, file=file, needed=PEAK_COLUMNS, optional=PEAK_OPTIONAL))
    for name in table[0].cells if table else ():
        if name not in PEAK_OPTIONAL and name.startswith(
            tuple(BOUNDS)
        ):  # else its values are missed
            table[0].fault(name, "the column is unknown", ", ".join(PEAK_OPTIONAL))
    given, seen = {each.day: each for each in doses}, set()
    found = []
    for row in table:
        day = row.read("day", _NUMBER, 0.0)
        if not row.problems and day not in given:
            days = ", ".join(f"{each:g}" for each in given)
            row.fault("day", f"no dose was given on day {day:g}", f"a day of the doses: {days}")
        if day in seen:
            row.fault("day", f"day {day:g} comes twice", "one row for each dose")
        seen.add(day)
        found.append(Visit(given=given.get(day, doses[0]), peaks=_peaks(row)))
    raise_problems(table)
    return tuple(found)


def _peaks(row: Row) -> dict[str, float]:
    """Rises over before the dose: pressure in mm[Hg], heart rate in %; the rating itself."""
    found = {}
    for key, name in (("sbp", "sbp"), ("dbp", "dbp"), ("hr", HEART_RATE)):
        before, peak = (_bounded(row, f"{key}_{when}", key) for when in ("before", "peak"))
        if (before is None) != (peak is None) and not row.problems:
            missing = f"{key}_before" if before is None else f"{key}_peak"
            row.fault(missing, "the cell is empty beside the other", "both, or neither")
        elif before is not None and peak is not None:
            rise = peak - before
            found[name] = 100 * rise / before if key == "hr" else rise
    rating = _bounded(row, "cadss", "cadss")
    return found if rating is None else {**found, "cadss": rating}


def _bounded(row: Row, column: str, key: str) -> float | None:
    low, high, unit = BOUNDS[key]
    found: float | None = row.read(column, cells.number(), None)
    if found is not None and not low <= found <= high:
        row.fault(column, f"{found:g} cannot be", f"{low:g} to {high:g} {unit}, or an empty cell")
    return found
