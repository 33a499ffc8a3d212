"""A set as it is typed into the grid."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from morrow.care.visit.values import Parameter
from morrow.exchange import charted
from morrow.exchange.entries import Context, Unreadable

CONTEXT = Context(now=datetime(2026, 3, 10, 14, 0, tzinfo=UTC), zone=ZoneInfo("UTC"))


def read(**body: Any) -> dict[str, Decimal]:
    found = charted.read_set(body, CONTEXT)
    return {reading.parameter.value: reading.value for reading in found.readings}


def wrong(**body: Any) -> dict[str, str]:
    with pytest.raises(Unreadable) as caught:
        charted.read_set(body, CONTEXT)
    return {error.field: error.right for error in caught.value.errors}


def test_a_whole_set_is_read() -> None:
    assert read(bp="128/76", hr="72", spo2="97", rr="14", arousal="eyes-closed", cadss6="0") == {
        "sbp": 128, "dbp": 76, "hr": 72, "spo2": 97, "rr": 14, "arousal": 1, "cadss6": 0,
    }  # fmt: skip


def test_empty_is_not_measured_and_never_zero() -> None:
    assert read(bp="128/76", hr="", spo2=" ") == {"sbp": 128, "dbp": 76}


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("80/120", "120/80"),
        ("120/120", "read it again"),
        ("120", "such as 128/76"),
        ("120/", "such as 128/76"),
        ("120-80", "such as 128/76"),
        ("1200/80", "such as 128/76"),
        ("360/80", "from 20 to 350"),
        ("19/10", "from 20 to 350"),
        ("one/two", "such as 128/76"),
    ],
)
def test_a_pressure_that_is_none_is_answered_with_what_would_be(typed: str, right: str) -> None:
    assert right in wrong(bp=typed)["bp"]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("hr", ("0", "350"), ("-1", "351", "72.5", "72 bpm", "fast")),
        ("spo2", ("0", "100", "97.5"), ("-1", "100.1", "97%")),
        ("rr", ("0", "150"), ("-1", "151")),
        ("temp", ("15", "36.6", "45"), ("14.9", "45.1", "98.6F")),
        ("moaas", ("0", "5"), ("-1", "6", "4.5")),
        ("rass", ("-5", "4"), ("-6", "5")),
        ("cadss6", ("0", "24"), ("-1", "25")),
        ("arousal", ("awake", "eyes-closed", "hard-to-rouse"), ("asleep", "0")),
    ],
)
def test_each_parameter_on_both_sides_of_what_can_be_read(
    name: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    for typed in good:
        assert name in read(**{name: typed})
    for typed in bad:
        assert name in wrong(**{name: typed})


def test_hard_to_believe_is_still_a_fact() -> None:
    assert read(bp="250/140", hr="20", spo2="50")["spo2"] == 50


def test_nothing_at_all_is_no_set_but_a_comment_is() -> None:
    assert set(wrong()) == set(wrong(bp="", hr="")) == {"bp"}
    assert charted.read_set({"comment": "declined the cuff"}, CONTEXT).comment


def test_an_unknown_field_is_refused() -> None:
    assert set(wrong(bp="120/80", pulse="72")) == {"pulse"}


def test_a_candidate_is_cited_by_its_message() -> None:
    found = charted.read_set(
        {"bp": "128/76", "hr": "72", "candidates": {"hr": "12", "bp": "inbox:13"}}, CONTEXT
    )
    cited = {reading.parameter: reading.message for reading in found.readings}
    assert cited == {P.SBP: "inbox:13", P.DBP: "inbox:13", P.HR: "inbox:12"}


P = Parameter


@pytest.mark.parametrize("cited", [{"hr": "12"}, {"bp": "x"}, {"bp": ""}, ["12"], "12"])
def test_a_message_for_a_value_that_is_not_there_is_refused(cited: Any) -> None:
    assert wrong(bp="128/76", candidates=cited)


def test_oxygen_belongs_to_the_saturation() -> None:
    found = charted.read_set({"hr": "72", "spo2": "97", "on_oxygen": "yes"}, CONTEXT)
    assert {r.parameter: r.on_oxygen for r in found.readings} == {P.HR: False, P.SPO2: True}


def test_a_correction_is_read_as_its_parameter_is() -> None:
    body = {"set": "4f0c1d2e-0000-4000-8000-000000000001", "reason": "slip"}
    found = charted.read_correction({**body, "parameter": "arousal", "value": "awake"}, CONTEXT)
    assert found.value == 0
    for value in ("101", "", "x"):
        with pytest.raises(Unreadable):
            charted.read_correction({**body, "parameter": "spo2", "value": value}, CONTEXT)
