"""The readers of single typed values, each saying what was wrong and what would be right."""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import NoneType
from typing import Any, Final, TypeVar, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from morrow.care.calendar import in_utc, instants_of, say
from morrow.care.dosing import read_dose_per_kg
from morrow.care.sources import HOUSE_POLICY
from morrow.evidence import Figure
from morrow.quantities import (
    NUMBER,
    Cm,
    Kg,
    Mg,
    MgPerKg,
    MgPerMl,
    Min,
    Ml,
    MlPerH,
    NumberError,
    UnitError,
    as_decimal,
    plain,
    read_number,
    read_quantity,
)

__all__ = ["Cm", "Kg", "Wrong"]

ChoiceT = TypeVar("ChoiceT", bound=Enum)


class Wrong(ValueError):
    """A text that cannot be read."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}; right: {right}")
        self.wrong = wrong
        self.right = right


def _most(value: str, unit: str, note: str) -> Figure:
    return Figure(value=Decimal(value), unit=unit, source=HOUSE_POLICY, note=note)


LARGEST: Final[dict[Any, Figure]] = {
    Mg: _most("10000", "mg", "more drug than any vial or syringe of ours holds"),
    MgPerMl: _most("1000", "mg/mL", "no stronger solution exists"),
    Min: _most("600", "min", "the longest infusion that can be entered"),
    Ml: _most("3000", "mL", "the largest bag that can be entered"),
    MlPerH: _most("2000", "mL/h", "faster than infusion pumps run"),
}
"""Beyond these an entry is a slip of the hand, not a quantity."""

SMALLEST: Final[dict[Any, Figure]] = {
    MlPerH: _most("0.1", "mL/h", "the finest step of infusion pumps"),
}
"""Under these as well.  A rate that is next to nothing would end at no time that there is."""

# The fields where nothing at all is an amount: a dose stopped before its first drop.
FROM_ZERO: Final = frozenset({"given_ml", "volume_ml", "drawn_ml"})
WHOLE: Final = {
    "cadss6": (0, 24),
    "moaas": (0, 5),
    "limbs_moving": (0, 4),
    "breathing": (0, 2),
    "devices": (1, 3),
    "minutes": (10, 600),
}
"""The ranges of whole numbers by field: scores as their scales have them, a booking's minutes."""

_TEXTS: Final = {
    "to": "a name, of who takes over",
    "told": "who was told",
    "about": "what it is about",
    "what": "what was asked or offered",
    "words": "the patient's words",
    "text": "a text",
    "changes": "what changed, or “none”",
    "circumstances": "the circumstances",
}
"""What a text is, where the name of its field does not say it."""

_TIME: Final = "a time such as 2026-03-10T14:05 (the clinic's clock) or 2026-03-10T18:05Z"
_DATE: Final = "a date such as 2026-03-10"
_TRUE: Final = frozenset({"true", "yes", "on", "1"})
_FALSE: Final = frozenset({"false", "no", "off", "0"})
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)


def wanted(hint: Any, name: str) -> str:
    """What a field takes, in words."""
    inner = [each for each in get_args(hint) if each is not NoneType]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choices(hint)
    if hint in LARGEST:
        return _amount(hint)
    if hint is int and name in WHOLE:
        return "a whole number from {} to {}".format(*WHOLE[name])
    known = {
        str: _TEXTS.get(name) or _some(name),
        bool: "yes or no",
        datetime: _TIME,
        date: _DATE,
        UUID: "an id such as 4f0c1d2e-0000-4000-8000-000000000000",
        int: "a whole number",
        Decimal: "a number such as 70.4",
        Kg: "kilograms, such as 70.4",
        Cm: "centimetres, such as 172",
        MgPerKg: "a dose per kilogram, such as 0.5 mg/kg",
    }
    return known.get(hint) or (wanted(inner[0], name) if inner else "a value")


