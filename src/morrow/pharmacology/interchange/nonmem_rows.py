"""The lines of a NONMEM-style dataset, read strictly: every fault with its line, all at once."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from morrow.pharmacology.interchange import exact

BYTES_MAX: Final = 8_000_000
ROWS_MAX: Final = 100_000
COLUMNS_MAX: Final = 60
SHOWN_MAX: Final = 50  # faults in the words of an error; `faults` holds them all
NEEDED: Final = ("ID", "TIME", "AMT", "DV", "EVID", "CMT", "WT")
_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]{0,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong where, and what would be right.  Line 1 is the header."""

    line: int
    column: str
    wrong: str
    right: str

    def __str__(self) -> str:
        column = f", {self.column}" if self.column else ""
        return f"line {self.line}{column}: {self.wrong}; right: {self.right}"


class DatasetError(ValueError):
    """A dataset that cannot be taken.  `faults` names every one that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        more = [f"and {len(faults) - SHOWN_MAX:,} more"] if len(faults) > SHOWN_MAX else []
        super().__init__("\n".join([*map(str, faults[:SHOWN_MAX]), *more]))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Row:
    """One line.  What cannot be read is noted in `faults`, and then counts as missing."""

    line: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, wrong: str, right: str) -> None:
        found = Fault(line=self.line, column=column, wrong=wrong, right=right)
        if found not in self.faults:  # a cell may be read twice
            self.faults.append(found)

    def number(self, column: str) -> Decimal | None:
        """The number in a cell; None where it is missing (`.`, empty, or no such column)."""
        text = self.cells.get(column, "")
        if text in {"", "."}:
            return None
        found = exact.number(text)
        if found is None or not abs(float(found)) < float("inf"):
            self.fault(
                column, f"{text[:30]!r} is not a number", "digits with a point, or . if missing"
            )
            return None
        return found

    def given(self, column: str, right: str) -> Decimal | None:
        """A number that may not be missing."""
        if self.cells.get(column, "") in {"", "."}:
            self.fault(column, "missing", right)
            return None
        return self.number(column)

    def one_of(self, column: str, accepted: dict[Decimal, str], absent: int | None) -> int | None:
        """One of a few whole numbers; `absent` where the cell is missing."""
        found = self.number(column)
        if found is None:
            return absent
        if found not in accepted:
            right = " or ".join(f"{number} ({words})" for number, words in accepted.items())
            self.fault(column, f"{self.cells[column]} is not read", right)
            return absent
        return int(found)

    def check(
        self, column: str, found: Decimal | None, rule: Callable[[Decimal], bool], right: str
    ) -> bool:
        """Whether a number is there and keeps a rule; noted where it does not."""
        if found is None:
            return False
        if not rule(found):
            self.fault(column, f"{self.cells[column]} cannot be", right)
            return False
        return True


def rows(raw: bytes) -> list[Row]:
    """Every row; DatasetError where the table itself cannot be read."""
    reader = csv.reader(io.StringIO(_text(raw), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header)
        return list(_rows(reader, header))
    except csv.Error as error:
        raise _stop(reader.line_num, str(error), "quotes in pairs, one row a line") from error


def _rows(reader: Any, header: list[str]) -> Iterator[Row]:
    for number, cells in enumerate(reader, 1):
        if number > ROWS_MAX:
            raise _stop(reader.line_num, "too many rows", f"at most {ROWS_MAX:,}")
        if not cells:
            continue  # a blank line
        row = Row(
            reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False))
        )
        if len(cells) != len(header):
            wrong = f"{len(cells)} cells under a header of {len(header)}"
            row.fault("", wrong, "as many cells as the header has")
        yield row


def _text(raw: bytes) -> str:
    if len(raw) > BYTES_MAX:
        raise _stop(1, f"the file has {len(raw):,} bytes", f"at most {BYTES_MAX:,}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _stop(line, "a byte that is not UTF-8", "the file saved as CSV in UTF-8") from error


def _check_header(header: list[str]) -> None:
    faults = [
        Fault(line=1, column=name, wrong="the column is missing", right=",".join(NEEDED))
        for name in NEEDED
        if name not in header
    ]
    for name in dict.fromkeys(header):
        if not _NAME.fullmatch(name):
            wrong = f"{name[:30]!r} is no column name"
            faults.append(Fault(line=1, column="", wrong=wrong, right="capitals, such as WT"))
        elif header.count(name) > 1:
            faults.append(Fault(line=1, column=name, wrong="stands twice", right="one column"))
    if len(header) > COLUMNS_MAX:
        raise _stop(1, f"{len(header)} columns", f"at most {COLUMNS_MAX}")
    if faults:
        raise DatasetError(faults)


def _stop(line: int, wrong: str, right: str) -> DatasetError:
    return DatasetError([Fault(line=line, column="", wrong=wrong, right=right)])
