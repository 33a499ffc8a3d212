"""`morrow forecast`: a course from two tables."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app

DOSES = "day,drug,route,mg,minutes\n0,ketamine,iv,35,40\n2,ketamine,iv,35,40\n"
SCORES = "day,total\n1,20\n3,16\n"


def run(folder: Path, doses: str = DOSES, scores: str = SCORES, **options: str) -> Result:
    (folder / "g.csv").write_text(doses)
    (folder / "s.csv").write_text(scores)
    asked = {"weight": "70", "measure": "MADRS", "baseline": "34", "until": "30", "review": "14"}
    asked |= {"lost": "22", "given": str(folder / "g.csv"), "scores": str(folder / "s.csv")}
    asked |= options
    line = [part for name, value in asked.items() for part in (f"--{name}", value)]
    return CliRunner().invoke(app, ["forecast", *line, "--json"])


def test_three_splits_are_forecast_each_with_its_bands(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path).stdout)
    assert [each["split"] for each in found] == ["low", "base", "high"]
    for each in found:
        assert each["note"] == "not yet checked on real patients"
        assert len(each["day"]) == len(each["p10"]) == len(each["p90"])
        assert each["response_by_review"] in {"likely", "uncertain", "unlikely"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"doses": "day,drug,route,mg\n"}, "the column is missing"),
        ({"doses": DOSES.replace("iv", "vein")}, "'vein' is not known"),
        ({"doses": DOSES.replace("35", "")}, "the cell is empty; right: a number"),
        ({"doses": DOSES.replace("35", "-35")}, "more than 0 mg"),
        ({"scores": "day,total\n1,many\n"}, "'many' is not a number"),
        ({"measure": "BSS"}, "suicidality is never forecast"),
        ({"until": "1"}, "a day after"),
        ({"weight": "0"}, "positive number of kg"),
        ({"given": "/nowhere.csv"}, "cannot be read"),
    ],
)
def test_bad_input_gets_a_sentence(change: dict[str, str], said: str, tmp_path: Path) -> None:
    result = run(tmp_path, **change)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


def test_a_forecast_is_drawn_with_its_scores_and_what_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "ahead.svg"
    result = run(tmp_path, plot=str(path))
    assert result.exit_code == 0
    drawn = path.read_text("utf-8")
    for said in ("not yet checked on real patients", "80 % of scores", "scores taken", "35 mg iv"):
        assert said in drawn
