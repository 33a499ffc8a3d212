"""A CSV table, read strictly: every fault is named with file, line and column, all at once.

UTF-8 (with or without a mark), commas, one header line, columns in any order.  Nothing is guessed: a
column that looks like a misspelt one is a fault, because it would otherwise be read as empty; a column
of another name is the writer's own, and is carried along unread.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, TypeVar

BYTES_MAX: Final = 2**22
ROWS_MAX: Final = 20_000
CELL_MAX: Final = 8_000  # characters; an arm of 500 doses needs about 3,000

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong where, and what would be right.  Line 1 is the header."""

    file: str
    line: int
    column: str  # "" for the whole line
    wrong: str
    right: str

    def __str__(self) -> str:
        column = f", {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.wrong}; right: {self.right}"


class Unusable(ValueError):
    """Tables that cannot be taken.  `problems` names every fault that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class BadCell(ValueError):
    """A cell that cannot be read: what was wrong, and what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}; right: {right}")
        self.wrong = wrong
        self.right = right


@dataclass(slots=True)
class Row:
    """One line of a table.  `read` takes a cell and notes its fault instead of raising it."""

    file: str
    line: int
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, column: str, parse: Callable[[str], T], default: D) -> T | D:
        """The parsed cell; `default` if the column is absent or the cell is at fault."""
        text = self.cells.get(column, "")
        try:
            return parse(text)
        except BadCell as bad:
            self.fault(column, bad.wrong, bad.right)
            return default

    def fault(self, column: str, wrong: str, right: str) -> None:
        """Note what is wrong in this row."""
        self.problems.append(
            Problem(file=self.file, line=self.line, column=column, wrong=wrong, right=right)
        )


def raise_problems(table: Iterable[Row]) -> None:
    """Raise Unusable with every fault of the rows, if there is one."""
    problems = [problem for row in table for problem in row.problems]
    if problems:
        raise Unusable(problems)


def rows(
    raw: bytes, *, file: str, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[Row]:
    """Each row of a table; raises Unusable where the table itself cannot be read."""
    reader = csv.reader(io.StringIO(_text(raw, file), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, file=file, needed=needed, optional=optional)
        starts = reader.line_num + 1
        for number, cells in enumerate(reader, 1):
            if number > ROWS_MAX:
                raise _unusable(file, starts, "too many rows", f"at most {ROWS_MAX:,}")
            if any(cell.strip() for cell in cells):
                yield _row(header, cells, file=file, line=starts)
            starts = reader.line_num + 1
    except csv.Error as error:
        right = "quotes in pairs, and a quote inside one doubled"
        raise _unusable(file, reader.line_num, str(error), right) from error


def _row(header: list[str], cells: list[str], *, file: str, line: int) -> Row:
    row = Row(file, line, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
    if len(cells) != len(header):
        wrong = f"{len(cells)} cells under a header of {len(header)}"
        row.fault("", wrong, "as many cells as the header has")
    for name, cell in row.cells.items():
        if len(cell) > CELL_MAX:
            row.fault(name, f"{len(cell)} characters", f"at most {CELL_MAX:,}")
            row.cells[name] = ""
    return row


def _text(raw: bytes, file: str) -> str:
    if len(raw) > BYTES_MAX:
        raise _unusable(file, 1, f"the file has {len(raw):,} bytes", f"at most {BYTES_MAX:,}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"byte {raw[error.start]:#04x} is not UTF-8"
        raise _unusable(file, line, wrong, "save the table as CSV in UTF-8") from error


def _check_header(
    header: list[str], *, file: str, needed: Sequence[str], optional: Sequence[str]
) -> None:
    more = f" and, where known, {', '.join(optional)}" if optional else ""
    right = f"the columns {', '.join(needed)}{more}"
    known = {*needed, *optional}
    problems = [
        Problem(file=file, line=1, column=name, wrong=wrong, right=right)
        for wrong, names in (
            ("the column is missing", [name for name in needed if name not in header]),
            ("the column is unknown", [name for name in header if _misspelt(name, known)]),
            ("the column comes twice", sorted({n for n in header if header.count(n) > 1})),
        )
        for name in names
    ]
    if problems:
        raise Unusable(problems)


def _misspelt(name: str, known: Collection[str]) -> bool:
    """Whether an unknown name is close to a known one."""
    close = get_close_matches(name.casefold(), known, n=1, cutoff=0.7)
    return name not in known and (not name or bool(close))


def _unusable(file: str, line: int, wrong: str, right: str) -> Unusable:
    return Unusable([Problem(file=file, line=line, column="", wrong=wrong, right=right)])
