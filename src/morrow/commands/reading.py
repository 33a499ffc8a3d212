"""What a person types into the commands of the pharmacology, read strictly.

Every error names the option, what was typed, and what would be right.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from morrow.pharmacology.regimen import MOST_TIMES
from morrow.quantities import NumberError, Quantity, UnitError, read_number, read_quantity, unit


class ReadingError(ValueError):
    """An entry that could not be read; the message names the option and what would be right."""


def quantity(option: str, text: str, *, bare: str = "") -> Quantity:
    """A number with its unit; where `bare` names a unit, a number alone is taken in it."""
    try:
        if bare and text.strip() and text.strip()[-1] in "0123456789.":
            return Quantity(read_number(text), unit(bare))
        return read_quantity(text)
    except (NumberError, UnitError) as error:
        raise ReadingError(f"{option}: {error}") from None


def in_unit(option: str, text: str, code: str, *, bare: bool = False) -> float:
    """A quantity in one unit, above zero."""
    found = quantity(option, text, bare=code if bare else "")
    try:
        value = float(found.to(code))
    except UnitError as error:
        raise ReadingError(f"{option}: {error}") from None
    if value <= 0:
        raise ReadingError(f"{option}: must be more than 0 {code}, not {text}")
    return value


def milligrams(option: str, text: str, weight_kg: float) -> float:
    """A dose in mg, or in mg/kg of this weight; above zero."""
    found = quantity(option, text)
    try:
        mg = float(found.to("mg"))
    except UnitError:
        return in_unit(option, text, "mg/kg") * weight_kg
    if mg <= 0:
        raise ReadingError(f"{option}: must be more than 0 mg, not {text}")
    return mg


def numbers(option: str, text: str) -> list[float]:
    """Numbers separated by commas."""
    try:
        return [float(read_number(part)) for part in text.split(",")]
    except NumberError as error:
        raise ReadingError(f"{option}: {error}") from None


def minutes(option: str, text: str) -> Sequence[float]:
    """Times in minutes: ``0,5,10``, or from, to and step as ``0:240:5`` (the last included)."""
    if ":" not in text:
        return _in_order(option, numbers(option, text))
    parts = text.split(":")
    if len(parts) != 3:
        raise ReadingError(f"{option}: write START:STOP:STEP in minutes, such as 0:240:5")
    try:
        start, stop, step = (read_number(part) for part in parts)
    except NumberError as error:
        raise ReadingError(f"{option}: {error}") from None
    if step <= 0 or stop < start:
        raise ReadingError(f"{option}: {text} goes nowhere; write START:STOP:STEP, step above 0")
    count = int((stop - start) / step) + 1
    if count > MOST_TIMES:
        raise ReadingError(
            f"{option}: {text} asks for {count:,} times; at most {MOST_TIMES:,} at once"
        )
    return [float(start + step * Decimal(nth)) for nth in range(count)]


def _in_order(option: str, times: list[float]) -> list[float]:
    for earlier, later in pairwise(times):
        if later < earlier:
            raise ReadingError(
                f"{option}: times must not go backwards: {later:g} comes after {earlier:g}"
            )
    return times
