"""`morrow predict` and `morrow calibrate`, from tables to answers."""

import csv
import io
import json
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app
from morrow.outcomes.mood import frozen

TRIALS = """\
trial_id,population,blinding,setting,new_antidepressant
Rowan,TRD,double,trial,no
Elder,TRD,double,trial,yes
Hazel,PTSD,double,trial,no
Larch,OCD,double,trial,no
Maple,TRD,open,trial,
Thorn,MDD,open,clinic,
Birch,TRD,double,trial,
Blank,,,,
"""
ARMS = """\
trial_id,arm_id,drug,route,dose,dose_unit,infusion_min,dose_times_h,n,baseline_measure,baseline_mean,baseline_sd,start_state,mean_age,anaesthesia
Rowan,ket,ketamine,iv,0.5,mg/kg,40,0,40,MADRS,33,5,depressed,,
Rowan,half,ketamine,iv,0.25,mg/kg,40,0,40,MADRS,33,5,,,
Rowan,zero,ketamine,iv,0,mg/kg,40,0,40,MADRS,33,5,,,
Rowan,sal,saline,iv,0,mg/kg,40,0,40,MADRS,33,5,,,
Rowan,mdz,midazolam,iv,0.045,mg/kg,40,0,40,MADRS,33,5,,,
Rowan,ect,ect,,,,,0,40,MADRS,33,5,,,
Rowan,eld,ketamine,iv,0.5,mg/kg,40,0,40,MADRS,33,5,,72,
Rowan,child,ketamine,iv,0.5,mg/kg,40,0,40,MADRS,33,5,,15,
Rowan,slept,ketamine,iv,0.5,mg/kg,40,0,40,MADRS,33,5,,40,propofol
Rowan,high,ketamine,iv,0.5,mg/kg,40,0,40,MADRS,999,5,,,
Elder,esk,esketamine,nasal,56-84,mg,,0;72;168;240;336;408;504;576,114,MADRS,37,5.5,,,
Elder,pbo,placebo_spray,nasal,0,mg,,0;72;168;240;336;408;504;576,109,MADRS,37,5.5,,,
Hazel,ket,ketamine,iv,0.5,mg/kg,40,0;48;96;168;216;264,15,CAPS5,42,8,,,
Hazel,mdz,midazolam,iv,0.045,mg/kg,40,0;48;96;168;216;264,15,CAPS5,42,8,,,
Larch,ket,ketamine,iv,0.5,mg/kg,40,0,8,YBOCS,28,4,,,
Larch,sal,saline,iv,0,mg/kg,40,0,7,YBOCS,28,4,,,
Maple,ket,ketamine;ketamine;esketamine;ketamine,iv;iv;sc;sublingual,0.5;0.5-0.75;0.4;1.0,mg/kg,40;60;;,0;48;96;144,60,MADRS,30,6,,,
Maple,ect,ect,,,,,0;48;96;168,50,MADRS,30,6,,,
Maple,none,none,,,,,,50,MADRS,30,6,,,
Maple,other,other,,,,,0,50,MADRS,30,6,,,
Thorn,ind,ketamine,im,,,,0;72;168,200,PHQ9,18,4,,,
Birch,pbo,placebo_spray,nasal,0,mg,,0,86,MADRS,5,3,remitter,,
Birch,esk,esketamine,nasal,56,mg,,0;168;336;504;672,90,MADRS,5,3,remitter,,
Blank,ket,ketamine,,,,,,,,,,,,
Blank,sal,,,,,,,,,,,,,
"""
HEAD = "trial_id,arm_id,time_h,measure,statistic,comparator_arm,definition,origin,set\n"


def run(folder: Path, asks: str, *, arms: str = ARMS, trials: str = TRIALS) -> Result:
    arguments = ["predict", "--csv"]
    for option, text in {"trials": trials, "arms": arms, "ask": HEAD + asks}.items():
        (folder / f"{option}.csv").write_text(text, "utf-8")
        arguments += [f"--{option}", str(folder / f"{option}.csv")]
    return CliRunner().invoke(app, arguments)


def rows(folder: Path, asks: str) -> list[dict[str, str]]:
    result = run(folder, asks)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


