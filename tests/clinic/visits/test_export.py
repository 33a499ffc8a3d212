"""`morrow export` and `morrow replay`: the same visit, out of the store and folded without it."""

import json
from pathlib import Path

from django.utils import timezone
from typer.testing import CliRunner

from morrow.care.patient import PatientsMerged
from morrow.cli import app
from morrow.clinic import streams
from morrow.clinic.commands import store as commands
from tests.clinic.cast import Cast, append
from tests.clinic.visits import told as telling


def test_what_is_exported_folds_to_where_the_clinic_has_it(cast: Cast, tmp_path: Path) -> None:
    told, file = telling.ready(cast), tmp_path / "facts.jsonl"
    told.must("EventMarked", {"event": "anxiety"})
    wanted = (
        streams.of_clinic(cast.clinic),
        streams.of_patient(told.patient),
        streams.of_visit(told.visit),
    )
    assert commands.export(file=file, streams=wanted)
    [found] = json.loads(CliRunner().invoke(app, ["replay", str(file), "--json"]).stdout)
    shown = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    assert (found["version"], found["word"]) == (shown["version"], "READY")
    assert found["protocol"] == shown["protocol"]
    assert found["gates"] == shown["gates"] == []


def test_a_merged_record_is_read_through_the_surviving_one_without_the_store_too(
    cast: Cast, tmp_path: Path
) -> None:
    told, file, kept = (
        telling.ready(cast),
        tmp_path / "facts.jsonl",
        cast.records["near"]["patient"],
    )
    merged = PatientsMerged(other=told.patient, reason="one person")
    append(cast.duty(timezone.now()), streams.of_patient(kept), merged)
    assert commands.export(file=file, streams=())
    answer = json.loads(CliRunner().invoke(app, ["replay", str(file), "--json"]).stdout)
    [found] = [each for each in answer if each["stream"] == streams.of_visit(told.visit)]
    shown = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    assert found["word"] == shown["word"] == "CHECKING"  # the survivor has no consent yet
    assert [one["rule"] for one in found["gates"]] == [one["rule"] for one in shown["gates"]]


def test_a_file_that_is_there_is_not_overwritten(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    file.write_text("mine")
    assert not commands.export(file=file, streams=())
    assert file.read_text() == "mine"


def test_everything_is_exported_when_no_stream_is_named(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "facts.jsonl"
    assert commands.export(file=file, streams=())
    positions = [json.loads(line)["position"] for line in file.read_text().splitlines()]
    assert positions == list(range(positions[0], positions[0] + len(positions)))
    assert not commands.export(file=tmp_path / "none.jsonl", streams=("visit:none",))
