"""Reading what people type: every field's door, on both sides."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morrow.care import patient
from morrow.care.visit import commands as c
from morrow.care.visit import facts
from morrow.care.visit.facts import check_in, dosing, leaving
from morrow.exchange import entries
from morrow.exchange.entries import Context, Unreadable
from tests.examples import times

CONTEXT = Context(now=datetime(2026, 3, 10, 14, 0, tzinfo=UTC), zone=ZoneInfo("America/New_York"))
ORDER = "4f0c1d2e-0000-4000-8000-000000000001"


def read(shape: type, **body: Any) -> Any:
    return entries.read(shape, body, CONTEXT)


def wrong(shape: type, **body: Any) -> dict[str, tuple[str, str]]:
    with pytest.raises(Unreadable) as caught:
        entries.read(shape, body, CONTEXT)
    return {error.field: (error.wrong, error.right) for error in caught.value.errors}


@pytest.mark.parametrize(
    ("typed", "kg"),
    [("20", "20"), ("70.4", "70.4"), (" 70 ", "70"), ("70.4kg", "70.4"), ("400", "400")],
)
def test_a_weight_is_kept_to_the_letter(typed: str, kg: str) -> None:
    assert read(check_in.WeightMeasured, weight_kg=typed).weight_kg == Decimal(kg)


@pytest.mark.parametrize(
    "typed",
    [
        "0",
        "-5",
        "19.9",
        "400.1",
        "700",
        "eighty",
        "70 lb",
        "70lbs",
        "7o",
        "70,4",
        "1e2",
        "NaN",
        "",
        " ",
        "\u0667\u0660",
    ],
)
def test_what_is_no_weight_is_refused_with_what_would_be_right(typed: str) -> None:
    [(field, (said, right))] = wrong(check_in.WeightMeasured, weight_kg=typed).items()
    assert (field, bool(said)) == ("weight_kg", True)
    assert "70" in right


@pytest.mark.parametrize("raw", [70, 70.4, None, ["70"], {"kg": "70"}, True])
def test_a_value_that_is_no_text_is_refused(raw: Any) -> None:
    assert set(wrong(check_in.WeightMeasured, weight_kg=raw)) == {"weight_kg"}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    said = wrong(
        c.BookVisit, patient="x", protocol="magic", starts_at="soon", minutes="9", colour="red"
    )
    assert set(said) == {"patient", "protocol", "starts_at", "minutes", "colour"}


def test_what_the_program_supplies_cannot_be_typed() -> None:
    signature = object()
    with pytest.raises(Unreadable) as caught:
        entries.read(c.SignVisit, {"signature": "mine"}, CONTEXT, given={"signature": signature})
    assert [error.field for error in caught.value.errors] == ["signature"]
    found = entries.read(c.SignVisit, {}, CONTEXT, given={"signature": signature})
    assert found.signature is signature


def test_a_list_is_read_item_by_item() -> None:
    found = read(
        check_in.AllergiesConfirmed,
        allergies=[{"substance": "penicillin", "reaction": "rash"}, {"substance": "latex"}],
    )
    assert [allergy.reaction for allergy in found.allergies] == ["rash", ""]
    said = wrong(check_in.AllergiesConfirmed, allergies=[{"reaction": "rash"}, "latex"])
    assert set(said) == {"allergies.0.substance", "allergies.1.body"}
    assert set(wrong(check_in.AllergiesConfirmed, allergies="none")) == {"allergies"}


def test_not_asked_is_not_no() -> None:
    found = read(check_in.SuicideRiskScreened, answers=["no", "yes", "", "", "", "no"])
    assert found.answers == (False, True, None, None, None, False)


def test_six_answers_are_six() -> None:
    assert set(wrong(check_in.SuicideRiskScreened, answers=["no"] * 5)) == {"answers"}
    assert set(wrong(check_in.SuicideRiskScreened, answers=["maybe"] * 6)) == {
        f"answers.{number}" for number in range(6)
    }


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-03-10T13:59:00Z", "2026-03-10T13:59:00+00:00"),
        ("2026-03-10T09:59:00-04:00", "2026-03-10T13:59:00+00:00"),
        ("2026-03-10T09:59", "2026-03-10T13:59:00+00:00"),
        ("2026-03-10T14:01Z", "2026-03-10T14:01:00+00:00"),  # a tablet's clock a minute ahead
    ],
)
def test_a_time_is_an_instant(typed: str, utc: str) -> None:
    at = entries.read_instant(typed, CONTEXT, field="happened_at")
    assert at == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "typed",
    ["2026-03-10T14:02Z", "2026-03-11T09:00", "14:00", "2026-02-30T10:00", "10/03/2026", "soon"],
)
def test_a_time_tomorrow_or_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        entries.read_instant(typed, CONTEXT, field="happened_at")


@pytest.mark.parametrize("typed", ["2026-03-08T02:30", "2026-11-01T01:30"])
def test_an_hour_that_the_clocks_skip_or_repeat_is_asked_again(typed: str) -> None:
    """New York, 2026: forward on 8 March at 02:00, back on 1 November at 02:00 (IANA)."""
    assert "starts_at" in wrong(c.MoveVisit, starts_at=typed, reason="x")
    beside = typed.replace("T02", "T03").replace("T01", "T03")
    assert read(c.MoveVisit, starts_at=beside, reason="x").starts_at.tzinfo is UTC


def test_only_what_may_lie_ahead_does() -> None:
    assert "last_food_at" in wrong(
        check_in.FastingAnswered, last_food_at="2026-03-11T08:00", last_fluid_at="2026-03-10T08:00"
    )
    assert "birth_date" in wrong(
        patient.PatientRegistered, given_name="A", family_name="B", record_number="1",
        birth_date="2026-03-11",
    )  # fmt: skip
    late = read(check_in.PreparationEntered, product="ketamine", lot="1", expires_on="2030-01-31")
    assert late.expires_on == date(2030, 1, 31)


@pytest.mark.parametrize("typed", ["0", "-1", "2001", "fast", "100 mg/h", "100 mL"])
def test_a_rate_is_mL_per_hour(typed: str) -> None:
    assert "rate_ml_per_h" in wrong(c.ChangeRate, rate_ml_per_h=typed, reason="x")


def test_a_dose_per_kilogram_needs_its_unit() -> None:
    """H3: 0.5 mg for 0.5 mg/kg, and 35 mg for 35 mg/kg, look alike without it."""
    base = {"id": ORDER, "protocol": "iv-ketamine", "product": "ketamine", "route": "iv"}
    for typed in ("0.5", "0.5 mg", "35mg"):
        assert "dose_mg_per_kg" in wrong(c.OrderRequest, **base, dose_mg_per_kg=typed)
    assert read(c.OrderRequest, **base, dose_mg_per_kg="0.5 mg/kg").dose_mg_per_kg == Decimal("0.5")


def test_a_text_is_bounded_and_has_no_control_characters() -> None:
    assert read(leaving.AdviceGiven, document="x" * 400, to_adult="yes")
    for typed in ("x" * 401, "a\x00b", "a\x1bb", "  "):
        assert "document" in wrong(leaving.AdviceGiven, document=typed, to_adult="yes")


@pytest.mark.parametrize("shape", [c.StopDosing, c.PauseInfusion, leaving.LeftBeforeDischarge])
def test_a_stop_waits_for_no_word(shape: type) -> None:
    assert entries.read(shape, {}, CONTEXT)


def test_nothing_given_is_an_amount_and_less_is_none() -> None:
    assert read(c.StopDosing, given_ml="0").given_ml == 0
    assert "given_ml" in wrong(c.StopDosing, given_ml="-1")
    assert "volume_ml" in wrong(dosing.LineResidualRecorded, volume_ml="-0.1")


SHAPES = [shape for shape in (*c.ALL, *facts.ALL, *patient.ALL) if shape is not c.Record]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@settings(max_examples=times(0.15))
@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
    )
)
def test_no_junk_in_any_field_of_any_shape_is_our_bug(shape: type, junk: Any) -> None:
    """Every field of every command and fact has a reader, which answers and never falls over."""
    names = [field.name for field in dataclasses.fields(shape) if field.name != "signature"]
    given = (
        {"signature": None} if "signature" in {f.name for f in dataclasses.fields(shape)} else {}
    )
    errors: tuple[entries.Error, ...] = ()
    try:
        entries.read(shape, dict.fromkeys(names, junk), CONTEXT, given=given)
    except Unreadable as unreadable:
        errors = unreadable.errors
    assert all(error.field and error.wrong and error.right for error in errors)


@pytest.mark.parametrize(
    ("typed", "is_rate"), [("0.1", True), ("0.09", False), ("0.0000000001", False), ("2000", True)]
)
def test_a_rate_that_no_pump_can_be_set_to_is_a_slip(typed: str, *, is_rate: bool) -> None:
    if is_rate:
        assert read(c.ChangeRate, rate_ml_per_h=typed, reason="x").rate_ml_per_h == Decimal(typed)
    else:
        assert wrong(c.ChangeRate, rate_ml_per_h=typed, reason="x")["rate_ml_per_h"] == (
            f"'{typed}' is under 0.1 mL/h",
            "a number in mL/h, from 0.1 to 2000",
        )


@pytest.mark.parametrize(
    "typed",
    ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "0001-01-01T00:00", "9999-12-31T23:59"],
)
def test_an_instant_that_is_none_in_utc_is_no_time(typed: str) -> None:
    with pytest.raises(Unreadable) as caught:
        entries.read_instant(typed, CONTEXT, field="at")
    assert [error.field for error in caught.value.errors] == ["at"]


def test_half_a_character_is_no_text() -> None:
    assert wrong(c.MarkNotDone, reason="x\ud800")["reason"][0] == "it has half a character"


@pytest.mark.parametrize("said", ["none", "None "])
def test_no_deficit_is_said_aloud(said: str) -> None:
    """A field that nobody touched is no finding: only a spoken "none" is kept as nothing."""
    found = read(
        check_in.BaselineAssessed, orientation_deficit=said, gait_deficit="a stick", cadss6="0"
    )
    assert (found.orientation_deficit, found.gait_deficit) == ("", "a stick")
    assert "orientation_deficit" in wrong(
        check_in.BaselineAssessed, gait_deficit="none", cadss6="0"
    )


def test_an_example_is_of_the_fields_own_unit() -> None:
    assert wrong(c.ChangeRate, rate_ml_per_h="fast", reason="x")["rate_ml_per_h"] == (
        "'fast' is not a number",
        "a number in mL/h, from 0.1 to 2000",
    )
    assert wrong(c.ChangeRate, rate_ml_per_h="60")["reason"] == ("it is missing", "a reason")
