"""Patients from CSV: a header line, then one patient a line.  All of it is read, or none.

UTF-8 (with or without a mark), comma or semicolon.  Columns `record_number`, `family_name`,
`given_name`, `birth_date` (2026-03-10) and, where known, `phone`; in any order.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

from morrow.care.patient import PatientRegistered
from morrow.exchange import entries
from morrow.exchange.entries import Context, Unreadable

NEEDED: Final = ("record_number", "family_name", "given_name", "birth_date")
KNOWN: Final = tuple(field.name for field in fields(PatientRegistered))
ROWS_MAX: Final = 5_000
BYTES_MAX: Final = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in a line (1 is the header), in which field ("" for the whole line)."""

    line: int
    field: str
    wrong: str
    right: str

    def __str__(self) -> str:
        field = f", {self.field}" if self.field else ""
        return f"line {self.line}{field}: {self.wrong}; right: {self.right}"


class Unusable(ValueError):
    """The table cannot be taken.  `problems` names every line and field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One patient, and the line where the row began."""

    line: int
    patient: PatientRegistered


def read(raw: bytes, context: Context) -> tuple[Line, ...]:
    """The patients of a table.  Raises Unusable with everything that is wrong."""
    rows = list(_rows(_text(raw)))
    problems: list[Problem] = []
    found = [line for number, row in rows if (line := _line(number, row, context, problems))]
    problems += _twice(found)
    if problems:
        raise Unusable(sorted(problems, key=lambda problem: problem.line))
    return tuple(found)


def _text(raw: bytes) -> str:
    if len(raw) > BYTES_MAX:
        raise Unusable([_problem(1, f"the file has {len(raw)} bytes", f"at most {BYTES_MAX}")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"byte {raw[error.start]:#04x} is not UTF-8"
        raise Unusable([_problem(line, wrong, "save the table as CSV in UTF-8")]) from error


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line it starts at, by the header's names."""
    header_line = text.partition("\n")[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(header)
        starts = reader.line_num + 1
        for number, row in enumerate(reader, 1):
            if number > ROWS_MAX:
                raise Unusable([_problem(starts, "too many rows", f"at most {ROWS_MAX} at once")])
            if any(cell.strip() for cell in row):
                if len(row) != len(header):
                    wrong = f"{len(row)} cells under a header of {len(header)}"
                    raise Unusable([_problem(starts, wrong, "as many as the header has")])
                yield starts, dict(zip(header, row, strict=True))
            starts = reader.line_num + 1
    except csv.Error as error:
        right = "quotes in pairs, and a quote inside one doubled"
        raise Unusable([_problem(reader.line_num, str(error), right)]) from error


def _check_header(header: list[str]) -> None:
    right = f"{', '.join(NEEDED)} and, where known, phone"
    unknown = [name for name in header if name not in KNOWN]
    missing = [name for name in NEEDED if name not in header]
    if unknown or missing or len(set(header)) != len(header):
        said = [f"unknown: {', '.join(map(repr, unknown))}"] if unknown else []
        said += [f"missing: {', '.join(missing)}"] if missing else []
        raise Unusable([_problem(1, "; ".join(said) or "a column comes twice", right)])


def _line(
    number: int, row: Mapping[str, str], context: Context, problems: list[Problem]
) -> Line | None:
    try:
        return Line(line=number, patient=entries.read(PatientRegistered, row, context))
    except Unreadable as unreadable:
        problems += [
            Problem(line=number, field=error.field, wrong=error.wrong, right=error.right)
            for error in unreadable.errors
        ]
        return None


def _twice(found: list[Line]) -> list[Problem]:
    """Two lines with one record number: which of them is right, nobody here can know."""
    first: dict[str, int] = {}
    problems = []
    for each in found:
        known = first.setdefault(each.patient.record_number, each.line)
        if known != each.line:
            wrong = f"{each.patient.record_number!r} stands in line {known} already"
            right = "each patient once"
            problems.append(
                Problem(line=each.line, field="record_number", wrong=wrong, right=right)
            )
    return problems


def _problem(line: int, wrong: str, right: str) -> Problem:
    return Problem(line=line, field="", wrong=wrong, right=right)
