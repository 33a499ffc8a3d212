"""`morrow simulate` and `morrow models`: what they print, and what they say to bad input.

The concentrations at the end of 35 mg over 40 min are those of the table of models that the
knowledge pages give (240, 177, 253, 158 ng/mL), computed there by another program.
"""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app
from morrow.commands import picture
from morrow.pharmacology import models
from morrow.pharmacology.pictures import Picture


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def simulate(*arguments: str, model: str = "kamp_2020_meta", weight: str = "70") -> Result:
    return run("simulate", "--model", model, "--weight", weight, *arguments)


IV = ("--dose", "0.5mg/kg", "--over", "40min")


@pytest.mark.parametrize(
    ("model", "at_40_min"),
    [
        ("domino_1984", 240),
        ("clements_1981_250", 177),
        ("hijazi_2003", 225),
        ("herd_2007", 253),
        ("kamp_2020_meta", 253),
        ("otto_2021", 158),
        ("perezruixo_2021", 125),
        ("simons_2022", 289),
    ],
)
def test_the_end_of_a_usual_infusion(model: str, at_40_min: float) -> None:
    result = simulate(*IV, "--at", "40", "--csv", model=model)
    [first, *_] = csv.DictReader(io.StringIO(result.stdout))
    assert list(first) == ["time_min", "compound", "concentration", "unit"]
    assert float(first["concentration"]) == pytest.approx(at_40_min, abs=0.6)
    assert first["unit"] == "ng/mL"


def test_json_carries_the_sources_and_what_was_assumed() -> None:
    found = json.loads(simulate(*IV, "--at", "0,40", "--json").stdout)
    assert found["sampling"] == "arterial"
    assert found["time_min"] == [0, 40]
    assert found["concentrations"]["ketamine"][0] == 0
    assert any("Kamp" in source for source in found["sources"])
    assert not found["extrapolated"]


def test_the_page_names_model_site_dose_and_source() -> None:
    page = simulate(*IV).stdout
    for words in ("kamp_2020_meta", "plasma: arterial", "35 mg iv over 40 min", "[seen-2]"):
        assert words in page


def test_a_course_is_the_dose_on_each_of_its_days() -> None:
    once = json.loads(simulate(*IV, "--at", "40", "--json").stdout)
    course = json.loads(simulate(*IV, "--days", "0,2", "--at", "40,2920", "--json").stdout)
    first, second = course["concentrations"]["ketamine"]
    assert first == pytest.approx(once["concentrations"]["ketamine"][0])
    assert first < second < 1.05 * first  # little is left after two days


