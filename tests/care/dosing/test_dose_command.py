"""`morrow dose`: its keys, its exit codes, and what its errors name."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app

ORDER = {
    "--weight": "70",
    "--dose": "0.5mg/kg",
    "--over": "40min",
    "--vial": "500mg/10mL",
    "--bag": "100mL",
}


def run(*extra: str, **changed: str | None) -> Result:
    options = {**ORDER, **{f"--{key.replace('_', '-')}": value for key, value in changed.items()}}
    words = [word for key, value in options.items() if value is not None for word in (key, value)]
    return CliRunner().invoke(app, ["dose", *words, *extra])


def data(**changed: str | None) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run("--json", **changed).stdout)
    return answer


def test_the_documented_keys_are_exact_before_rounding() -> None:
    """100.7 mL in 45 min is 134.2666... mL/h; the protocol's rounding makes 134.3 of it."""
    answer = data(over="45min")
    assert {key: answer[key] for key in ("dose_mg", "draw_ml", "infused_volume_ml", "minutes")} == {
        "dose_mg": 35,
        "draw_ml": 0.7,
        "infused_volume_ml": 100.7,
        "minutes": 45,
    }
    assert answer["rate_ml_per_h"] == 100.7 * 60 / 45
    assert answer["vial_remainder_ml"] == 9.3
    assert answer["rounded"]["rate_ml_per_h"] == 134.3
    assert (answer["refusals"], answer["warnings"]) == ([], [])


def test_a_strength_alone_gives_no_remainder() -> None:
    assert data(vial="50mg/mL")["vial_remainder_ml"] is None


def test_every_line_of_the_arithmetic_is_shown() -> None:
    text = run().stdout
    for line in (
        "0.5 mg/kg x 70 kg",
        "35 mg / 50 mg/mL",
        "100 mL + 0.7 mL",
        "drug added to the full bag",
        "100.7 mL x 60 / 40 min",
        "151.05 mL/h",
        "10 mL - 0.7 mL",
        "9.3 mL",
        "40 min after the start",
    ):
        assert line in text


def test_the_end_is_true_time_over_the_change_of_clocks() -> None:
    """80 minutes from 00:50 in New York on 1 November 2026 end at 06:10 UTC."""
    assert data(over="80min", start="2026-11-01T00:50-04:00")["end"] == "2026-11-01T06:10:00+00:00"


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({}, 0, "35 mg"),
        ({"dose": "0.8mg/kg"}, 0, "warning R18"),
        ({"dose": "1.2mg/kg"}, 1, "second prescriber"),
        ({"dose": "1.6mg/kg"}, 1, "refused R18"),
        ({"dose": "5mg/kg"}, 1, "refused H5"),
        ({"dose": "0.05mg/kg"}, 1, "ten-fold"),
        ({"over": "10min"}, 0, "warning R19"),
        ({"vial": "100mg/mL", "bag": "none"}, 1, "must be diluted"),
        ({"height": "150cm"}, 0, "warning R17"),
        ({"last_weight": "150"}, 1, "pounds?"),
        ({"weight": "0"}, 2, "--weight"),
        ({"weight": "-5"}, 2, "--weight"),
        ({"weight": "700"}, 2, "20 to 400 kg"),
        ({"weight": "eighty"}, 2, "such as 70"),
        ({"weight": "70lb"}, 2, "pound"),
        ({"weight": None}, 2, "--weight: it is missing"),
        ({"dose": "0.5"}, 2, "--dose"),
        ({"dose": "35mg"}, 2, "0.5mg/kg"),
        ({"bag": None}, 2, "--bag"),
        ({"route": "oral"}, 2, "iv, im or nasal"),
        ({"route": "im"}, 2, "--over"),
        ({"start": "2026-11-01T05:50"}, 2, "--start"),
    ],
)
def test_exit_codes_and_what_they_say(changed: dict[str, str | None], code: int, says: str) -> None:
    result = run(**changed)
    assert result.exit_code == code
    assert says in result.output


def test_a_dose_that_nobody_may_release_shows_no_volume() -> None:
    answer = data(dose="2.5mg/kg")
    assert (answer["dose_mg"], answer["draw_ml"], answer["rate_ml_per_h"]) == (None, None, None)
    assert [one["rule"] for one in answer["refusals"]] == ["R18"]
    assert "mL to draw" not in run(dose="2.5mg/kg").stdout
    assert "draw and program" not in run(dose="2.5mg/kg").stdout


def test_an_unreadable_entry_is_named_in_json_too() -> None:
    error = data(weight="70lb")["error"]
    assert (error["argument"], error["typed"]) == ("--weight", "70lb")


def test_an_injection_has_a_volume_and_no_rate() -> None:
    answer = data(route="im", over=None, bag=None)
    assert (answer["dose_mg"], answer["draw_ml"], answer["rate_ml_per_h"]) == (35, 0.7, None)


def test_a_spray_is_devices() -> None:
    nasal = CliRunner().invoke(app, ["dose", "--route", "nasal", "--dose", "84mg", "--json"])
    answer = json.loads(nasal.stdout)
    assert (answer["dose_mg"], answer["devices"], answer["due_min"]) == (84, 3, [0, 5, 10])
    refused = CliRunner().invoke(app, ["dose", "--route", "nasal", "--dose", "50mg"])
    assert (refused.exit_code, "R21" in refused.output) == (1, True)