ANSWERED = {  # question: (at least, at most, a word of why)
    "Rowan,ket,24,MADRS,mean_change,,,,itt": (-25, -8, ""),
    "Rowan,ket,24,MADRS,mean,,,,": (8, 25, ""),
    "Rowan,ket,24,MADRS,diff_vs_control,sal,,,": (-20, -4, ""),
    "Rowan,ket,24,MADRS,response_pct,,>=50%,,completers": (20, 75, ""),
    "Rowan,ket,24,MADRS,remission_pct,,<=10,,": (8, 50, ""),
    "Rowan,ket,336,MADRS,relapse_pct,,>=22 twice,,": (5, 70, "taken as seen once"),
    "Rowan,ket,168,MADRS,mean_change,,,last_dose,": (-25, -6, ""),
    "Rowan,ket,24,MADRS,mean_change,,,randomisation,": (-25, -8, ""),
    "Rowan,ket,,MADRS,median_days_to_relapse,,,last_dose,": (1, 120, "half of the arm"),
    "Rowan,ket,24,BDI,mean_change,,,,": (-80, -20, "no crosswalk for BDI: percent change"),
    "Rowan,ket,24,HAM-A,mean_change,,,,": (-80, -20, "no depression scale"),
    "Rowan,ket,24,HAM-D,mean_change,,,,": (-20, -5, "length of the HAM-D is not given: 17 items"),
    "Rowan,ket,24,HDRS-17,mean_change,,,,": (-20, -5, "MADRS 33 is read as HAMD17 25.4"),
    "Rowan,ket,0.667,BP systolic,mean_change,,,,": (5, 30, "acute"),
    "Rowan,ket,0.667,SBP max,mean_change,,,,": (5, 30, "the highest of a visit"),
    "Rowan,mdz,0.667,SBP,mean_change,,,,": (-1, 1, "midazolam is taken to change neither"),
    "Rowan,eld,24,MADRS,mean_change,,,,": (-25, -8, "age has no term"),
    "Rowan,slept,24,MADRS,mean_change,,,,": (-25, -8, "under anaesthesia"),
    "Rowan,ket,24,MADRS,mean_change,,,,completers": (-25, -8, "not told apart"),
    "Rowan,ket,336,MADRS,relapse_pct,sal,>=22,,": (5, 70, "the comparator_arm changes nothing"),
    "Rowan,ket,4000,MADRS,mean_change,,,,": (-25, 0, "later than any score of the set"),
    "Rowan,ket,7000,MADRS,relapse_pct,,>=22,,": (5, 100, "later than any relapse of the set"),
    "Rowan,ket,336,CAPS5,relapse_pct,,,,": (5, 100, "no depression scale"),
    "Rowan,ket,24,HAMD28,mean_change,,,,": (-80, -20, "no crosswalk for HAMD28"),
    "Rowan,ket,0.667,SBP,mean_change,,,,": (5, 30, "acute"),
    "Rowan,ket,0.667,DBP,diff_vs_control,sal,,,": (3, 20, "acute"),
    "Rowan,ket,0.667,CADSS,mean,,,,": (1, 30, "acute"),
    "Elder,esk,648,MADRS,diff_vs_control,pbo,,,": (-9, -1, "middle of 56 to 84"),
    "Hazel,ket,336,CAPS5,diff_vs_control,mdz,,,": (-25, -4, "no depression scale"),
    "Hazel,ket,336,CAPS5,response_pct,,>=30%,,": (40, 95, "no depression scale"),
    "Larch,ket,168,YBOCS,mean_change,,,,": (-20, -3, "no depression scale"),
    "Larch,sal,168,YBOCS,response_pct,,>=35%,,": (0, 30, "no depression scale"),
    "Maple,ket,168,MADRS,response_pct,,,,": (30, 90, "into the muscle"),
    "Maple,ect,504,MADRS,response_pct,,,,": (20, 75, "rests on open trials alone"),
    "Maple,none,504,MADRS,mean_change,,,,": (-12, 0, "antidepressant"),
    "Maple,other,504,MADRS,mean_change,,,,": (-15, 0, "other drug"),
    "Thorn,ind,672,PHQ9,remission_pct,,,,": (5, 50, "the dose is not given"),
    "Birch,pbo,672,MADRS,relapse_pct,,>=22 twice,randomisation,": (3, 80, "eight doses"),
    "Blank,ket,24,MADRS,mean_change,,,,": (-28, -6, "the route is not given"),
    "Blank,ket,24,SSI,remission_pct,,<4,,": (20, 90, "what counts on SSI is not known"),
}


def test_every_kind_of_question_is_answered_within_reason(tmp_path: Path) -> None:
    """Bounds are ours, and wide: what published trials of such an arm have printed."""
    found = rows(tmp_path, "\n".join(ANSWERED) + "\n")
    for row, (low, high, why) in zip(found, ANSWERED.values(), strict=True):
        assert low <= float(row["value"]) <= high, row
        assert float(row["low80"]) <= float(row["value"]) <= float(row["high80"]), row
        assert why in row["why"], row


