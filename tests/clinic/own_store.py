"""A store of a test's own, beside the test database: for commands and for processes to kill."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]


_mothers = threading.local()


@dataclass(frozen=True)
class Finished:
    """What became of a command."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class OwnStore:
    """A data folder and, on PostgreSQL, a database."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **variables: str) -> Finished:
        """Run `morrow` on this store, in a process of its own."""
        return _in_a_process(self.environment | variables, *arguments)

    def done(self, *arguments: str) -> str:
        """Run `morrow` and return what it printed; it must succeed."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stderr + result.stdout
        return result.stdout

    def python(self, code: str) -> Any:
        """Run code in a process where Django is set up; return what it prints, read as JSON."""
        result = _in_a_process(self.environment, code=code)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout or "null")


def _in_a_process(
    environment: dict[str, str], *arguments: str, code: str | None = None
) -> Finished:
    mother = _mother()
    assert mother.stdin
    assert mother.stdout
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        request = {
            "arguments": arguments,
            "code": code,
            "environment": environment,
            "err": str(err),
            "out": str(out),
        }
        mother.stdin.write(json.dumps(request) + "\n")
        mother.stdin.flush()
        return Finished(int(mother.stdout.readline()), out.read_text(), err.read_text())


def _mother() -> subprocess.Popen[str]:
    """The program that forks for this thread."""
    if not hasattr(_mothers, "own"):
        _mothers.own = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("mother.py"))],
            env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    own: subprocess.Popen[str] = _mothers.own
    return own


@contextmanager
def own_store(
    folder: Path, *, embedded: bool = False, migrated: bool = False
) -> Iterator[OwnStore]:
    """Give an empty store in `folder`, on the engine that `MORROW_DATABASE_URL` chooses, or the
    embedded one.

    `migrated`: as `morrow migrate` leaves it.  That is run once in each test process; what it made
    is copied.  So all these stores have one key.
    """
    ours = ("MORROW_", "DJANGO_")  # not the settings of the tests: those of a clinic
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment |= {
        "MORROW_DATA_DIR": str(folder),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    url = os.environ.get("MORROW_DATABASE_URL")
    original = _migrated(embedded=embedded) if migrated else None
    if original:
        shutil.copytree(original.folder, folder, dirs_exist_ok=True)
    if embedded or not url:
        yield OwnStore(folder, environment)
        return
    with _database(url, like=original) as own_url:
        yield OwnStore(folder, environment | {"MORROW_DATABASE_URL": own_url})


@cache
def _migrated(*, embedded: bool) -> OwnStore:
    """The store that others are copies of.  It lasts as long as the process."""
    kept = ExitStack()
    atexit.register(kept.close)
    folder = kept.enter_context(tempfile.TemporaryDirectory(prefix="morrow-migrated-"))
    store = kept.enter_context(own_store(Path(folder), embedded=embedded))
    store.done("migrate")
    return store


@contextmanager
def _database(url: str, *, like: OwnStore | None) -> Iterator[str]:
    """A new PostgreSQL database, empty or a copy of that store's; dropped afterwards."""
    import psycopg

    name = f"own_{uuid4().hex}"
    template = f'TEMPLATE "{_name(like)}"' if like else ""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" {template}')  # type: ignore[call-overload,unused-ignore]
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload,unused-ignore]


def _name(store: OwnStore) -> str:
    return urlsplit(store.environment["MORROW_DATABASE_URL"]).path.removeprefix("/")
