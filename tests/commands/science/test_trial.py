"""`morrow trial`: what it prints, what it says to bad input, and a run that is killed half-way."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app
from morrow.commands import executors
from tests.outcomes.tables import ARMS, TRIALS


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    (tmp_path / "T.csv").write_text(TRIALS)
    (tmp_path / "A.csv").write_text(ARMS)
    return ["--trials", str(tmp_path / "T.csv"), "--arms", str(tmp_path / "A.csv")]


USUAL = {
    "--trial": "Rowan",
    "--arm": "ket",
    "--against": "mdz",
    "--visits": "24,72,168",
    "--n": "10,20",
    "--simulations": "30",
    "--on": "here",
}


def arguments(tables: list[str], *flags: str, **changes: str) -> list[str]:
    named = {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    options = [part for pair in (USUAL | named).items() for part in pair]
    return ["trial", *tables, *options, *flags]


def trial(tables: list[str], *flags: str, **changes: str) -> Result:
    return CliRunner().invoke(app, arguments(tables, *flags, **changes))


def test_a_person_reads_a_table_and_every_assumption(tables: list[str]) -> None:
    result = trial(tables, "--dropout", "0.02", "--dropout", "mdz=0.05")
    assert result.exit_code == 0
    said = result.stdout
    assert "Rowan: ket against mdz, change of MADRS; 30 simulated trials" in said
    for words in (
        "ket: ketamine iv 0.5 mg/kg over 40 min, at 0 h",
        "trial: TRD, double, trial; antidepressant not begun",
        "baseline MADRS normal, mean 32.75, SD 5.26",
        "age 41.75 years: the model has no term for it",
        "dropout of ket: a constant hazard of 0.02 a week",
        "dropout of mdz: a constant hazard of 0.05 a week",
        "itt: the last observation is carried forward",
        "t test, two-sided, significant at p <= 0.05",
        "two ratings of a patient correlate by",
        "of the scores lie below 0",
        "calibration sha256",
        "seed 1; design sha256",
    ):
        assert words in said


def test_csv_has_a_row_for_each_number_of_patients(tables: list[str]) -> None:
    result = trial(tables, "--csv", endpoint="response", at="24")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["n_per_arm"] for row in rows] == ["10", "20"]
    for row in rows:
        assert 0 <= float(row["low95"]) <= float(row["power"]) <= float(row["high95"]) <= 1


def test_json_carries_the_design_and_what_was_assumed(tables: list[str]) -> None:
    result = trial(
        tables,
        "--json",
        "--fixed",
        endpoint="remission",
        definition="<=12",
        analysis="completers",
        weight="80,12",
    )
    found = json.loads(result.stdout)
    assert found["design"]["definition"] == {
        "sign": "<=",
        "limit": 12.0,
        "is_percent": False,
        "twice": False,
    }
    assert found["design"]["cohort"]["weight_sd"] == 12
    assert found["design"]["calibration_sha256"] == found["calibration_sha256"]
    assert len(found["powers"]) == 2
    assert any("every trial has the parameters' medians" in line for line in found["assumptions"])
    assert any("completers: only who is still seen" in line for line in found["assumptions"])


def test_responders_are_rated_a_day_after_the_last_dose_unless_said(tables: list[str]) -> None:
    said = trial(tables, endpoint="relapse", visits="24,168,336").stdout
    assert "who had a fall of 50% at 24 h: the first visit with a fall of less than 50%" in said
    said = trial(
        tables, endpoint="relapse", visits="24,168,336", rated_at="168", definition=">=22 twice"
    ).stdout
    assert "at 168 h: the first visit with a score of 21.5 or more at two visits running" in said


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"n": "0"}, "--n: 0 patients per arm: from 2 to 5,000"),
        ({"n": "20,10"}, "--n: the numbers of patients must ascend"),
        ({"n": "ten"}, "--n: 'ten' is not a number"),
        ({"n": "10.5"}, "--n: '10.5' is not whole"),
        (
            {"dropout": "-0.1"},
            "--dropout: the dropout of arm 'ket' is -0.1 a week: a hazard is 0 or more",
        ),
        ({"dropout": "sal=0.1"}, "--dropout: 'sal' is not compared; right: ket or mdz"),
        ({"arm": "sal"}, "--arm: trial 'Rowan' has no arm 'sal'; right: ket, mdz"),
        ({"against": "ket"}, "arm 'ket' would be compared with itself"),
        ({"trial": "Birch"}, "--trial: there is no trial 'Birch'; right: one of Rowan, Alder"),
        ({"trial": ""}, "--trial: the table has several trials; right: one of Rowan, Alder"),
        ({"visits": "-4,24"}, "visit at -4 h: not after the first dose of arm 'ket' at 0 h"),
        (
            {"visits": "0,24"},
            "--visits: visit at 0 h: not after the first dose of arm 'ket' at 0 h",
        ),
        ({"visits": "24,24"}, "--visits: the visits must ascend"),
        ({"visits": "72,24"}, "--visits: the visits must ascend"),
        ({"visits": ""}, "--visits: nothing is given"),
        ({"at": "48"}, "--at: the endpoint at 48 h is not at a visit"),
        ({"alpha": "1.2"}, "--alpha: alpha 1.2 lies outside 0 to 1"),
        ({"alpha": "0"}, "--alpha: alpha 0 lies outside 0 to 1"),
        ({"test": "fisher"}, "--test: test fisher does not compare change: t or welch does"),
        ({"endpoint": "mood"}, "--endpoint: 'mood' is not known here; right: change, response"),
        ({"analysis": "locf"}, "--analysis: 'locf' is not known here; right: itt, completers"),
        ({"definition": "<=10"}, "a change has no definition"),
        ({"endpoint": "response", "definition": "<=10"}, "a response is a fall by a share"),
        ({"endpoint": "remission", "definition": ">=50%"}, "remission is a score, such as <=10"),
        ({"endpoint": "relapse", "definition": "<=10"}, "a relapse is a score such as >=22"),
        ({"endpoint": "relapse", "visits": "4,12"}, "no visit lies a day after the last dose"),
        ({"endpoint": "relapse", "rated_at": "30"}, "responders rated at 30 h: not at a visit"),
        ({"endpoint": "relapse", "rated_at": "168"}, "at 168 h: not before the endpoint"),
        ({"rated_at": "24"}, "responders are rated belongs to relapse, not to change"),
        ({"baseline": "33"}, "--baseline: '33' is not a mean and an SD"),
        ({"baseline": "33,15"}, "an SD over a third of the mean would draw baselines below 0"),
        ({"measure": "CAPS5"}, "--baseline: the arms give none on CAPS5; right: MEAN,SD"),
        ({"measure": "SBP", "baseline": "120,12"}, "SBP is an acute effect"),
        ({"measure": "heart rate", "baseline": "70,9"}, "heart rate is a vital sign"),
        ({"weight": "20"}, "--weight: a mean weight of 20 kg lies outside 40 to 150 kg"),
        ({"simulations": "0"}, "--simulations: 0 is out of range"),
        ({"seed": "-1"}, "--seed: seed -1: a whole number from 0"),
        ({"on": "moon"}, "--on: 'moon'; right: here, processes"),
        ({"on": "processes:0"}, "--on: processes:0; right: a number of processes from 1"),
    ],
)
def test_bad_input_gets_a_sentence(tables: list[str], changes: dict[str, str], says: str) -> None:
    result = trial(tables, **changes)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_all_faults_are_said_at_once(tables: list[str]) -> None:
    result = trial(tables, n="0", alpha="1.2", dropout="-1", visits="-1,24")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 6
    result = trial(tables, arm="x", seed="s", n="n", simulations="-1")
    assert len(result.stderr.splitlines()) == 4


def test_a_table_at_fault_is_said_with_its_line(tables: list[str], tmp_path: Path) -> None:
    (tmp_path / "A.csv").write_text(ARMS.replace("Rowan,ket,ketamine", "Rowan,ket,ketamin"))
    result = trial(tables)
    assert result.exit_code == 2
    assert "A.csv, line 2, drug: 'ketamin' is not known here" in result.stderr
    (tmp_path / "A.csv").unlink()
    assert "A.csv cannot be read: No such file" in trial(tables).stderr


def test_dask_that_is_not_installed_says_how_to_get_it(
    tables: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        if name == "distributed":
            raise ModuleNotFoundError(name)
        return import_module(name)

    monkeypatch.setattr(executors, "import_module", absent)
    result = trial(tables, on="dask:tcp://127.0.0.1:8786")
    assert result.exit_code == 2
    assert "pip install 'morrow[distributed]'" in result.stderr


def test_a_scheduler_that_does_not_answer_is_named(
    tables: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "DASK_TIMEOUT_S", 0.2)
    result = trial(tables, on="dask:tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in result.stderr


def test_another_design_in_the_folder_is_refused(tables: list[str], tmp_path: Path) -> None:
    keep = str(tmp_path / "kept")
    first = trial(tables, keep=keep)
    assert first.exit_code == 0
    assert trial(tables, keep=keep).stdout == first.stdout
    result = trial(tables, keep=keep, seed="2")
    assert result.exit_code == 2
    assert "holds another design; it differs in\n  seed: there 1, here 2" in result.stderr


def begin(tables: list[str], keep: Path, on: str) -> subprocess.Popen[str]:
    """A run in a session of its own, once two of its chunks are kept."""
    command = arguments(tables, simulations="3000", chunk="20", on=on, keep=str(keep))
    run = subprocess.Popen(
        [sys.executable, "-c", "from morrow.cli import main; main()", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 120
    while len(list(keep.glob("trials-*.json"))) < 2:
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
    return run


def ended(group: int) -> bool:
    """Whether every process of a session has ended, within half a minute."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_killed_run_leaves_no_worker_and_goes_on_to_the_same_result(
    tables: list[str], tmp_path: Path
) -> None:
    keep = tmp_path / "kept"
    run = begin(tables, keep, "processes:2")
    run.kill()  # the parent alone, as the kernel does when memory is short
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    assert ended(run.pid), "a worker waits for ever"
    assert 2 <= len(list(keep.glob("trials-*.json"))) < 150
    resumed = trial(tables, "--json", simulations="3000", keep=str(keep))
    assert resumed.exit_code == 0
    assert resumed.stdout == trial(tables, "--json", simulations="3000").stdout


def test_an_interrupted_run_leaves_whole_chunks_and_says_how_to_go_on(
    tables: list[str], tmp_path: Path
) -> None:
    keep = tmp_path / "kept"
    run = begin(tables, keep, "processes:1")
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: parent and workers
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert (
        said == f"interrupted; what is finished is in {keep}; the same command goes on from there\n"
    )
    assert ended(run.pid)
    assert not list(keep.glob("*.part"))
    for path in keep.glob("trials-*.json"):
        assert json.loads(path.read_text())["whole"]["trials"] == 20


def test_two_forms_at_once_are_refused(tables: list[str]) -> None:
    result = trial(tables, "--csv", "--json")
    assert result.exit_code == 2
    assert "--csv, --json: one form at a time" in result.stderr
