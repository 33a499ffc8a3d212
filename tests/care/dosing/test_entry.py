"""Typed doses: what is read, what is refused, and what the refusal says."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from morrow.care.dosing import (
    UNDILUTED,
    EntryError,
    Preparation,
    read_bag,
    read_dose,
    read_dose_per_kg,
    read_height,
    read_minutes,
    read_preparation,
    read_vial,
    read_weight,
)

D = Decimal
READERS = (
    read_weight,
    read_height,
    read_dose_per_kg,
    read_dose,
    read_minutes,
    read_bag,
    read_preparation,
    read_vial,
)


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (read_weight, "70", "70"),
        (read_weight, " 70.4 kg ", "70.4"),
        (read_weight, "70000g", "70"),
        (read_weight, "20", "20"),
        (read_weight, "400", "400"),
        (read_height, "172", "172"),
        (read_height, "1.72m", "172"),
        (read_dose_per_kg, "0.5mg/kg", "0.5"),
        (read_dose_per_kg, "500 ug/kg", "0.5"),
        (read_dose, "56mg", "56"),
        (read_minutes, "40min", "40"),
        (read_minutes, "1h", "60"),
        (read_bag, "100mL", "100"),
        (read_bag, "0.25L", "250"),
    ],
)
def test_what_is_read(reader: object, text: str, value: str) -> None:
    assert reader(text) == D(value)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("reader", "text", "says"),
    [
        (read_weight, "", "missing"),
        (read_weight, "0", "20 to 400 kg"),
        (read_weight, "-5", "20 to 400 kg"),
        (read_weight, "19.9", "under 20 kg"),
        (read_weight, "400.1", "over 400 kg"),
        (read_weight, "700", "over 400 kg"),
        (read_weight, "eighty", "not a number"),
        (read_weight, "70lb", "pound"),
        (read_weight, "154 lbs", "pound"),
        (read_weight, "154[lb_av]", "kg"),
        (read_weight, "70,5", "point"),
        (read_weight, "NaN", "not a number"),
        (read_weight, "1e2", "unknown unit"),
        (read_weight, "70 kg 5", "not a number"),
        (read_weight, "\uff17\uff10", "not a number"),  # digits of another script
        (read_weight, "70mL", "another kind"),
        (read_dose_per_kg, "0.5", "no unit"),
        (read_dose_per_kg, "0.5mg", "another kind"),
        (read_dose_per_kg, "35 mg", "0.5mg/kg"),
        (read_dose_per_kg, "0.5mg/kg/h", "another kind"),
        (read_dose_per_kg, "0.5mg/lb", "pound"),
        (read_dose_per_kg, "50%", "another kind"),
        (read_dose_per_kg, "0mg/kg", "not above 0"),
        (read_dose_per_kg, "-0.5mg/kg", "not above 0"),
        (read_dose, "56", "no unit"),
        (read_dose, "0.5mg/kg", "another kind"),
        (read_minutes, "40", "no unit"),
        (read_minutes, "0min", "not above 0"),
        (read_minutes, "601min", "over 600 min"),
        (read_minutes, "7s", "decimals"),
        (read_bag, "100", "no unit"),
        (read_bag, "0mL", "not above 0"),
        (read_bag, "3001mL", "over 3000 mL"),
        (read_vial, "500mg", "500mg/10mL"),
        (read_vial, "", "missing"),
        (read_vial, "500mg/0mL", "not above 0"),
        (read_vial, "0mg/mL", "not above 0"),
        (read_vial, "1001mg/mL", "stronger"),
        (read_vial, "500mg/101mL", "over 100 mL"),
        (read_vial, "500/10", "500mg/10mL"),
        (read_vial, "500ug/kg", "another kind"),
        (read_preparation, "mixed", "replaced"),
    ],
)
def test_what_is_refused_says_why_and_what_would_do(reader: object, text: str, says: str) -> None:
    with pytest.raises(EntryError) as caught:
        reader(text, argument="--it")  # type: ignore[operator]
    assert str(caught.value).startswith("--it: ")
    assert says in str(caught.value)
    assert (caught.value.typed, bool(caught.value.accepted)) == (text, True)


def test_a_vial_is_its_content_or_only_its_strength() -> None:
    content, strength, one = read_vial("500mg/10mL"), read_vial("50mg/mL"), read_vial("50mg/1mL")
    assert content.strength == strength.strength == 50
    assert content.whole
    assert not strength.whole
    assert one.whole
    assert [str(content), str(strength), str(one)] == ["500 mg/10 mL", "50 mg/mL", "50 mg/1 mL"]


def test_undiluted_is_said_and_never_assumed() -> None:
    assert read_bag("none") == UNDILUTED
    with pytest.raises(EntryError):
        read_bag("")


def test_both_ways_of_preparing_are_read() -> None:
    assert [read_preparation(way.value) for way in Preparation] == list(Preparation)


@given(text=st.text() | st.from_regex(r"[0-9.,+-]{0,6} ?[a-zA-Z/%\[\]]{0,8}"))
@example("9" * 5000 + "kg")
@example("9" * 5000)
@example("0." + "0" * 5000 + "1mg/kg")
@example("9" * 5000 + "g")
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    answers = [_answer(reader, text) for reader in READERS]
    assert all(answers)


def _answer(reader: object, text: str) -> str:
    try:
        return repr(reader(text))  # type: ignore[operator]
    except EntryError as error:
        return error.wrong and error.accepted
