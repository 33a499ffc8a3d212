"""The tutorial says what its commands and snippets print, and shows the pictures that they draw."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.science import tutorial
from tests.commands.science.tutorial import PICTURES, alike, placed, steps
from tests.repository.sources import ROOT

KB_MAX = 200
NUMBER = re.compile(r"-?\d+\.\d+")


def test_everything_on_the_page_runs_and_prints_what_is_shown(tmp_path: Path) -> None:
    """And draws the pictures of `docs/images`, to a tenth of a point."""
    with tutorial.desk(tmp_path):
        assert tutorial.complaints() == []
    for name in PICTURES:
        assert apart(tutorial.IMAGES / name, tmp_path / name) < 0.1, f"{name} is out of date"


def apart(kept: Path, drawn: Path) -> float:
    """By how much the numbers of two pictures differ; infinite if they are drawn otherwise."""
    one, other = (" ".join(path.read_text("utf-8").split()) for path in (kept, drawn))
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return float("inf")
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return max(abs(float(a) - float(b)) for a, b in pairs)


def test_the_page_shows_both_pictures_and_they_are_small() -> None:
    page = tutorial.PAGE.read_text("utf-8")
    for name in PICTURES:
        assert f"](../images/{name})" in page
        assert (tutorial.IMAGES / name).stat().st_size <= KB_MAX * 1000
    kept = {path.name for path in tutorial.IMAGES.glob("*.svg")}
    assert kept == set(PICTURES)


def test_every_example_is_used_by_a_command() -> None:
    commands = "\n".join(step.body for step in steps(tutorial.PAGE.read_text("utf-8")))
    for path in (tutorial.PAGE.parent / "examples").iterdir():
        assert f"docs/pharmacology/examples/{path.name}" in commands


def test_every_line_of_the_installation_is_on_the_page() -> None:
    lines = [
        line for step in steps(tutorial.PAGE.read_text("utf-8")) for line in step.body.splitlines()
    ]
    assert set(tutorial.INSTALLATION) <= set(lines)


@pytest.mark.long
def test_the_second_way_to_install_leads_to_a_curve(tmp_path: Path) -> None:
    """From a copy of the checkout; needs a package index."""
    copy = tmp_path / "checkout"
    for name in ("src", "pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        source = ROOT / name
        into = copy / name
        copy.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, into)
    for line in tutorial.INSTALLATION[1:]:
        subprocess.run(["bash", "-c", line], cwd=copy, check=True, timeout=280, capture_output=True)
    first = next(step for step in steps(tutorial.PAGE.read_text("utf-8")) if step.shown)
    line = first.body.replace(tutorial.PROGRAM, "own/bin/morrow")
    found = subprocess.run(
        ["bash", "-c", line],
        cwd=copy,
        check=True,
        capture_output=True,
        text=True,
        env=dict(os.environ),
    )
    assert isinstance(placed(first.shown or "", found.stdout), list)


# ── each of these can fail ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("shown", "found", "same"),
    [
        ("20  198.3 ng/mL", "20    198.4   ng/mL", True),
        ("20  198.3 ng/mL", "20    208.3   ng/mL", False),
        ("20  198.3 ng/mL", "21    198.3   ng/mL", False),
        ("in 2020, 133", "in 2021, 133", False),
        ("a note", "another note", False),
        ("a note", "a note more", False),
        ("0,ketamine,1.001", "0,ketamine,1.002", True),
    ],
)
def test_lines_differ_in_last_digits_alone(shown: str, found: str, *, same: bool) -> None:
    assert alike(shown, found) is same


@pytest.mark.parametrize(
    ("shown", "stands"),
    [
        ("one\ntwo\nthree\n", True),
        ("one\n...\nthree\n", True),
        ("one\n...\n", True),
        ("...\ntwo\n...\n", True),
        ("one\ntwo\n", False),
        ("two\n...\n", False),
        ("one\n...\ntwo\n", False),
        ("...\nthree\n...\none\n", False),
        ("one\nthree\n", False),
    ],
)
def test_what_is_shown_stands_in_its_place(shown: str, *, stands: bool) -> None:
    assert isinstance(placed(shown, "one\ntwo\nthree\n"), list) is stands


def test_a_command_of_others_is_not_run() -> None:
    with pytest.raises(AssertionError, match="neither ours"):
        tutorial.run(tutorial.Step("sh", "rm -r nothing\n", None), {})


def test_another_exit_than_the_page_says_is_found() -> None:
    with pytest.raises(AssertionError, match="left with 2"):
        tutorial.run(tutorial.Step("sh", ".venv/bin/morrow models nothing\n", None), {})
