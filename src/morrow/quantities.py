"""Units as types, and the units that we exchange, by their UCUM codes.

Recorded quantities are `Decimal`, exactly as a person or a device wrote them; the NewTypes keep
milligrams and millilitres apart for the type checker.  Conversions derive from base factors
(`Fraction`, exact), so a round trip and any detour give the same number.  An unknown unit is an
error, never a default.

UCUM: the Unified Code for Units of Measure, https://ucum.org (2.1).
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final, NewType, Self

Kg = NewType("Kg", Decimal)
Cm = NewType("Cm", Decimal)
Mg = NewType("Mg", Decimal)
MgPerKg = NewType("MgPerKg", Decimal)
MgPerMl = NewType("MgPerMl", Decimal)
MgPerH = NewType("MgPerH", Decimal)
Ml = NewType("Ml", Decimal)
MlPerH = NewType("MlPerH", Decimal)
Min = NewType("Min", Decimal)
MmHg = NewType("MmHg", Decimal)
PerMin = NewType("PerMin", Decimal)
Percent = NewType("Percent", Decimal)

NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
"""The one number grammar: ASCII digits and a point.  No comma, exponent, NaN or blank digit."""


class UnitError(ValueError):
    """A unit that we do not know, or two that do not measure the same thing."""


class NumberError(ValueError):
    """A text that is not a plain decimal number."""


Powers = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """A UCUM unit: its code, its factor to the base units, and the powers of those.

    `powers` are the exponents of (gram, metre, second, pressure, body weight).  Pressure has an
    axis of its own, because nobody here turns mm[Hg] into grams per metre and second squared.  So
    has body weight: "/kg" always means per kilogram of patient, and mg/kg must not cancel into a
    bare number that would pass for a percentage.
    """

    code: str
    factor: Fraction
    powers: Powers

    def __truediv__(self, other: Self) -> "Unit":
        mine, theirs = self.powers, other.powers
        powers = (
            mine[0] - theirs[0],
            mine[1] - theirs[1],
            mine[2] - theirs[2],
            mine[3] - theirs[3],
            mine[4] - theirs[4],
        )
        return Unit(f"{self.code}/{other.code}", self.factor / other.factor, powers)


def _atoms() -> dict[str, Unit]:
    gram, metre, second = (1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0)
    litre, pressure, number = (0, 3, 0, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, 0, 0)
    milli, centi, kilo = Fraction(1, 10**3), Fraction(1, 100), Fraction(1000)
    rows: list[tuple[str, Fraction, Powers]] = [
        ("kg", kilo, gram),
        ("g", Fraction(1), gram),
        ("mg", milli, gram),
        ("ug", milli**2, gram),
        ("ng", milli**3, gram),
        ("m", Fraction(1), metre),
        ("cm", centi, metre),
        ("mm", milli, metre),
        ("L", milli, litre),
        ("dL", Fraction(1, 10**4), litre),
        ("mL", milli**2, litre),
        ("uL", milli**3, litre),
        ("s", Fraction(1), second),
        ("min", Fraction(60), second),
        ("h", Fraction(3600), second),
        ("d", Fraction(86400), second),
        ("wk", Fraction(604800), second),
        ("mm[Hg]", Fraction(1), pressure),
        ("kPa", Fraction(10**6, 133322), pressure),  # UCUM: 1 m[Hg] = 133.322 kPa
        ("%", centi, number),
        ("1", Fraction(1), number),
    ]
    return {code: Unit(code, factor, powers) for code, factor, powers in rows}


_ATOMS: Final = _atoms()
_PER_BODY_KG: Final = Unit("kg", Fraction(1), (0, 0, 0, 0, 1))
_SPELLED: Final = {"l": "L", "dl": "dL", "ml": "mL", "ul": "uL"}  # UCUM allows both
_NOT_UCUM: Final = {
    "lb": "kg (a pound is 0.453 592 37 kg: weigh in kilograms)",
    "lbs": "kg (a pound is 0.453 592 37 kg: weigh in kilograms)",
    "[lb_av]": "kg (weigh in kilograms)",
    "mcg": "ug",
    "cc": "mL",
    "mmHg": "mm[Hg]",
    "bpm": "/min",
    "hr": "h",
    "kgs": "kg",
}


def unit(code: str) -> Unit:
    """The unit of a UCUM code such as ``mg/kg`` or ``/min``; UnitError if we do not know it."""
    head, *rest = code.split("/")
    found = _atom(head, code) if head else _ATOMS["1"]
    if not head and not rest:
        raise UnitError(f"a unit is missing; write one of {known_units()}")
    for part in rest:
        found = found / (_PER_BODY_KG if part == "kg" else _atom(part, code))
    return Unit(code, found.factor, found.powers)


def known_units() -> str:
    """The base codes that may be combined with ``/``, for an error message."""
    return ", ".join(code for code in _ATOMS if code != "1")


def _atom(part: str, code: str) -> Unit:
    spelled = _SPELLED.get(part, part)
    if spelled in _ATOMS:
        return _ATOMS[spelled]
    if part in _NOT_UCUM:
        raise UnitError(f"the unit {part!r} is not used here; write {_NOT_UCUM[part]}")
    raise UnitError(f"unknown unit {code!r}; known are {known_units()}, and their ratios")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as written.  `to` converts exactly."""

    value: Decimal
    unit: Unit

    def to(self, code: str) -> Fraction:
        """This quantity in another unit, exactly; UnitError if it measures something else."""
        other = unit(code)
        if other.powers != self.unit.powers:
            raise UnitError(f"{self.unit.code} cannot be given in {code}: another kind of quantity")
        return Fraction(self.value) * self.unit.factor / other.factor

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit.code}"


def read_number(text: str) -> Decimal:
    """A plain decimal number; NumberError says what was wrong."""
    bare = text.strip()
    if not NUMBER.fullmatch(bare):
        raise NumberError(f"{text!r} is not a number; write digits with a point, such as 70.4")
    try:
        return Decimal(bare)
    except InvalidOperation as error:  # the grammar above admits nothing that Decimal refuses
        raise NumberError(f"{text!r} is not a number") from error


_QUANTITY: Final = re.compile(r"\s*([+-]?[0-9.,]+)\s*(\S*)\s*")


def read_quantity(text: str) -> Quantity:
    """``0.5 mg/kg`` or ``40min``: a number and a UCUM code, both required."""
    match = _QUANTITY.fullmatch(text)
    if not match:
        raise NumberError(f"{text!r} is not a number with a unit, such as 0.5 mg/kg")
    number, code = match.groups()
    value = read_number(number)
    if not code:
        raise UnitError(f"{text!r} has no unit")
    return Quantity(value, unit(code))


def as_decimal(value: Fraction, *, places: int) -> Decimal:
    """`value` rounded half-even to `places` decimals: the one rounding of exact numbers."""
    scaled = round(value * 10**places)
    digits = Decimal(abs(scaled)).as_tuple().digits  # scaleb would round to 28 digits unasked
    return Decimal((int(scaled < 0), digits, -places))


def plain(value: Decimal | Fraction, *, places: int = 3) -> str:
    """A number for a reader: no exponent, no trailing zeros (``40``, ``0.5``, ``133.333``)."""
    number = value if isinstance(value, Decimal) else as_decimal(value, places=places)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
