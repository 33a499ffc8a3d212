"""A CSV file of what was given: `time,rate,amount,unit`, times in minutes; `route` and `drug` if told.

A row tells a rate that holds from its time on (0: paused or stopped), or an amount at a time.  A column
that is not read could change what the rows mean, so there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar

from morrow.commands.files import read_bytes
from morrow.commands.reading import ReadingError
from morrow.pharmacology import Drug, Route
from morrow.quantities import UnitError, unit

COLUMNS: Final = ("time", "rate", "amount", "unit")
OPTIONAL: Final = ("route", "drug")
ROW: Final = "a rate (mg/h) or an amount (mg), and the other cell empty"

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row:
    time: float
    rate: float | None
    amount: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The rows of a file; None for the route or the drug that it does not tell."""

    rows: tuple[Row, ...]
    route: Route | None
    drug: Drug | None

    @property
    def only_rates(self) -> bool:
        return all(row.rate is not None for row in self.rows)


def read_given(path: Path) -> Given:
    """What a file tells.  ReadingError names every fault; leaves where there is no reading it."""
    tables = import_module("morrow.outcomes.tables")
    raw = read_bytes("--given", path)
    try:
        table = list(tables.rows(raw, file=f"--given {path}", needed=COLUMNS, optional=OPTIONAL))
        _refuse_others(table)
        rows = tuple(_row(row) for row in table)
        _refuse_backwards(table, rows)
        found = Given(rows=rows, route=_one(table, "route", Route), drug=_one(table, "drug", Drug))
        tables.raise_problems(table)
    except tables.Unusable as error:
        raise ReadingError(str(error)) from None
    return found


def _refuse_others(table: Sequence[Any]) -> None:
    """A fault of the header, kept with the first row."""
    problem = import_module("morrow.outcomes.tables").Problem
    known = {*COLUMNS, *OPTIONAL}
    others = dict.fromkeys(name for row in table for name in row.cells if name not in known)
    right = f"the columns {', '.join(COLUMNS)} and, where known, {', '.join(OPTIONAL)}"
    for name in others:
        wrong = "the column is not read"
        table[0].problems.append(
            problem(file=table[0].file, line=1, column=name, wrong=wrong, right=right)
        )


def _row(row: Any) -> Row:
    """One row, with every fault of it noted."""
    cells = import_module("morrow.outcomes.cells")
    number = cells.number(at_least=0)
    found = Row(
        time=row.read("time", cells.needed(cells.number(), "minutes"), 0.0),
        rate=row.read("rate", number, None),
        amount=row.read("amount", cells.number(above=0), None),
        unit=row.cells.get("unit", ""),
    )
    told = [name for name in ("rate", "amount") if row.cells.get(name)]
    if len(told) != 1:
        wrong = "both a rate and an amount" if told else "neither a rate nor an amount"
        row.fault("", wrong, ROW)
    _check_unit(row, found.unit, told)
    return found


UNITS: Final[dict[tuple[str, ...], tuple[tuple[str, ...], str, str]]] = {
    ("rate",): (("mg/h",), "rate", "mg/h, or another mass per time"),
    ("amount",): (("mg",), "amount", "mg, or another mass"),
}
"""By what a row tells: the units it may have one of the kind of, and how to say so."""
EITHER: Final = (("mg", "mg/h"), "amount or rate", "mg for an amount, mg/h for a rate")


def _check_unit(row: Any, code: str, told: Sequence[str]) -> None:
    alike, what, right = UNITS.get(tuple(told), EITHER)
    if not code:
        row.fault("unit", "the cell is empty", right)
        return
    try:
        powers = unit(code).powers
    except UnitError:
        row.fault("unit", f"the unit {code!r} is not known", right)
        return
    if powers not in [unit(each).powers for each in alike]:
        row.fault("unit", f"{code} is no {what} of drug", right)


def _refuse_backwards(table: Sequence[Any], rows: Sequence[Row]) -> None:
    for nth in range(1, len(rows)):
        if rows[nth].time < rows[nth - 1].time:
            wrong = f"time goes backwards: {rows[nth].time:g} after {rows[nth - 1].time:g}"
            table[nth].fault("time", wrong, "rows in order of time")


def _one(table: Sequence[Any], column: str, kind: type[Word]) -> Word | None:
    """The one word that a column holds in every row; None where the file has no such column."""
    cells = import_module("morrow.outcomes.cells")
    read = cells.needed(cells.choice(kind), ", ".join(kind))
    first: Word | None = None
    for row in table:
        if column not in row.cells:
            continue
        found = row.read(column, read, None)
        if first is not None and found not in (None, first):
            row.fault(column, f"{found} after rows of {first}", f"one {column} in a file")
        first = first or found
    return first
