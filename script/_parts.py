#!/usr/bin/env python3
# usage: script/_parts.py [--partial] [--install-started EPOCH_SECONDS]
"""Run the parts of script/test one after the other; print time and budget of each, then a tally.

Every test folder belongs to a part: what no other part claims belongs to `visit`.  A part that
runs no test has failed.  What this machine lacks (PostgreSQL, Chromium) is left out by name.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
POSTGRES_URL = os.environ.get("MORROW_TEST_POSTGRES_URL", "")
CHROMIUM = shutil.which("chromium")
CHECK = ["script/check", "--no-tests"]
ACCESS = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests/clinic").glob("*access*"))


@dataclass(frozen=True)
class Run:
    """One pytest run: folders or files, a marker expression, and what it needs of the machine."""

    name: str
    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    lacks: str = ""  # why it cannot run here; empty when it can
    workers: int = 2


@dataclass(frozen=True)
class Part:
    name: str
    budget_s: int
    runs: list[Run]
    command: list[str] = field(default_factory=list)


NO_POSTGRES = "" if POSTGRES_URL else "no PostgreSQL server (package postgresql)"
NO_CHROMIUM = "" if CHROMIUM else "no Chromium (package chromium)"
HERE = "not browser and not postgres and not long"  # needs neither browser nor server, and fits
BY_FILE = "--dist=loadfile"  # what a file sets up for its tests is then set up once
SCIENCE = ["tests/pharmacology", "tests/outcomes", "tests/commands/science"]
ELSEWHERE = ["tests/clinic", "tests/browser", "tests/repository", *SCIENCE]
CORE = ["tests", *(f"--ignore={folder}" for folder in ELSEWHERE)]
CLINIC = ["tests/clinic", *(f"--ignore={name}" for name in ACCESS)]


def clinic() -> list[Run]:
    """The clinic on the embedded store, and what is marked for both databases on PostgreSQL.

    One worker more than cores: commits wait for the disk, and tests for commands and sockets.
    """
    server = ["tests/clinic", BY_FILE, "-m", "both and not long"]
    url = {"MORROW_DATABASE_URL": POSTGRES_URL}
    return [
        Run("clinic, embedded", [*CLINIC, BY_FILE, "-m", HERE], workers=3),
        Run("clinic, PostgreSQL", server, url, NO_POSTGRES, workers=3),
    ]


def screens() -> list[Run]:
    """What drives a browser, in one run; a test chooses the database of the server it starts.

    One worker more than cores: the page's own clock (a feed that falls silent, a link that is
    lost) is waited for.  By file, because each worker starts the servers that its tests ask for.
    """
    folder, markers = ["tests/browser", BY_FILE], "browser and not long"
    if not NO_POSTGRES:
        return [Run("screens", [*folder, "-m", markers], lacks=NO_CHROMIUM, workers=3)]
    here = f"{markers} and not postgres"
    return [
        Run("screens", [*folder, "-m", here], lacks=NO_CHROMIUM, workers=3),
        Run("screens, PostgreSQL", ["tests/browser"], lacks=NO_POSTGRES),
    ]


def parts() -> list[Part]:
    """The parts in order.  Budgets in seconds on two cores; the clinic's four share four minutes."""
    return [
        Part("checks", 60, [Run("house rules", ["tests/repository"])], CHECK),
        Part("visit", 45, [Run("core", [*CORE, "-m", HERE])]),
        Part("journal", 80, clinic()),
        Part("access", 30, [Run("access", [*ACCESS, "-m", HERE])]),
        Part("browser", 85, screens()),
        Part("pharmacology", 120, [Run("science", [*SCIENCE, "-m", HERE])]),
    ]


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def read(self, report: Path) -> None:
        """Add the counts of one JUnit report."""
        for suite in ET.parse(report).getroot().iter("testsuite"):
            counts = {k: int(suite.get(k, 0)) for k in ("tests", "failures", "errors", "skipped")}
            bad = counts["failures"] + counts["errors"]
            self.failed += bad
            self.skipped += counts["skipped"]
            self.passed += counts["tests"] - bad - counts["skipped"]

    def broke(self, name: str) -> None:
        """Count what failed without a failing test of its own: a tool, or a run without a test."""
        self.failed += 1
        self.broken.append(name)

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def pytest(run: Run, tally: Tally) -> None:
    """Run pytest once, in a process of its own, and add its report to the tally."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", f"-n{run.workers}", f"--junitxml={report}"]
        before = tally.failed
        code = subprocess.run(
            [*command, *run.arguments], env=os.environ | run.environment, check=False
        ).returncode
        if report.exists():
            tally.read(report)
        if code != 0 and tally.failed == before:
            tally.broke(f"{run.name}: {'ran no test' if code == 5 else f'pytest exit {code}'}")


def perform(part: Part, tally: Tally) -> None:
    if part.command and subprocess.run(part.command, check=False).returncode != 0:
        tally.broke(" ".join(part.command))
    for run in part.runs:
        print(f"\n══ {part.name}: {run.name}", flush=True)
        if run.lacks:
            print(f"left out: {run.lacks}")
            tally.left_out.append(f"{run.name}: {run.lacks}")
        elif not run.arguments or run.arguments[0].startswith("-"):
            tally.broke(f"{run.name}: ran no test")  # no file carries that name yet
        else:
            pytest(run, tally)


def summary(times: list[tuple[str, float, int]], tally: Tally) -> str:
    """The closing report: times against budgets, what broke, what was left out."""
    rows = [f"{'part':<14}{'seconds':>9}{'budget':>8}"]
    for name, seconds, budget in times:
        over = "  over budget" if seconds > budget else ""
        rows.append(f"{name:<14}{seconds:>9.1f}{budget:>8}{over}")
    rows += [f"broken: {name}" for name in tally.broken]
    rows += [f"left out: {name}" for name in tally.left_out]
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="script/_parts.py", description="Run the parts of the tests."
    )
    parser.add_argument("--partial", action="store_true", help="what is left out is no failure")
    parser.add_argument("--install-started", type=float, metavar="EPOCH_SECONDS")
    options = parser.parse_args()
    os.chdir(ROOT)
    # The tests start a hundred processes: with this set each would compile all of Django for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    tally = Tally()
    times: list[tuple[str, float, int]] = []
    if options.install_started:
        times.append(("install", time.time() - options.install_started, 120))
    for part in parts():
        begun = time.monotonic()
        perform(part, tally)
        times.append((part.name, time.monotonic() - begun, part.budget_s))
    print("\n" + summary(times, tally))
    incomplete = bool(tally.left_out) and not options.partial
    if incomplete:
        print("Not everything ran.  --partial accepts that.")
    print(tally.line(), flush=True)
    return 1 if tally.failed or incomplete else 0


if __name__ == "__main__":
    sys.exit(main())
