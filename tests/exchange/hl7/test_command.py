"""`morrow hl7`: files in, readings and refusals out, and the exit that says which."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from morrow.cli import app
from morrow.exchange.hl7 import files
from tests.exchange.hl7 import samples
from tests.exchange.hl7.samples import OBR, message, msh, obx


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["hl7", *arguments])


def as_json(*arguments: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(run("--json", *arguments).stdout)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.hl7"
    path.write_bytes(samples.PCD01)
    return path


def test_readings_are_listed_with_the_documented_keys(file: Path) -> None:
    found = as_json(str(file))
    assert found["refused"] == []
    first = found["readings"][0]
    assert {key: first[key] for key in ("parameter", "value", "unit", "at", "code", "channel")} == {
        "parameter": "spo2",
        "value": 97,
        "unit": "%",
        "at": "2026-11-01T14:29:58Z",
        "code": "150456",
        "channel": "1.1.1.1",
    }
    assert [row["value"] for row in found["readings"]] == [97, 71, 14, 128, 79.5, 95]
    assert run(str(file)).exit_code == 0


def test_what_was_refused_is_listed_with_why_and_the_exit_is_1(file: Path) -> None:
    file.write_bytes(message(msh(), OBR, obx("97"), obx("90-140", channel="1.1.1.2")))
    (refused,) = as_json(str(file))["refused"]
    assert (refused["why"], refused["where"]) == ("not-a-number", "OBX-5 (segment 4)")
    assert (refused["seen"], refused["code"], refused["channel"]) == ("90-140", "150456", "1.1.1.2")
    assert refused["reason"]
    assert refused["wanted"]
    result = run(str(file))
    assert result.exit_code == 1
    assert "refused OBX-5 (segment 4): '90-140' is not a number" in result.stdout


def test_a_message_that_cannot_be_read_is_refused_and_the_next_one_is_read(file: Path) -> None:
    file.write_bytes(message(msh(kind="ADT^A01"), OBR) + samples.PCD01)
    found = as_json(str(file))
    assert [(row["why"], row["message"]) for row in found["refused"]] == [("message", 1)]
    assert {row["message"] for row in found["readings"]} == {2}


@pytest.mark.parametrize(("old", "new"), [(b"\r", b"\n"), (b"\r", b"\r\n"), (b"\r", b"\r\n\r\n")])
def test_a_file_may_have_any_line_ends(file: Path, old: bytes, new: bytes) -> None:
    file.write_bytes(samples.PCD01.replace(old, new))
    assert len(as_json(str(file))["readings"]) == 6


def test_a_capture_with_frames_is_read_message_by_message() -> None:
    raw = b"\x0b" + samples.PCD01 + b"\x1c\r\x0b" + samples.COMEN + b"\x1c\r"
    assert files.split(raw) == [samples.PCD01.strip(b"\r"), samples.COMEN.strip(b"\r")]


def test_what_stands_before_the_first_message_is_not_lost_in_silence(file: Path) -> None:
    file.write_bytes(b"a note\n" + samples.PCD01)
    found = as_json(str(file))
    assert "begins with 'a note'" in found["refused"][0]["reason"]
    assert len(found["readings"]) == 6


def test_a_zone_is_needed_where_the_monitor_states_none(file: Path) -> None:
    file.write_bytes(samples.PHILIPS)
    assert as_json(str(file))["readings"] == []
    found = as_json("--zone", "America/New_York", str(file))["readings"]
    assert {row["at"] for row in found} == {"2026-11-01T14:29:55Z"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.hl7"], "FILE: nowhere.hl7: No such file"),
        (["."], "FILE: .: Is a directory"),
        (["--zone", "Mars/Base", "{file}"], "--zone: 'Mars/Base' is not an IANA time zone"),
        (["{empty}"], "is empty"),
        ([], "FILE"),
    ],
)
def test_bad_usage_names_the_argument_and_exits_2(
    file: Path, arguments: list[str], words: str
) -> None:
    empty = file.with_name("empty.hl7")
    empty.touch()
    result = run(*(text.format(file=file, empty=empty) for text in arguments))
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
