"""A course from two tables: doses `day,drug,route,mg,minutes` and scores `day,total`."""

from typing import Final

from morrow.outcomes import cells
from morrow.outcomes.forecast.course import Given, Score
from morrow.outcomes.tables import raise_problems, rows
from morrow.pharmacology import Route
from morrow.pharmacology.model import Drug

DOSE_COLUMNS: Final = ("day", "drug", "route", "mg", "minutes")
SCORE_COLUMNS: Final = ("day", "total")
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