def test_what_was_given_is_read_from_a_file_with_its_pause(tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    given.write_text("time,rate,amount,unit\n0,60,,mg/h\n10,0,,mg/h\n20,60,,mg/h\n40,0,,mg/h\n")
    paused = json.loads(simulate("--given", str(given), "--at", "10,20,40", "--json").stdout)
    ten, twenty, _ = paused["concentrations"]["ketamine"]
    assert twenty < ten


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("time,rate\n", "the columns time, rate, amount, unit"),
        ("time,rate,amount,unit\n0,x,,mg/h\n", "line 2, rate: 'x' is not a number"),
        ("time,rate,amount,unit\n,60,,mg/h\n", "line 2, time: the cell is empty; right: minutes"),
        ("time,rate,amount,unit\n0,60,,mg/h,1\n", "line 2: 5 cells under a header of 4"),
        ("time,rate,amount,unit\nx,y,,mg/h\n", "rate: 'y' is not a number"),
        ("time,rate,amount,unit\n0,60,,mg/h\n", "never ends"),
        ("time,rate,amount,unit\n0,60,,mL/h\n5,0,,mL/h\n", "line 2, unit: mL/h is no rate of drug"),
        (
            "time,rate,amount,unit\n0,60,,\n5,0,,\n",
            "line 2, unit: the cell is empty; right: mg/h, or another mass per time\n",
        ),
        ("time,rate,amount,unit\n0,,-3,mg\n", "line 2, amount: -3 is out of range"),
        ("time,rate,amount,unit\n0,,0,mg\n", "line 2, amount: 0 is out of range"),
        ("time,rate,amount,unit\n0,-3,,mg/h\n", "line 2, rate: -3 is out of range"),
        ("time,rate,amount,unit\n0,,3,stone\n", "line 2, unit: the unit 'stone' is not known"),
        ("time,rate,amount,unit\n5,60,,mg/h\n0,0,,mg/h\n", "line 3, time: time goes backwards"),
        ("time,rate,amount,unit\n0,1,1,mg\n", "line 2: both a rate and an amount"),
        ("time,rate,amount,unit\n0,,,mg\n", "line 2: neither a rate nor an amount"),
        (
            "time,rate,amount,unit\n0,1,1,mL\n",
            "unit: mL is no amount or rate of drug; right: mg for an",
        ),
        ("time,rate,amount,unit,note\n0,,3,mg,x\n", "line 1, note: the column is not read"),
        ("time,rate,amount,unit,route\n0,,3,mg,im\n1,,3,mg,iv\n", "route: iv after rows of im"),
        ("time,rate,amount,unit,route\n0,,3,mg,\n", "line 2, route: the cell is empty"),
        ("time,rate,amount,unit,drug\n0,,3,mg,water\n", "line 2, drug: 'water' is not known"),
        ("time,rate,amount,unit\n", "there is no row"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(rows: str, said: str, tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    given.write_text(rows)
    result = simulate("--given", str(given))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


SPRAYS = "time,rate,amount,unit,route\n0,,28,mg,nasal\n5,,28,mg,nasal\n10,,28,mg,nasal\n"


def test_a_file_tells_its_own_route(tmp_path: Path) -> None:
    """77.6 ng/mL of S-ketamine 20 min after the first of three sprays, as `--route nasal` gives."""
    given = tmp_path / "given.csv"
    given.write_text(SPRAYS)
    asked = ("--given", str(given), "--at", "20", "--json")
    told = json.loads(simulate(*asked, model="perezruixo_2021").stdout)
    dose = ("--dose", "84mg", "--route", "nasal", "--at", "20", "--json")
    assert told == json.loads(simulate(*dose, model="perezruixo_2021").stdout)
    assert told["concentrations"]["S-ketamine"] == pytest.approx([77.6], abs=0.05)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (SPRAYS, ("--route", "iv"), "--route: iv, but --given"),
        (SPRAYS.replace(",nasal", "").replace(",route", ""), (), "write one of iv, nasal, oral"),
        (
            "time,rate,amount,unit,drug\n0,60,,mg/h,ketamine\n9,0,,mg/h,ketamine\n",
            ("--drug", "esketamine"),
            "--drug: esketamine, but --given",
        ),
    ],
)
def test_a_route_or_drug_that_is_contradicted_or_missing_is_asked_for(
    text: str, options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    given = tmp_path / "given.csv"
    given.write_text(text)
    result = simulate("--given", str(given), *options, model="perezruixo_2021")
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("arguments", "weight", "said"),
    [
        (IV, "0", "more than 0 kg"),
        (IV, "-5", "more than 0 kg"),
        (IV, "eighty", "is not a number"),
        (IV, "70lb", "weigh in kilograms"),
        (("--dose", "0.5mg/kg"), "70", "--over: an iv dose needs a time"),
        (("--dose", "0.5", "--over", "40min"), "70", "has no unit"),
        (("--dose", "-35mg", "--over", "40min"), "70", "more than 0 mg"),
        (("--dose", "35mL", "--over", "40min"), "70", "another kind of quantity"),
        (("--dose", "35mg", "--over", "40mg"), "70", "another kind of quantity"),
        ((*IV, "--at", "10,5"), "70", "--at: times must not go backwards: 5 comes after 10"),
        ((*IV, "--at", "nan"), "70", "is not a number"),
        ((*IV, "--at", "0:10000000:1"), "70", "at most 1,000,000 at once"),
        ((*IV, "--at", "5:0:1"), "70", "goes nowhere"),
        ((*IV, "--route", "rectal"), "70", "write one of iv, im, nasal, oral, buccal"),
        ((*IV, "--drug", "water"), "70", "write one of ketamine, esketamine"),
        ((*IV, "--days", "2,0"), "70", "--days: 2,0 cannot be; doses must be in order of time"),
        ((*IV, "--days", "0,0.01"), "70", "overlaps"),
        ((*IV, "--csv", "--json"), "70", "--csv, --json: one form at a time"),
        ((), "70", "--dose: give a dose"),
        ((*IV, "--given", "x.csv"), "70", "stands alone"),
        (("--given", "/nowhere/x.csv"), "70", "cannot be read"),
    ],
)
def test_bad_input_gets_a_sentence(arguments: tuple[str, ...], weight: str, said: str) -> None:
    result = simulate(*arguments, weight=weight)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("model", "weight", "arguments", "said"),
    [
        ("kamp_2020_meta", "39.9", IV, "Morrow's own bounds (40 to 150 kg"),
        ("kamp_2020_meta", "700", IV, "--weight: give a weight of 40 to 150 kg, or --extrapolate,"),
        ("simons_2022", "93.1", IV, "the studied range (53 to 93 kg)"),
        ("otto_2021", "70", (*IV, "--age", "50"), "the studied range (18 to 33.8 years)"),
        ("herd_2007", "500", IV, "Morrow's own bounds (8 to 70 kg"),
        ("herd_2007", "7.9", (*IV, "--age", "8"), "--weight: give a weight of 8 to 70 kg"),
        ("hornik_2018", "2000", (*IV, "--age", "5"), "Morrow's own bounds (3 to 70 kg"),
        ("hornik_2018", "70", IV, "not offered to adults"),
        ("flint_2017", "20", (*IV, "--age", "18"), "not offered to adults"),
        ("domino_1984", "70", ("--dose", "35mg", "--route", "nasal"), "it has iv"),
        ("domino_1984", "70", (*IV, "--drug", "esketamine"), "was made with ketamine"),
    ],
)
def test_a_model_refuses_beyond_its_limits_and_says_what_it_would_take(
    model: str, weight: str, arguments: tuple[str, ...], said: str
) -> None:
    result = simulate(*arguments, model=model, weight=weight)
    assert result.exit_code == 1
    assert said in result.stderr
    assert not result.stdout


