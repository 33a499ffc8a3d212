"""`morrow replay`: a visit told by the care tests' story, written as lines, and folded again."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from morrow.care.recorded import Recorded
from morrow.care.visit.facts.monitoring import EventMarked
from morrow.cli import app
from morrow.exchange import lines
from tests.care.visit import cast


def told(facts: Iterable[Recorded[Any]], path: Path) -> Path:
    path.write_text("".join(lines.write(fact) + "\n" for fact in facts), encoding="utf-8")
    return path


def replay(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["replay", str(path), *options])


def test_a_line_comes_back_as_it_went() -> None:
    facts = cast.started().facts
    assert list(lines.read(map(lines.write, facts))) == facts


def test_a_visit_is_where_its_facts_brought_it(tmp_path: Path) -> None:
    story = cast.started()
    story.wait(40).record(EventMarked(event="chest-pain"))
    [found] = json.loads(replay(told(story.facts, tmp_path / "f.jsonl"), "--json").stdout)
    assert (found["phase"], found["version"]) == (story.state.phase, story.state.version)
    assert [alarm["key"] for alarm in found["alarms"]] == ["event.chest-pain"]
    assert found["overdue"]["moment"] == "40 min" or found["overdue"]["moment"] == "30 min"


def test_what_holds_is_said_with_its_rule(tmp_path: Path) -> None:
    path = told(cast.arrived().facts, tmp_path / "f.jsonl")
    answer = replay(path)
    assert answer.exit_code == 0
    assert "hold ORDER: no order is signed" in answer.stdout
    [found] = json.loads(replay(path, "--json").stdout)
    assert "PROTOCOL" in {hold["rule"] for hold in found["gates"]}  # the file tells of no clinic


def test_the_time_to_look_from_is_an_argument(tmp_path: Path) -> None:
    story = cast.started()
    path = told(story.facts, tmp_path / "f.jsonl")
    at = (story.now.replace(microsecond=0)).isoformat()
    assert json.loads(replay(path, "--json", "--at", at).stdout)[0]["overdue"] is None
    assert replay(path, "--at", "tomorrow").exit_code == 2
    assert "--at" in replay(path, "--at", "2026-03-10T14:00").stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "PatientTeleported"}, "no such kind"),
        ({"kind_version": 99}, "this program reads 1"),
        ({"colour": "red"}, "unknown: colour"),
        ({"body": {"warp": 9}}, "line 2"),
        ({"happened_at": "2026-03-10T14:00:00"}, "no offset"),
        ({"version": "two"}, "version"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    written = [json.loads(lines.write(fact)) for fact in cast.arrived().facts]
    written[1] |= change
    path = tmp_path / "f.jsonl"
    path.write_text("\n".join(map(json.dumps, written)), encoding="utf-8")
    answer = replay(path)
    assert answer.exit_code == 2
    assert "line 2" in answer.stderr
    assert said in answer.stderr


def test_a_file_without_a_visit_or_its_booking_is_bad_usage(tmp_path: Path) -> None:
    assert replay(tmp_path / "none.jsonl").exit_code == 2
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    assert replay(empty).exit_code == 2
    late = [replace(fact, version=fact.version) for fact in cast.arrived().facts[1:]]
    assert "booking" in replay(told(late, tmp_path / "late.jsonl")).stderr


def test_replay_imports_no_django(tmp_path: Path) -> None:
    path = told(cast.arrived().facts, tmp_path / "f.jsonl")
    code = (
        "import sys; from typer.testing import CliRunner; from morrow.cli import app; "
        f"assert CliRunner().invoke(app, ['replay', {str(path)!r}]).exit_code == 0; "
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_line_that_is_nothing_but_brackets_is_named(tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text("[" * 100_000)
    answer = replay(path)
    assert answer.exit_code == 2
    assert "line 1: " in answer.output
