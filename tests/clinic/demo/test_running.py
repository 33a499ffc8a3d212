"""`morrow demo` as its user has it: one command, a page, monitors at the chairs, and Ctrl-C."""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from morrow.demo.clinic.roster import PASSWORD
from tests.clinic.own_store import ROOT
from tests.ports import free_port

READY_S = 180  # a loaded machine is slow; a timed test would only be flaky
MORROW = [sys.executable, "-c", "from morrow.cli import main; main()"]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MORROW_")}
    return kept | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}


@dataclass
class Browser:
    """A person with cookies, signed in by the form."""

    url: str
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.url}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def sign_in(self, username: str) -> "Browser":
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/sign-in/"))
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "username": username, "password": PASSWORD}
        body = urllib.parse.urlencode(form).encode()
        self.opener.open(f"{self.url}/sign-in/", body, timeout=20).close()
        return self


@dataclass(frozen=True)
class Demo:
    process: subprocess.Popen[str]
    printed: str
    url: str
    folder: Path
    monitors: int  # process id


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Demo]]:
    """The demo, running: begun when first asked for, and gone on with after a test stopped it."""
    folder, running = tmp_path_factory.mktemp("demo"), list[Demo]()

    def start() -> Demo:
        if not running or running[-1].process.poll() is not None:
            running.append(_start(folder))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGINT)
            one.process.wait(20)
        assert one.process.stdout is not None
        one.process.stdout.close()


@pytest.fixture
def demo(started: Callable[[], Demo]) -> Demo:
    return started()


def _start(folder: Path) -> Demo:
    port = free_port()
    process = subprocess.Popen(
        [*MORROW, "demo", "--keep", "--port", str(port), "--data-dir", str(folder)],
        env=environment(), cwd=folder, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    printed = _until_ready(process)
    return Demo(process, printed, f"http://127.0.0.1:{port}", folder, _child(process.pid))


def _until_ready(process: subprocess.Popen[str]) -> str:
    """What is printed up to the last sign-in; a demo that ends before has failed."""
    assert process.stdout is not None
    lines, deadline = list[str](), time.monotonic() + READY_S
    for line in process.stdout:
        lines.append(line)
        assert time.monotonic() < deadline
        if line.strip().startswith("auditor"):
            return "".join(lines)
    raise AssertionError("".join(lines))


def _child(parent: int) -> int:
    """The only child process: the monitors."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    [child] = [int(pid) for pid in children]
    return child


def _soon(what: Callable[[], Any], within_s: float = 20.0) -> Any:
    deadline = time.monotonic() + within_s
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found


def test_it_prints_where_it_is_and_a_sign_in_for_every_role(demo: Demo) -> None:
    assert demo.url in demo.printed
    for word in ("Coordinator", "Infusion nurse", "Prescriber", "Psychiatrist",
                 "Medical director", "Administrator", "Privacy officer"):  # fmt: skip
        assert word in demo.printed


def test_the_board_shows_twelve_chairs_and_every_phase_of_a_visit(demo: Demo) -> None:
    board = Browser(demo.url).sign_in("coordinator").get("/board/")
    assert {f"Chair {n:02}" for n in range(1, 13)} <= set(re.findall(r"Chair \d\d", board))
    running = {"arrived", "infusing", "paused", "injected", "spraying", "ended", "recovery"}
    assert running <= set(re.findall(r'data-phase="([a-z-]+)"', board))
    for word in ("NOT DONE", "NO SHOW", "CANCELLED", "LEFT", "DISCHARGED"):
        assert word.lower() in board.lower()
    for name in ("Cherry", "Holly"):
        assert f"Synthetic {name}" in board  # expected later today


def test_a_reading_of_the_chairs_monitor_is_on_the_visits_page_within_seconds(demo: Demo) -> None:
    nurse = Browser(demo.url).sign_in("nurse-alfa")
    visit = _visit_of(nurse, "Synthetic Alder")

    def readings() -> Any:
        feed = json.loads(nurse.get(f"/visits/{visit}/view.json"))["feed"]
        return feed and feed["device"] == "MON-01" and not feed["silent"] and feed["readings"]

    assert {"hr", "spo2"} <= {reading["parameter"] for reading in _soon(readings)}


def _visit_of(nurse: Browser, name: str) -> str:
    found = re.search(rf'href="/visits/([0-9a-f-]{{36}})/">{name}', nurse.get("/board/"))
    assert found is not None
    return found[1]


def test_a_port_that_is_taken_is_named_with_what_would_be_right(demo: Demo, tmp_path: Path) -> None:
    port = demo.url.rpartition(":")[2]
    result = _morrow("demo", "--port", port, "--data-dir", str(tmp_path))
    assert result.returncode == 1
    assert f"127.0.0.1:{port} is in use" in result.stderr
    assert "morrow demo --port" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_second_demo_does_not_take_the_folder_of_a_running_one(demo: Demo) -> None:
    result = _morrow("demo", "--port", str(free_port()), "--data-dir", str(demo.folder))
    assert result.returncode == 1
    assert "Another demo is running" in result.stderr
    assert "Sign in" in Browser(demo.url).get("/sign-in/")  # it goes on


def test_ctrl_c_leaves_nothing_running_and_a_journal_that_verifies(demo: Demo) -> None:
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(20) == 0
    _soon(lambda: not Path(f"/proc/{demo.monitors}").exists())
    result = _morrow("verify", MORROW_DATA_DIR=str(demo.folder), MORROW_DEMO="1")
    assert (result.returncode, " 0 faults" in result.stdout) == (0, True), result.stderr


def test_monitors_end_when_whoever_started_them_is_killed(tmp_path: Path) -> None:
    """Without a chance to say so: their standard input ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "morrow.demo.monitors", "--until-input-ends", "--port", "1"],
        env=environment(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as monitors:  # fmt: skip
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                monitors.wait(1.5)  # they go on as long as it is open
            assert monitors.stdin is not None
            monitors.stdin.close()
            assert monitors.wait(10) == 0
        finally:
            monitors.kill()


def _morrow(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MORROW, *arguments], env=environment() | variables, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