def _some(name: str) -> str:
    """``a reason``, ``an answer``: a text by what its field is called."""
    words = name.replace("_", " ") or "text"
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def truth(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise Wrong(f"{raw!r} is neither yes nor no", "yes or no")


def text(typed: str, most: int) -> str:
    """The text as typed.  Control characters have no place in a record."""
    if len(typed) > most:
        raise Wrong(f"it has {len(typed)} characters", f"at most {most} characters")
    if any(ord(char) < 32 and char not in "\n\t\r" for char in typed) or "\x7f" in typed:
        raise Wrong("it has a control character", "letters, digits and punctuation")
    if any("\ud800" <= char <= "\udfff" for char in typed):
        raise Wrong("it has half a character", "letters, digits and punctuation")
    return typed.strip()


def number(typed: str) -> Decimal:
    return _number(typed, "a number such as 70.4")


def _number(typed: str, right: str) -> Decimal:
    try:
        found = read_number(typed)
    except NumberError as error:
        raise Wrong(f"{typed!r} is not a number", right) from error
    if len(found.as_tuple().digits) > 12:
        raise Wrong(f"{typed!r} has more digits than anything we measure", "at most 12 digits")
    return found


def whole(typed: str, name: str) -> int:
    found, bounds = _number(typed, wanted(int, name)), WHOLE.get(name)
    if found != found.to_integral_value():
        raise Wrong(f"{typed!r} is not a whole number", wanted(int, name))
    if bounds and not bounds[0] <= found <= bounds[1]:
        raise Wrong(f"{typed!r} is not within {bounds[0]} to {bounds[1]}", wanted(int, name))
    return int(found)


def identifier(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise Wrong(f"{typed!r} is no id", wanted(UUID, "")) from error


def choice(kind: type[ChoiceT], typed: str) -> ChoiceT:
    try:
        return kind(typed.casefold())
    except ValueError as error:
        raise Wrong(f"{typed!r} is none of the choices", _choices(kind)) from error


def _choices(kind: type[Enum]) -> str:
    return f"one of {', '.join(str(each.value) for each in kind)}"


def quantity(kind: Any, name: str, typed: str) -> Decimal:
    """A quantity in the unit of its type: `151`, or `151 mL/h`.  A dose per kg needs its unit."""
    if kind is MgPerKg:
        return read_dose_per_kg(typed, argument=name)
    if kind not in LARGEST:
        raise TypeError(f"nobody has said how {kind!r} is typed")  # our bug: a new type of field
    most = LARGEST[kind]
    value = _number(typed, _amount(kind)) if NUMBER.fullmatch(typed) else _with_unit(typed, kind)
    least_ok = value >= 0 if name in FROM_ZERO else value > 0
    if not least_ok:
        raise Wrong(f"{typed!r} is not above 0", _amount(kind))
    least = SMALLEST.get(kind)
    if least is not None and value < least.value:
        raise Wrong(f"{typed!r} is under {plain(least.value)} {least.unit}", _amount(kind))
    if value > most.value:
        raise Wrong(f"{typed!r} is over {plain(most.value)} {most.unit}", _amount(kind))
    return value


def _with_unit(typed: str, kind: Any) -> Decimal:
    unit = LARGEST[kind].unit
    try:
        written = read_quantity(typed)
        exact = written.to(unit)
    except NumberError as error:
        raise Wrong(f"{typed!r} is not a number", _amount(kind)) from error
    except UnitError as error:
        raise Wrong(str(error), _amount(kind)) from error
    if written.unit.code == unit:
        return written.value
    value = as_decimal(exact, places=6)
    if Fraction(value) != exact:
        raise Wrong(f"{typed!r} has more decimals than can be kept", _amount(kind))
    return value.normalize()


def _amount(kind: Any) -> str:
    most, least = LARGEST[kind], SMALLEST.get(kind)
    lower = f"from {plain(least.value)} " if least else "up "
    return f"a number in {most.unit}, {lower}to {plain(most.value)}"


def day(typed: str, *, latest: date | None) -> date:
    """A date; ValueError's cousin `Wrong` if it is after `latest`."""
    try:
        found = date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        found = None
    if found is None or found.year < 1900:
        raise Wrong(f"{typed!r} is not a date", _DATE)
    if latest is not None and found > latest:
        raise Wrong(f"{typed} lies in the future", f"a date up to {latest}")
    return found


def instant(typed: str, zone: ZoneInfo, *, latest: datetime | None) -> datetime:
    """An instant, in UTC.  Without an offset it is the wall clock of `zone`."""
    written = _parsed(typed)
    try:
        found = _on_the_wall(written, zone, typed) if written.tzinfo is None else in_utc(written)
    except OverflowError as error:  # the first and the last day that there is
        raise Wrong(f"{typed!r} is not a time", _TIME) from error
    if found.year < 1900:
        raise Wrong(f"{typed!r} is not a time", _TIME)
    if latest is not None and found > latest:
        here = say(latest, zone=zone)
        raise Wrong(f"{typed} lies in the future", f"a time up to now, {here} here")
    return found


def _parsed(typed: str) -> datetime:
    if not _INSTANT.fullmatch(typed):
        raise Wrong(f"{typed!r} is not a time", _TIME)
    try:
        return datetime.fromisoformat(typed)
    except ValueError as error:  # 30 February has the shape of a date
        raise Wrong(f"{typed!r} is not a time", _TIME) from error


def _on_the_wall(wall: datetime, zone: ZoneInfo, typed: str) -> datetime:
    """The one instant of a wall-clock time.  A change of clocks repeats some and skips others."""
    found = instants_of(wall, zone=zone)
    if len(found) == 1:
        return found[0]
    happened = "comes twice" if found else "does not exist"
    choices = " or ".join(each.isoformat().replace("+00:00", "Z") for each in found)
    raise Wrong(f"{typed} {happened} on that day: the clocks change", choices or _TIME)
