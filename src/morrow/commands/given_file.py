"""A CSV file of what was given: `time,rate,amount,unit`, times in minutes.

A row tells a rate that holds from its time on (0: paused or stopped), or an amount at a time.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from morrow.commands.reading import ReadingError
from morrow.quantities import NumberError, read_number

COLUMNS: Final = ["time", "rate", "amount", "unit"]
MOST_BYTES: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Row:
    time: float
    rate: float | None
    amount: float | None
    unit: str


def read_given(path: Path) -> list[Row]:
    """The rows of a file; ReadingError names every line that could not be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ReadingError(f"--given: {path} is over {MOST_BYTES:,} bytes")
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadingError(f"--given: {path} cannot be read: {error}") from None
    reader = csv.DictReader(text.splitlines())
    if reader.fieldnames != COLUMNS:
        found = ",".join(reader.fieldnames or [])
        raise ReadingError(f"--given: the first line must be {','.join(COLUMNS)}, not {found!r}")
    rows, wrong = [], []
    for line in reader:
        try:
            rows.append(_row(line))
        except NumberError as error:
            wrong.append(f"line {reader.line_num}: {error}")
    if wrong:
        raise ReadingError("--given: " + "; ".join(wrong))
    return rows


def _row(line: dict[str, str | None]) -> Row:
    if None in line or None in line.values():
        raise NumberError(f"a row has the {len(COLUMNS)} values {','.join(COLUMNS)}")
    return Row(
        time=float(read_number(line["time"] or "")),
        rate=_optional(line["rate"]),
        amount=_optional(line["amount"]),
        unit=(line["unit"] or "").strip(),
    )


def _optional(text: str | None) -> float | None:
    return float(read_number(text)) if text and text.strip() else None
