"""`morrow forecast`: a course from two tables."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app

DOSES = "day,drug,route,mg,minutes\n0,ketamine,iv,35,40\n2,ketamine,iv,35,40\n"
PARTS = ("patients", "occasions", "measurement")
PEAKS = "day,sbp_before,sbp_peak,cadss\n0,128,160,\n2,,,14\n"
SCORES = "day,total\n1,20\n3,16\n"


def run(
    folder: Path, doses: str = DOSES, scores: str = SCORES, form: str = "--json", **options: str
) -> Result:
    (folder / "g.csv").write_text(doses)
    (folder / "s.csv").write_text(scores)
    asked = {"weight": "70", "measure": "MADRS", "baseline": "34", "until": "30", "review": "14"}
    asked |= {"lost": "22", "given": str(folder / "g.csv"), "scores": str(folder / "s.csv")}
    asked |= options
    line = [part for name, value in asked.items() for part in (f"--{name}", value)]
    return CliRunner().invoke(app, ["forecast", *line, *form.split()])


def test_three_splits_are_forecast_each_with_its_bands(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path).stdout)
    assert [each["split"] for each in found] == ["low", "base", "high"]
    for each in found:
        assert each["note"] == "not yet checked on real patients"
        assert len(each["day"]) == len(each["p10"]) == len(each["p90"])
        assert sum(each["shares"][part] for part in PARTS) == pytest.approx(1)
        assert each["shares"]["status"] == "proposed"
        assert "nobody has published this split" in each["shares"]["source"]
        assert len(each["calibration_sha256"]) == 64
        assert each["response_by_review"] in {"likely", "uncertain", "unlikely"}


def test_the_page_names_the_shares_their_source_and_the_calibration(tmp_path: Path) -> None:
    page = run(tmp_path, form="").stdout
    assert "low split of the variance: patients 40%, occasions 35%, measurement 25%" in page
    assert page.count("nobody has published this split") == page.count("calibration: sha256 ") == 3
    assert "[proposed]" in page
    assert "Peaks" not in page


def test_earlier_peaks_and_the_planned_dose_give_those_of_the_next_visit(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(PEAKS)
    found = json.loads(run(tmp_path, peaks=str(path), **{"next-dose": "1mg/kg"}).stdout)
    visits = [each["next_visit"] for each in found]
    assert visits[0] == visits[1] == visits[2]
    assert visits[0]["mg"] == 70
    peaks = {peak["effect"]: peak for peak in visits[0]["peaks"]}
    assert [peaks[key]["visits"] for key in ("sbp", "dbp", "heart-rate", "cadss")] == [1, 0, 0, 1]
    assert peaks["dbp"]["value"] == pytest.approx(22, rel=1e-3)
    assert peaks["sbp"]["low80"] < peaks["sbp"]["value"] < peaks["sbp"]["high80"]
    page = run(tmp_path, form="", peaks=str(path)).stdout
    assert "Peaks at the next visit: ketamine 35 mg iv over 40 min" in page
    assert "not yet checked on real patients; no alarm limit" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"doses": "day,drug,route,mg\n"}, "--given"),
        ({"doses": "day,drug,route,mg\n"}, "the column is missing"),
        ({"doses": DOSES.replace("iv", "vein")}, "'vein' is not known"),
        ({"doses": DOSES.replace("35", "")}, "the cell is empty; right: a number"),
        ({"doses": DOSES.replace("35", "-35")}, "--given: on day 0 a dose must be more than 0 mg"),
        ({"doses": DOSES.replace("35", "35000")}, "--given: on day 0 a dose must be"),
        ({"scores": "day,total\n1,many\n"}, "'many' is not a number"),
        ({"scores": "day,total\n1,99\n"}, "--scores: a score of MADRS is from 0 to 60"),
        ({"scores": "day,total\n1,9\n1,8\n"}, "--scores: two scores on day 1"),
        ({"measure": "BSS"}, "--measure: BSS is no depression scale"),
        ({"measure": "BSS"}, "suicidality is never forecast"),
        ({"baseline": "320"}, "--baseline: the score at the start must be above 0 and up to 60"),
        ({"lost": "-22"}, "--lost: a response is lost at a score above 0"),
        ({"lost": "inf"}, "--lost: a response is lost at a score above 0"),
        ({"until": "1"}, "--until: a day after"),
        ({"review": "1"}, "--review: the review lies between"),
        ({"weight": "0"}, "--weight: a weight is a positive number of kg"),
        ({"given": "/nowhere.csv"}, "cannot be read"),
        ({"peaks": "/nowhere.csv"}, "--peaks: /nowhere.csv cannot be read"),
        ({"next-dose": "35"}, "--next-dose: '35' has no unit"),
        ({"next-dose": "35000mg"}, "--next-dose: a dose must be more than 0 mg and at most 315"),
    ],
)
def test_bad_input_gets_a_sentence(change: dict[str, str], said: str, tmp_path: Path) -> None:
    result = run(tmp_path, **change)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


def test_a_weight_beyond_the_model_leaves_as_simulate_does(tmp_path: Path) -> None:
    result = run(tmp_path, weight="145")
    assert result.exit_code == 0
    result = run(tmp_path, weight="700")
    assert result.exit_code == 1
    assert "--weight: PK4: a weight of 700 kg" in result.stderr
    assert "extrapolate" not in result.stderr


def test_a_forecast_is_drawn_with_its_scores_and_what_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "ahead.svg"
    result = run(tmp_path, plot=str(path))
    assert result.exit_code == 0
    drawn = path.read_text("utf-8")
    for said in (
        "not yet checked on real patients",
        "80 % of scores",
        "scores taken",
        "35 mg iv",
        "patients 60%",
    ):
        assert said in drawn
