"""A CSV file of what was given: `time,rate,amount,unit`, times in minutes.

A row tells a rate that holds from its time on (0: paused or stopped), or an amount at a time.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from morrow.commands.files import read_bytes
from morrow.commands.reading import ReadingError

COLUMNS: Final = ("time", "rate", "amount", "unit")


@dataclass(frozen=True, slots=True)
class Row:
    time: float
    rate: float | None
    amount: float | None
    unit: str


def read_given(path: Path) -> list[Row]:
    """The rows of a file.  ReadingError names every fault; leaves where there is no reading it."""
    cells = import_module("morrow.outcomes.cells")
    tables = import_module("morrow.outcomes.tables")
    minutes = cells.needed(cells.number(), "minutes")
    raw = read_bytes("--given", path)
    try:
        table = list(tables.rows(raw, file=f"--given {path}", needed=COLUMNS))
        found = [
            Row(
                time=row.read("time", minutes, 0.0),
                rate=row.read("rate", cells.number(), None),
                amount=row.read("amount", cells.number(), None),
                unit=row.cells.get("unit", ""),
            )
            for row in table
        ]
        tables.raise_problems(table)
    except tables.Unusable as error:
        raise ReadingError(str(error)) from None
    return found
