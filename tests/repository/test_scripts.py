"""Every script can be run, says how it is used, and the runner of the parts counts rightly."""

import importlib.util
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from morrow.clinic.commands.demo import demo
from tests.repository.sources import ROOT

SCRIPTS = sorted(
    path for path in [*(ROOT / "script").iterdir(), ROOT / ".ci" / "run"] if path.is_file()
)
SHELL = [path for path in SCRIPTS if path.suffix != ".py"]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def complaints(path: Path, name: str) -> list[str]:
    """What is wrong with a script: not executable, no shebang, no usage line."""
    lines = [*path.read_text("utf-8").splitlines(), "", ""]
    wrong = []
    if not path.stat().st_mode & 0o100 and path.suffix != ".py":
        wrong.append("not executable")
    if not lines[0].startswith("#!/usr/bin/env "):
        wrong.append("no shebang")
    if not lines[1].startswith(f"# usage: {name}"):
        wrong.append("no usage line")
    return wrong


@pytest.mark.parametrize("path", SCRIPTS, ids=relative)
def test_a_script_is_executable_and_says_how_it_is_used(path: Path) -> None:
    assert complaints(path, relative(path)) == []


@pytest.mark.parametrize("path", SHELL, ids=relative)
def test_a_shell_script_parses(path: Path) -> None:
    subprocess.run(["bash", "-n", path], check=True)


@pytest.mark.parametrize(
    "name", ["script/demo", "script/check", "script/test", "script/long", "script/_postgres"]
)
def test_help_prints_the_usage_and_does_nothing_else(name: str) -> None:
    result = subprocess.run(
        [ROOT / name, "--help"], capture_output=True, text=True, check=True, timeout=10
    )
    assert result.stdout.startswith(f"usage: {name}")


def test_the_demo_lists_the_options_that_it_takes() -> None:
    """By the command's own parameters."""
    told = subprocess.run(
        [ROOT / "script/demo", "--help"], capture_output=True, text=True, check=True, timeout=10
    ).stdout
    taken = {f"--{name.replace('_', '-')}" for name in inspect.signature(demo).parameters}
    assert taken == set(re.findall(r"--[a-z-]+", told))


@pytest.mark.parametrize("name", ["script/check", "script/test", "script/long", "script/_env"])
def test_an_unknown_argument_is_refused(name: str) -> None:
    result = subprocess.run(
        [ROOT / name, "--nonsense"], capture_output=True, text=True, check=False, timeout=10
    )
    assert result.returncode == 2
    assert "usage:" in result.stdout


def test_ci_runs_what_a_person_runs() -> None:
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("\nexec script/test")


def test_a_script_without_usage_or_permission_is_found(tmp_path: Path) -> None:
    script = tmp_path / "bad"
    script.write_text("echo hello\n", "utf-8")
    assert complaints(script, "bad") == ["not executable", "no shebang", "no usage line"]


# ── the runner of the parts ──────────────────────────────────────────────────────────────────


@pytest.fixture
def parts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("parts", ROOT / "script" / "_parts.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["parts"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_failures_errors_and_skips_are_told_apart(parts: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>',
        "utf-8",
    )
    tally = parts.Tally()
    tally.read(report)
    assert tally.line() == "3 passed, 3 failed, 3 skipped"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("def test_a(): pass", "1 passed, 0 failed, 0 skipped"),
        ("def test_a(): assert 0", "0 passed, 1 failed, 0 skipped"),
        ("import nothing_of_that_name", "0 passed, 1 failed, 0 skipped"),
        ("", "0 passed, 1 failed, 0 skipped"),
    ],
    ids=["passing", "failing", "not importable", "no test at all"],
)
def test_a_run_counts_what_happened(
    parts: ModuleType, tmp_path: Path, body: str, line: str
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    test = tmp_path / "test_sample.py"
    test.write_text(body, "utf-8")
    tally = parts.Tally()
    parts.pytest(
        parts.Run("sample", [str(test), "-n", "0", "-c", str(tmp_path / "pytest.ini")]), tally
    )
    assert tally.line() == line


def test_what_the_machine_lacks_is_named(parts: ModuleType) -> None:
    tally = parts.Tally()
    parts.perform(parts.Part("browser", 1, [parts.Run("screens", ["x"], {}, "no Chromium")]), tally)
    assert tally.left_out == ["screens: no Chromium"]
    assert "left out: screens: no Chromium" in parts.summary([("browser", 2.0, 1)], tally)
    assert "over budget" in parts.summary([("browser", 2.0, 1)], tally)
