"""Units as types: round trips, path independence, another program's answer, and strict reading."""

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.quantities import (
    NumberError,
    Quantity,
    UnitError,
    as_decimal,
    known_units,
    plain,
    read_number,
    read_quantity,
    unit,
)

MASS = ("kg", "g", "mg", "ug", "ng")
LENGTH = ("m", "cm", "mm")
VOLUME = ("L", "dL", "mL", "uL")
TIME = ("s", "min", "h", "d", "wk")
PRESSURE = ("mm[Hg]", "kPa")
KINDS = (MASS, LENGTH, VOLUME, TIME, PRESSURE)
IN_PINT = {"mm[Hg]": "mmHg", "d": "day", "wk": "week", "%": "percent"}
REGISTRY: Any = pint.UnitRegistry()

codes_of_one_kind = st.sampled_from(KINDS).flatmap(
    lambda kind: st.tuples(*[st.sampled_from(kind)] * 3)
)
numbers = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=4)


@given(value=numbers, codes=codes_of_one_kind)
def test_a_round_trip_and_any_detour_give_the_same_number(
    value: Decimal, codes: tuple[str, str, str]
) -> None:
    one, two, three = codes
    direct = Quantity(value, unit(one)).to(three)
    assert direct * unit(three).factor == Fraction(value) * unit(one).factor
    detour = Quantity(value, unit(one)).to(two) * unit(two).factor / unit(three).factor
    assert direct == detour
    assert direct * unit(three).factor / unit(one).factor == Fraction(value)


@pytest.mark.parametrize(
    ("one", "two"), [pair for kind in KINDS for pair in itertools.permutations(kind, 2)]
)
def test_pint_agrees(one: str, two: str) -> None:
    """To 1 in 100,000: pint's mmHg is 133.322387 Pa, UCUM's 133.322."""
    ours = Quantity(Decimal(7), unit(one)).to(two)
    theirs = REGISTRY.Quantity(7, IN_PINT.get(one, one)).to(IN_PINT.get(two, two)).magnitude
    assert float(ours) == pytest.approx(theirs, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("1 mg/mL", "g/L", 1),
        ("1 mg/mL", "ug/mL", 1000),
        ("60 mL/h", "mL/min", 1),
        ("1 ug/kg/min", "mg/kg/h", Fraction(6, 100)),
        ("500 ug/kg", "mg/kg", Fraction(1, 2)),
        ("1 L", "mL", 1000),
        ("70 kg", "g", 70_000),
        ("16 kPa", "mm[Hg]", Fraction(16 * 10**6, 133_322)),
        ("72 /min", "/h", 4320),
        ("5 ml", "mL", 5),
    ],
)
def test_ratios_convert_exactly(text: str, code: str, value: int | Fraction) -> None:
    assert read_quantity(text).to(code) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("35 mg", "mg/kg"),
        ("0.5 mg/kg", "mg"),
        ("0.5 mg/kg", "%"),
        ("0.5 mg/kg", "1"),
        ("50 %", "mg/kg"),
        ("1 g/mg", "mg/kg"),
        ("1 mg", "mL"),
        ("1 mL/h", "mL"),
        ("1 mm[Hg]", "kg"),
        ("1 min", "/min"),
    ],
)
def test_another_kind_of_quantity_never_converts(text: str, code: str) -> None:
    """Per kilogram is per kilogram of body weight, and never cancels into a bare number."""
    with pytest.raises(UnitError, match="another kind"):
        read_quantity(text).to(code)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("lb", "pound"),
        ("mg/lb", "pound"),
        ("[lb_av]", "kg"),
        ("mcg", "ug"),
        ("cc", "mL"),
        ("mmHg", r"mm\[Hg\]"),
        ("bpm", "/min"),
        ("MG", "unknown"),
        ("Kg", "unknown"),
        ("furlong", "unknown"),
        ("mg//kg", "unknown"),
        ("mg/", "unknown"),
        ("", "missing"),
    ],
)
def test_an_unknown_unit_is_an_error_that_says_what_would_do(code: str, says: str) -> None:
    with pytest.raises(UnitError, match=says):
        unit(code)


def test_every_known_unit_is_read() -> None:
    for code in known_units().split(", "):
        assert unit(code).code == code


@pytest.mark.parametrize(
    ("text", "value"), [("70", "70"), (" 70.40 ", "70.40"), ("-0.5", "-0.5"), ("+7", "7")]
)
def test_a_number_is_kept_as_it_was_written(text: str, value: str) -> None:
    assert str(read_number(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "90-140",
        "NaN",
        "inf",
        "1e3",
        "1,5",
        "<90",
        "++1",
        "1.",
        ".5",
        "1_000",
        "\u0667\u0660",
        "0x10",
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        read_number(text)


@pytest.mark.parametrize("text", ["70", "70 "])
def test_a_quantity_needs_its_unit(text: str) -> None:
    with pytest.raises(UnitError, match="no unit"):
        read_quantity(text)


@given(st.text())
def test_any_text_is_a_quantity_or_a_typed_error(text: str) -> None:
    try:
        quantity = read_quantity(text)
    except (NumberError, UnitError):
        return
    assert quantity.value.is_finite()


@given(value=st.fractions(), places=st.integers(0, 30))
def test_rounding_moves_by_at_most_half_of_the_last_place(value: Fraction, places: int) -> None:
    rounded = as_decimal(value, places=places)
    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**places)


def test_rounding_keeps_more_digits_than_a_context_would() -> None:
    assert as_decimal(Fraction(10**40 + 1, 10), places=1) == Decimal(f"{10**39}.1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("40.00"), "40"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.50"), "0.5"),
        (Fraction(400, 3), "133.333"),
        (Fraction(35), "35"),
        (Decimal(0), "0"),
        (Decimal("-0.70"), "-0.7"),
    ],
)
def test_a_number_for_a_reader_has_no_exponent_and_no_trailing_zeros(
    value: Decimal | Fraction, text: str
) -> None:
    assert plain(value) == text
