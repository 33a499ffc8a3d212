"""Reading what a person typed into a dose: the same words at form, JSON and command line.

Every reader takes text and returns a quantity, or raises `EntryError` with the argument's name,
what was typed, what was wrong and what would be accepted.  A dose needs its unit; pounds are
refused, never converted; a weight that no adult has is a slip, not a weight.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from morrow.care.dosing.plans import UNDILUTED, Preparation, Vial
from morrow.care.sources import HOUSE_POLICY
from morrow.evidence import Figure
from morrow.quantities import (
    NUMBER,
    Cm,
    Kg,
    Mg,
    MgPerKg,
    Min,
    Ml,
    NumberError,
    UnitError,
    as_decimal,
    plain,
    read_number,
    read_quantity,
)


def _bound(value: str, code: str, note: str) -> Figure:
    return Figure(value=Decimal(value), unit=code, source=HOUSE_POLICY, note=note)


WEIGHT_MIN: Final = _bound("20", "kg", "below, an adult's weight is a slip")
WEIGHT_MAX: Final = _bound("400", "kg", "above, an adult's weight is a slip")
HEIGHT_MIN: Final = _bound("90", "cm", "below, an adult's height is a slip")
HEIGHT_MAX: Final = _bound("250", "cm", "above, an adult's height is a slip")
MINUTES_MAX: Final = _bound("600", "min", "the longest infusion that can be entered")
BAG_MAX: Final = _bound("3000", "mL", "the largest bag that can be entered")
STRENGTH_MAX: Final = _bound("1000", "mg/mL", "no stronger solution exists")
VIAL_MAX: Final = _bound("100", "mL", "the largest vial that can be entered")


class EntryError(ValueError):
    """An entry that cannot be read: whose it is, what was typed, what was wrong, what would do."""

    def __init__(self, argument: str, typed: str, *, wrong: str, accepted: str) -> None:
        super().__init__(f"{argument}: {wrong}; accepted: {accepted}")
        self.argument = argument
        self.typed = typed
        self.wrong = wrong
        self.accepted = accepted


def read_weight(text: str, *, argument: str = "weight") -> Kg:
    """`70`, `70.4kg`: kilograms.  A bare number is kg because nothing else is ever accepted."""
    accepted = f"{_range(WEIGHT_MIN, WEIGHT_MAX)}, such as 70 or 70.4kg"
    value = _read(argument, text, "kg", accepted, bare=True)
    return Kg(_within(argument, text, value, (WEIGHT_MIN, WEIGHT_MAX), accepted))


def read_height(text: str, *, argument: str = "height") -> Cm:
    """`172`, `172cm`, `1.72m`: centimetres."""
    accepted = f"{_range(HEIGHT_MIN, HEIGHT_MAX)}, such as 172 or 172cm"
    value = _read(argument, text, "cm", accepted, bare=True)
    return Cm(_within(argument, text, value, (HEIGHT_MIN, HEIGHT_MAX), accepted))


def read_dose_per_kg(text: str, *, argument: str = "dose") -> MgPerKg:
    """`0.5mg/kg`: a dose per kilogram.  Without its unit, or in mg, it is refused (H3)."""
    accepted = "a dose per kilogram above 0, such as 0.5mg/kg"
    return MgPerKg(_positive(argument, text, _read(argument, text, "mg/kg", accepted), accepted))


def read_dose(text: str, *, argument: str = "dose") -> Mg:
    """`56mg`: a whole dose in mg (nasal esketamine)."""
    accepted = "a dose in mg above 0, such as 56mg"
    return Mg(_positive(argument, text, _read(argument, text, "mg", accepted), accepted))


def read_minutes(text: str, *, argument: str = "over") -> Min:
    """`40min`, `1h`: how long an infusion runs."""
    accepted = f"a time above 0 and up to {plain(MINUTES_MAX.value)} min, such as 40min"
    value = _positive(argument, text, _read(argument, text, "min", accepted), accepted)
    return Min(_within(argument, text, value, (None, MINUTES_MAX), accepted))


def read_bag(text: str, *, argument: str = "bag") -> Ml:
    """`100mL`: the bag's nominal volume; `none`: infused undiluted, said and never assumed."""
    accepted = f"a volume above 0 and up to {plain(BAG_MAX.value)} mL, such as 100mL; or none"
    if text.strip().lower() == "none":
        return UNDILUTED
    value = _positive(argument, text, _read(argument, text, "mL", accepted), accepted)
    return Ml(_within(argument, text, value, (None, BAG_MAX), accepted))


