"""One cell to one value.  An empty cell is unknown (`None`); a wrong one raises BadCell."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeVar

from morrow.outcomes.tables import BadCell
from morrow.outcomes.trials import Definition
from morrow.quantities import NumberError, read_number

NAME_MAX: Final = 100
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_DEFINITION: Final = re.compile(r"(<=|>=|<|>)\s*([0-9.]+)\s*(%?)(\s+twice)?")
_RANGE: Final = re.compile(r"([0-9.]+)\s*-\s*([0-9.]+)")


def name(text: str) -> str:
    """An identifier or a scale: any text, but some."""
    if not text:
        raise BadCell("the cell is empty", "a name")
    if len(text) > NAME_MAX or not text.isprintable():
        raise BadCell(f"{text[:20]!r}… is no name", f"at most {NAME_MAX} printable characters")
    return text


def optional_name(text: str) -> str | None:
    return name(text) if text else None


def choice(kind: type[E]) -> Callable[[str], E | None]:
    """A reader of one of the words of `kind`, however they are capitalised."""
    words = {word.value.casefold(): word for word in kind}

    def read(text: str) -> E | None:
        if text and text.casefold() not in words:
            raise BadCell(f"{text!r} is not known here", ", ".join(word.value for word in kind))
        return words.get(text.casefold())

    return read


def needed(parse: Callable[[str], T | None], right: str) -> Callable[[str], T]:
    """The same reader for a cell that must not be empty; `right` says what belongs there."""

    def read(text: str) -> T:
        found = parse(text)
        if found is None:
            raise BadCell("the cell is empty", right)
        return found

    return read


def yes_or_no(text: str) -> bool | None:
    answers = {"": None, "yes": True, "no": False}
    if text.casefold() not in answers:
        raise BadCell(f"{text!r} is neither yes nor no", "yes, no, or an empty cell for unknown")
    return answers[text.casefold()]


def number(
    *, at_least: float = float("-inf"), above: float = float("-inf")
) -> Callable[[str], float | None]:
    """A reader of a plain decimal number not under `at_least` and over `above`."""
    if above > at_least:
        bound = f" above {above:g}"
    else:
        bound = f" of at least {at_least:g}" if at_least > float("-inf") else ""

    def read(text: str) -> float | None:
        if not text:
            return None
        found = plain_number(text)
        if found < at_least or found <= above:
            raise BadCell(f"{text} is out of range", f"a number{bound}")
        return found

    return read


def plain_number(text: str) -> float:
    """A number as our other tables write it: digits and a point, no exponent, no comma."""
    try:
        return float(read_number(text))
    except NumberError as error:
        raise BadCell(f"{text!r} is not a number", "digits with a point, such as 0.5") from error


def count(text: str) -> int | None:
    """A number of patients."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) == 0:
        raise BadCell(f"{text!r} is not a number of patients", "a whole number from 1")
    return int(text)


def dose_range(text: str) -> tuple[float, float] | None:
    """A dose, or a flexible one as `low-high`."""
    if not text:
        return None
    match = _RANGE.fullmatch(text)
    low, high = map(plain_number, match.groups() if match else (text, text))
    if low < 0 or high < low:
        raise BadCell(f"{text!r} is not a dose", "a number from 0, or a flexible dose as low-high")
    return low, high


def series(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of a `;`-list, each part read by `parse`; an empty cell is an empty list."""

    def read(text: str) -> tuple[T, ...]:
        return tuple(parse(part.strip()) for part in text.split(";")) if text else ()

    return read


def definition(text: str) -> Definition | None:
    """What counted as an event, such as `<=10`, `>=50%` or `>=22 twice`."""
    if not text:
        return None
    match = _DEFINITION.fullmatch(text)
    if not match:
        raise BadCell(f"{text!r} is no definition", "such as <=10, >=50% or >=22 twice")
    sign, limit, percent, twice = match.groups()
    return Definition(
        sign=sign, limit=plain_number(limit), is_percent=bool(percent), twice=bool(twice)
    )
