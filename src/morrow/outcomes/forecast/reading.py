"""A course from two tables: doses `day,drug,route,mg,minutes` and scores `day,total`."""

from typing import TypeVar

from morrow.outcomes import cells
from morrow.outcomes.forecast.course import Given, Score
from morrow.outcomes.tables import Problem, Row, Unusable, rows
from morrow.pharmacology import Route
from morrow.pharmacology.model import Drug

Word = TypeVar("Word", Drug, Route)
DOSE_COLUMNS = ("day", "drug", "route", "mg", "minutes")
SCORE_COLUMNS = ("day", "total")


def read_doses(raw: bytes, *, file: str) -> tuple[Given, ...]:
    """The doses of a course.  Raises Unusable with every fault."""
    table = list(rows(raw, file=file, needed=DOSE_COLUMNS))
    found = [
        Given(
            day=_needed(row, "day"),
            drug=row.read("drug", cells.choice(Drug), None) or _missing(row, "drug", Drug.KETAMINE),
            route=row.read("route", cells.choice(Route), None) or _missing(row, "route", Route.IV),
            mg=_needed(row, "mg"),
            minutes=row.read("minutes", cells.number(at_least=0.0), None) or 0.0,
        )
        for row in table
    ]
    _raise(table)
    return tuple(found)


def read_scores(raw: bytes, *, file: str) -> tuple[Score, ...]:
    """The scores of a course.  Raises Unusable with every fault."""
    table = list(rows(raw, file=file, needed=SCORE_COLUMNS))
    found = [Score(day=_needed(row, "day"), total=_needed(row, "total")) for row in table]
    _raise(table)
    return tuple(found)


def _needed(row: Row, column: str) -> float:
    found = row.read(column, cells.number(), None)
    if found is None and not any(each.column == column for each in row.problems):
        row.fault(column, "the cell is empty", "a number")
    return 0.0 if found is None else found  # a row at fault is never used


def _missing(row: Row, column: str, instead: Word) -> Word:
    if not any(each.column == column for each in row.problems):
        row.fault(column, "the cell is empty", "one of the words it knows")
    return instead  # a row at fault is never used


def _raise(table: list[Row]) -> None:
    problems: list[Problem] = [problem for row in table for problem in row.problems]
    if problems:
        raise Unusable(problems)
