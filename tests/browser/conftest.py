"""The real server and a real browser.

`serve("module:function")` fills a store of its own (`seed.py`), starts the ASGI application under
uvicorn in a child process, and returns a `Server`; the same filler is served once a session.  Test
processes that run beside each other share the filling: each serves a copy of the folder.
`serve(..., database="postgres")` does it on a new PostgreSQL database.  `open_page(server)` gives
a fresh tablet: a browser context of its own, with its page.  Mark such tests `browser`.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.clinic.cast import PASSWORD
from tests.ports import free_port

ROOT: Final = Path(__file__).parents[2]
START_S: Final = 60
SIZES: Final = {"desk": (1440, 900), "tablet": (1024, 768), "phone": (390, 844)}
CHROMIUM_FLAGS: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """A clinic on loopback.  `given` is what its filler returned."""

    url: str
    given: dict[str, Any]
    environ: dict[str, str]
    process: subprocess.Popen[bytes]

    def forward(self, minutes: float) -> None:
        """Move this clinic's clock on, for all who use it: see `tests.browser.settings`."""
        file = Path(self.environ["MORROW_DATA_DIR"], "minutes-ahead")
        ahead = float(file.read_text()) if file.exists() else 0
        file.with_suffix(".new").write_text(str(ahead + minutes))
        file.with_suffix(".new").replace(file)


Serve = Callable[..., Server]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start a clinic, or return the one that already serves this filler."""
    servers: dict[tuple[str, str], Server] = {}
    session = tmp_path_factory.getbasetemp()
    # Under xdist the parent folder belongs to the whole session.
    shared = session.parent if "PYTEST_XDIST_WORKER" in os.environ else session

    def start(filler: str, *, database: str = "embedded") -> Server:
        if (filler, database) not in servers:
            environ = _environ(tmp_path_factory.mktemp("clinic"), database)
            if database == "postgres":
                given = _fill(filler, environ)
            else:
                given = _filled_once(filler, environ, shared)
            servers[filler, database] = _start(given, environ)
        return servers[filler, database]

    yield start
    for server in servers.values():
        server.process.terminate()
        server.process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless, from the system."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium on this machine (package chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Take a fresh tablet: `open_page(server, size="tablet", room="dark", user="nurse")`.

    What the console calls an error (a refused script, a broken request) fails the test.
    """
    contexts, complaints = [], list[str]()

    def take(server: Server, *, size: str = "tablet", room: str = "light", user: str = "") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if room == "dark" else "light",
            has_touch=size != "desk",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: _note(complaints, said.type, said.text))
        if user:
            enter(page, user)
        return page

    yield take
    for context in contexts:
        context.close()
    assert not complaints, complaints


def enter(page: Page, username: str) -> None:
    """Sign in by password through the same door, without showing its page: the quick way."""
    door = page.context.request
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', door.get("/sign-in/").text())
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "username": username, "password": PASSWORD}
    answer = door.post("/sign-in/", form=form, max_redirects=0)
    assert answer.status == HTTPStatus.FOUND, answer.text()


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in by password on the page of the door."""
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(username)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def _note(complaints: list[str], kind: str, text: str) -> None:
    # What a test provokes is written to the console too and is no defect: a status of 4xx, and a
    # request that it cuts off.
    provoked = (
        "the server responded with a status of 4",
        "net::ERR_FAILED",
        "net::ERR_INTERNET_DISCONNECTED",
    )
    if kind == "error" and not any(words in text for words in provoked):
        complaints.append(text)


def _environ(folder: Path, database: str) -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    environ |= {
        "MORROW_DATA_DIR": str(folder),
        "MORROW_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    if database == "postgres":
        environ["MORROW_DATABASE_URL"] = _new_database()
    return environ


def _is_ours(name: str) -> bool:
    return name.startswith("MORROW_") and not name.startswith("MORROW_TEST_")


def _new_database() -> str:
    import psycopg

    url = os.environ["MORROW_TEST_POSTGRES_URL"]
    name = f"browser_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload,unused-ignore]
    return url.replace("/morrow?", f"/{name}?")


def _fill(filler: str, environ: dict[str, str]) -> dict[str, Any]:
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.browser.seed", filler],
        cwd=ROOT, env=environ, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert seeded.returncode == 0, seeded.stderr
    given: dict[str, Any] = json.loads(seeded.stdout)
    return given


def _filled_once(filler: str, environ: dict[str, str], shared: Path) -> dict[str, Any]:
    """Copy the folder that the first who asked for this filler has filled."""
    original = shared / re.sub(r"\W", "-", filler)
    given = original.with_suffix(".json")
    with original.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not given.exists():
            original.mkdir()
            filled = _fill(filler, environ | {"MORROW_DATA_DIR": str(original)})
            given.write_text(json.dumps(filled))
    shutil.copytree(original, environ["MORROW_DATA_DIR"], dirs_exist_ok=True)
    found: dict[str, Any] = json.loads(given.read_text())
    return found


def _start(given: dict[str, Any], environ: dict[str, str]) -> Server:
    port = free_port()
    # Several servers may run at once, and each listens for monitors.
    environ["MORROW_MLLP_PORT"] = str(free_port())
    log = Path(environ["MORROW_DATA_DIR"], "server.log")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "uvicorn", "morrow.clinic.asgi:application",
            "--port", str(port), "--lifespan", "on", "--timeout-graceful-shutdown", "3",
        ],
        cwd=ROOT, env=environ, stdout=log.open("wb"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    _await(url, process, log)
    return Server(url, given, environ, process)


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(f"{url}/sign-in/", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        else:
            return