UNANSWERED = {
    "Rowan,ket,24,MADRS,diff_vs_control,,,,": "needs a comparator_arm",
    "Rowan,ket,,MADRS,mean_change,,,,": "the time is not given",
    "Rowan,ket,24,BDI,mean,,,,": "needs its baseline",
    **{
        f"Rowan,ket,0.67,{measure},mean_change,,,,": why
        for measure, why in {
            "heart rate": "a vital sign",
            "HR": "a vital sign",
            "weight": "a measure of the body",
            "EQ-5D": "quality of life",
            "MOAA/S": "sedation",
            "BPRS": "altered perception",
            "CGI-S": "does not count from nought",
            "XYZ": "whether it falls or rises is not told",
        }.items()
    },
    "Rowan,ket,336,SSI,relapse_pct,,,,": "no suicide risk is ever forecast",
    "Rowan,ket,,SSI,median_days_to_relapse,,,,": "no suicide risk is ever forecast",
    "Maple,ect,0.667,SBP,mean_change,,,,": "what ect does to SBP is not known",
    "Maple,other,0.667,DBP,mean_change,,,,": "what other does to DBP is not known",
    "Rowan,ket,0.667,SBP,diff_vs_control,ect,,,": "what ect does to SBP is not known",
    "Rowan,slept,0.667,CADSS,mean,,,,": "dissociation is not told",
    "Rowan,child,24,MADRS,mean_change,,,,": "the model is of adults",
    "Rowan,high,24,MADRS,mean_change,,,,": "MADRS goes to 60, and 999 is above it",
    "Rowan,ket,8761,MADRS,mean_change,,,,": "later than 365 days",
    "Rowan,ket,1000000000,MADRS,response_pct,,,,": "later than 365 days",
    "Rowan,ket,20000,MADRS,relapse_pct,,,,": "later than 730 days",
    "Rowan,ket,1000,SBP,mean_change,,,,": "within 24 h of a dose",
    "Maple,none,1000,MADRS,relapse_pct,,,,": "has no dose after which responders",
    "Blank,ket,336,MADRS,relapse_pct,,,,": "arm ket has no dose_times_h",
    "Blank,ket,24,MADRS,mean_change,,,last_dose,": "arm ket has no dose_times_h",
    "Rowan,ket,24,MADRS,response_pct,,>=22,,": "high score",
    "Rowan,ket,336,MADRS,relapse_pct,,<=10,,": "low score",
    "Rowan,ket,0.667,SBP,mean,,,,": "needs its baseline",
    "Rowan,ket,0.667,SBP,diff_vs_control,,,,": "needs a comparator_arm",
    "Rowan,ket,0.667,SBP,response_pct,,,,": "does not tell response_pct",
    "Birch,esk,672,MADRS,mean_change,,,,": "begins well",
    "Blank,sal,24,MADRS,mean_change,,,,": "the drug of arm sal is not given",
    "Blank,ket,,MADRS,median_days_to_relapse,,,last_dose,": "at no known time",
}


def test_what_cannot_be_answered_says_why(tmp_path: Path) -> None:
    found = rows(tmp_path, "\n".join(UNANSWERED) + "\n")
    for row, why in zip(found, UNANSWERED.values(), strict=True):
        assert (row["value"], row["low80"], row["high80"]) == ("", "", ""), row
        assert why in row["why"], row


def test_a_dose_of_nothing_is_answered_as_its_control(tmp_path: Path) -> None:
    asks = "".join(f"Rowan,{arm},24,MADRS,response_pct,,,,\n" for arm in ("zero", "sal"))
    zero, saline = rows(tmp_path, asks)
    for column in ("value", "low80", "high80"):
        assert zero[column] == saline[column]


def test_half_the_rise_of_two_active_arms_is_left_of_their_difference(tmp_path: Path) -> None:
    """Pressure follows the concentration, which is linear in the dose: 0.5 less 0.25 is 0.25."""
    asks = "Rowan,ket,0.667,SBP,diff_vs_control,half,,,\nRowan,half,0.667,SBP,mean_change,,,,\n"
    difference, half = rows(tmp_path, asks)
    assert float(difference["value"]) == pytest.approx(float(half["value"]), rel=0.01)


def test_a_median_counts_from_where_it_is_asked_to(tmp_path: Path) -> None:
    asks = "".join(
        f"Hazel,ket,,CAPS5,median_days_to_relapse,,,{origin},\n"
        for origin in ("first_dose", "last_dose", "randomisation", "")
    )
    first, last, randomised, unsaid = (float(row["value"]) for row in rows(tmp_path, asks))
    assert first - last == pytest.approx(11, abs=0.05)  # six infusions on days 0 to 11
    assert first == randomised == unsaid


def test_twice_asked_is_twice_the_same(tmp_path: Path) -> None:
    asks = "\n".join([*ANSWERED][:6]) + "\n"
    assert rows(tmp_path, asks) == rows(tmp_path, asks)


