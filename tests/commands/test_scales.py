"""`morrow score` beyond one scale's rule: blanks, sex, baseline, flags, several definitions."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from morrow.cli import app

PHQ = "2,1,3,2,1,0,2,1,1"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["score", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def data(*arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(*arguments, "--json"))
    return answer


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["score", *arguments])
    assert result.exit_code == 2
    return result.stderr


@pytest.mark.parametrize("blank", ["2,1,,2,1,0,2,1,1", "2,1,-,2,1,0,2,1,1", "2, 1, - ,2,1,0,2,1,1"])
def test_an_empty_place_and_a_dash_are_the_same_blank(blank: str) -> None:
    answer = data("PHQ-9", blank)
    assert (answer["total"], answer["missing"]) == (None, ["q3"])
    assert answer["flags"] == ["item 9 is 1 or more: the C-SSRS follows"]


def test_a_dash_may_come_first() -> None:
    assert data("PHQ-9", "-,1,3,2,1,0,2,1,1")["missing"] == ["q1"]


def test_too_few_answers_say_how_many_are_expected_and_which_are_missing() -> None:
    text = run("PHQ-9", "2,1,3,2,1,0,2")
    assert "no total; 7 of 9 answers; missing q8, q9" in text
    assert data("PHQ-9", "2,1,3")["expected_answers"] == 9


def test_too_many_answers_say_how_many_are_expected() -> None:
    assert "MADRS expects 10 answers" in refused("MADRS", ",".join("1" * 11))


def test_a_value_out_of_range_says_what_would_be_right() -> None:
    assert "q1 (item 1): 7 is not a whole number from 0 to 6" in refused("MADRS", "7")
    assert "'1.5' is not a whole number" in refused("MADRS", "1.5")


def test_the_audit_c_has_a_band_once_the_sex_is_given() -> None:
    unknown = data("AUDIT-C", "1,1,1")
    assert (unknown["total"], unknown["band"], unknown["band_needs"]) == (3, None, ["sex"])
    assert "no band without: sex" in run("AUDIT-C", "1,1,1")
    assert data("AUDIT-C", "1,1,1", "--sex", "female")["band"] == "positive"
    assert data("AUDIT-C", "1,1,1", "--sex", "male")["band"] == "negative"


def test_an_outcome_carries_its_cut_off_and_its_source() -> None:
    answer = data("MADRS", "1,1,1,1,1,2,1,1,1,1", "--baseline", "30")
    remission = {
        one["definition"]: (one["cut_off"], one["met"])
        for one in answer["outcome"]
        if one["kind"] == "remission"
    }
    assert remission == {
        "10 or less (KADS)": ("10", False),
        "10 or less (KetECT)": ("10", False),
        "under 10 (Hawley)": ("9", False),
        "12 or less (esketamine trials)": ("12", True),
    }
    assert all("[" in one["source"] for one in answer["outcome"])


def test_without_a_baseline_a_response_is_null_and_says_so() -> None:
    response = next(one for one in data("PHQ-9", PHQ)["outcome"] if one["kind"] == "response")
    assert (response["met"], response["missing"]) == (None, ["baseline"])


def test_a_baseline_that_the_scale_cannot_give_is_refused() -> None:
    assert "61 is not a total from 0 to 60" in refused("MADRS", "1", "--baseline", "61")
    assert "has no total" in refused("KSET-F", "1", "--baseline", "1")


def test_a_scale_without_a_total_shows_its_answers() -> None:
    assert "misuse 1" in run("KSET-F", "no,no,no,yes,no")
    assert data("KSET-F", "0,0,0,1,0")["total"] is None


def test_the_text_names_flags_subscores_and_both_sets_of_bands() -> None:
    assert "flag: item 9 is 1 or more: the C-SSRS follows" in run("PHQ-9", PHQ)
    assert "obsessions 10; compulsions 5" in run("Y-BOCS", "1,2,3,4,0,1,0,0,0,4")
    assert "mild (bands from 7, 18 and 25)" in run("HAM-D17", "4,3,0" + ",0" * 14)