def read_preparation(text: str, *, argument: str = "preparation") -> Preparation:
    """`added` or `replaced`."""
    try:
        return Preparation(text.strip().lower())
    except ValueError as error:
        accepted = "; ".join(f"{one.value} ({one.label})" for one in Preparation)
        wrong = f"{text!r} is not a way of preparing"
        raise EntryError(argument, text, wrong=wrong, accepted=accepted) from error


_VIAL: Final = re.compile(r"(?P<drug>[^/]+)/\s*(?P<number>[0-9.,]*)\s*(?P<unit>[A-Za-z]+)\s*")


def read_vial(text: str, *, argument: str = "vial") -> Vial:
    """`500mg/10mL`: a vial's content.  `50mg/mL`: only its strength, so nothing about what is left.

    To write a vial of 1 mL, write the 1: `50mg/1mL`.
    """
    accepted = "content or strength, such as 500mg/10mL or 50mg/mL"
    match = _VIAL.fullmatch(text)
    if match is None:
        wrong = f"{text!r} is not mg per mL" if text.strip() else "it is missing"
        raise EntryError(argument, text, wrong=wrong, accepted=accepted)
    try:
        drug_mg = _read(argument, match["drug"], "mg", accepted)
        volume_ml = _read(argument, (match["number"] or "1") + match["unit"], "mL", accepted)
    except EntryError as error:  # of a part: what was typed is the whole
        raise EntryError(argument, text, wrong=error.wrong, accepted=accepted) from error
    for value in (drug_mg, volume_ml):
        _positive(argument, text, value, accepted)
    _within(argument, text, volume_ml, (None, VIAL_MAX), accepted)
    if Fraction(drug_mg) / Fraction(volume_ml) > STRENGTH_MAX.value:
        wrong = f"{text!r} is stronger than any solution ({plain(STRENGTH_MAX.value)} mg/mL)"
        raise EntryError(argument, text, wrong=wrong, accepted=accepted)
    return Vial(drug_mg=Mg(drug_mg), volume_ml=Ml(volume_ml), whole=bool(match["number"]))


def _read(argument: str, text: str, code: str, accepted: str, *, bare: bool = False) -> Decimal:
    if not text.strip():
        raise EntryError(argument, text, wrong="it is missing", accepted=accepted)
    try:
        if bare and NUMBER.fullmatch(text.strip()):
            return read_number(text)
        quantity = read_quantity(text)
        exact = quantity.to(code)
    except (NumberError, UnitError) as error:
        raise EntryError(argument, text, wrong=str(error), accepted=accepted) from error
    if quantity.unit.code == code:
        return quantity.value
    value = as_decimal(exact, places=9)
    if Fraction(value) != exact:
        wrong = f"{text!r} has more decimals than can be kept"
        raise EntryError(argument, text, wrong=wrong, accepted=accepted)
    return Decimal(plain(value))


def _positive(argument: str, text: str, value: Decimal, accepted: str) -> Decimal:
    if value > 0:
        return value
    raise EntryError(argument, text, wrong=f"{text!r} is not above 0", accepted=accepted)


def _within(
    argument: str,
    text: str,
    value: Decimal,
    bounds: tuple[Figure | None, Figure],
    accepted: str,
) -> Decimal:
    low, high = bounds
    if low is not None and value < low.value:
        wrong = f"{text!r} is under {plain(low.value)} {low.unit}"
    elif value > high.value:
        wrong = f"{text!r} is over {plain(high.value)} {high.unit}"
    else:
        return value
    raise EntryError(argument, text, wrong=wrong, accepted=accepted)


def _range(low: Figure, high: Figure) -> str:
    return f"{plain(low.value)} to {plain(high.value)} {low.unit}"