def test_every_fault_of_the_tables_is_named(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        "Rowan,who,24,MADRS,mean,,,,\nRowan,ket,24,MADRS,average,,,,\n",
        trials=TRIALS.replace("MDD,open", "MDD,ajar"),
        arms=ARMS.replace("Larch,ket,ketamine,iv,0.5", "Larch,ket,ketamine,iv,a lot"),
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    for fault in ("'ajar'", "'a lot'", "'average'"):
        assert fault in result.stderr


def test_a_question_that_cannot_be_read_leaves_the_others_be(tmp_path: Path) -> None:
    asks = "Rowan,who,24,MADRS,mean,,,,\nRowan,ket,24,MADRS,average,,,,\n"
    result = run(tmp_path, f"{asks}Rowan,ket,24,MADRS,mean_change,,,,\n")
    assert result.exit_code == 1
    assert "2 questions could not be read" in result.stderr
    who, average, right = csv.DictReader(io.StringIO(result.stdout))
    assert "has no arm 'who'" in who["why"]
    assert "'average' is not known here" in average["why"]
    assert (who["value"], average["value"]) == ("", "")
    assert float(right["value"]) < 0


@pytest.mark.parametrize("ragged", ["Rowan,ket,24\n", 'Rowan,ket,24,"MADRS,mean,,,,\n'])
def test_a_table_of_questions_that_is_malformed_is_refused_whole(
    tmp_path: Path, ragged: str
) -> None:
    result = run(tmp_path, f"Rowan,ket,24,MADRS,mean_change,,,,\n{ragged}")
    assert (result.exit_code, result.stdout) == (2, "")


def test_answers_as_json_are_those_of_the_table(tmp_path: Path) -> None:
    asks = "Rowan,ket,24,MADRS,mean_change,,,,\nRowan,ket,24,weight,mean,,,,\n"
    first, second = rows(tmp_path, asks)
    options = [
        x for name in ("trials", "arms", "ask") for x in (f"--{name}", f"{tmp_path}/{name}.csv")
    ]
    told, untold = json.loads(CliRunner().invoke(app, ["predict", *options, "--json"]).stdout)
    assert told["measure"] == "MADRS"
    assert [told[name] for name in ("value", "low80", "high80")] == [
        float(first[name]) for name in ("value", "low80", "high80")
    ]
    assert [untold[name] for name in ("value", "low80", "high80")] == [None] * 3
    assert untold["why"] == second["why"] != ""
    both = CliRunner().invoke(app, ["predict", *options, "--json", "--csv"])
    assert both.exit_code == 2


def test_a_table_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    missing = ["--trials", str(tmp_path / "no.csv"), "--arms", "x", "--ask", "y"]
    result = CliRunner().invoke(app, ["predict", *missing])
    assert result.exit_code == 2
    assert "no.csv cannot be read" in result.stderr


def test_without_csv_the_answers_are_a_table_to_read(tmp_path: Path) -> None:
    run(tmp_path, "Rowan,ket,24,MADRS,mean_change,,,,itt\n")
    options = [
        x for name in ("trials", "arms", "ask") for x in (f"--{name}", f"{tmp_path}/{name}.csv")
    ]
    head, row = CliRunner().invoke(app, ["predict", *options]).stdout.splitlines()
    assert head.split() == [*head.split()[:5], "value", "low80", "high80", "why"]
    assert row.startswith("Rowan")


def test_calibrate_says_whether_the_frozen_file_still_holds(tmp_path: Path) -> None:
    known = frozen.frozen()
    with patch.object(frozen, "from_set", return_value=known):
        same = CliRunner().invoke(app, ["calibrate"])
        out = CliRunner().invoke(app, ["calibrate", "--out", str(tmp_path / "mood.json")])
        nowhere = CliRunner().invoke(
            app, ["calibrate", "--out", str(tmp_path / "no" / "mood.json")]
        )
    assert (same.exit_code, out.exit_code, nowhere.exit_code) == (0, 0, 2)
    assert "--out: " in nowhere.stderr
    assert "mood.json cannot be written: No such file" in nowhere.stderr
    assert "the same as the frozen calibration" in same.stdout
    shipped = Path(frozen.__file__).parents[1] / "data" / frozen.FILE
    assert (tmp_path / "mood.json").read_bytes() == shipped.read_bytes()
    emax = known.summary["emax"] | {"posterior": 0.9}
    other = type(known)(
        known.draws,
        known.between,
        known.between_open,
        known.inputs_sha256,
        known.rows,
        known.summary | {"emax": emax},
    )
    with patch.object(frozen, "from_set", return_value=other):
        assert CliRunner().invoke(app, ["calibrate"]).exit_code == 1