def test_extrapolating_is_marked() -> None:
    found = json.loads(simulate(*IV, "--extrapolate", "--json", weight="160").stdout)
    assert found["extrapolated"]
    assert any(note.startswith("EXTRAPOLATED") and "160 kg" in note for note in found["notes"])


def test_no_extrapolation_gives_a_model_a_route() -> None:
    result = simulate("--dose", "28mg", "--route", "nasal", "--extrapolate")
    assert result.exit_code == 1


def test_every_model_is_listed_with_its_limits_and_site() -> None:
    page = run("models").stdout
    for name, model in models.ALL.items():
        assert name in page
        assert model.population in page


def test_a_model_is_printed_whole() -> None:
    page = run("models", "perezruixo_2021").stdout
    for words in ("later sprays", "0.62", "PEREZRUIXO_2021 [seen]", "38 to 56 %", "39 to 170 kg"):
        assert words in page


def test_models_as_json_hold_every_parameter_with_unit_source_and_status() -> None:
    for model in json.loads(run("models", "--json").stdout):
        assert model["parameters"]
        for parameter in model["parameters"]:
            assert parameter["unit"]
            assert parameter["source"]
            assert parameter["status"] in {"seen", "seen-2", "unverified", "proposed"}


def test_an_unknown_model_is_told_the_names() -> None:
    for arguments in (("models", "domino"), ("simulate", "--model", "domino", "--weight", "70")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "domino_1984" in result.stderr


def effects(*arguments: str, model: str = "assembled_racemic") -> Result:
    return simulate(*arguments, "--over", "40min", "--effects", model=model)


def test_effects_far_beyond_where_they_were_measured_are_refused() -> None:
    result = effects("--dose", "2mg/kg")
    assert result.exit_code == 1
    assert "--dose: give at most 87" in result.stderr
    assert "--extrapolate" in result.stderr
    marked = effects("--dose", "500mg/kg", "--extrapolate", "--at", "0,40")
    assert marked.stdout.startswith("EXTRAPOLATED")
    assert "reaches the top of the scale (92)" in marked.stdout
    found = json.loads(effects("--dose", "2mg/kg", "--extrapolate", "--json").stdout)
    assert found["extrapolated"]


def test_the_end_of_an_effect_is_printed_as_the_share_of_the_peak_that_it_is() -> None:
    page = effects("--dose", "0.5mg/kg", "--at", "0,40").stdout
    assert "below a quarter of its peak by" in page
    assert "over by" not in page


def test_an_effect_that_is_left_out_is_named() -> None:
    result = effects("--dose", "0.5mg/kg", "--at", "0,40", "--drug", "ketamine", model="otto_2021")
    assert "loss of arousal: not told for otto_2021 with ketamine, because" in result.stdout


@pytest.mark.parametrize("effects_too", [(), ("--effects",)])
def test_a_picture_is_drawn_at_times_of_its_own(
    effects_too: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand times are asked for; the picture takes no more memory for them."""
    pytest.importorskip("matplotlib")
    drawn: list[Picture] = []
    monkeypatch.setattr(picture, "draw_picture", lambda found, _: drawn.append(found))
    monkeypatch.setattr("morrow.commands.simulate.draw_picture", picture.draw_picture)
    at = "0:20000:10" if effects_too else "0:99999:1"
    asked = (*IV, "--at", at, "--csv", *effects_too, "--plot", str(tmp_path / "x.png"))
    assert simulate(*asked, model="assembled_racemic").exit_code == 0
    [found] = drawn
    times = [len(mark.x) for panel in found.panels for mark in panel.marks]
    assert 200 < max(times) <= 2_000


def test_a_course_is_covered_without_at() -> None:
    found = json.loads(simulate(*IV, "--days", "0,2", "--json").stdout)
    assert found["time_min"][-1] == 2880 + 240


@pytest.mark.parametrize("form", ["--csv", "--json"])
def test_columns_without_a_place_for_it_are_marked_on_stderr(form: str) -> None:
    result = simulate(*IV, "--extrapolate", form, weight="160")
    assert result.stderr.startswith("EXTRAPOLATED: a weight of 160 kg")
    assert "EXTRAPOLATED:" not in simulate(*IV, "--extrapolate", form).stderr


def test_parquet_keeps_the_mark_in_its_metadata(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "x.parquet"
    result = simulate(*IV, "--extrapolate", "--parquet", str(path), weight="160")
    assert result.stderr.startswith("EXTRAPOLATED")
    found = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{path}')").fetchall()
    about = {key.decode(): value.decode() for key, value in found}
    assert about["extrapolated"] == "true"
    assert "EXTRAPOLATED: a weight of 160 kg" in about["notes"]
