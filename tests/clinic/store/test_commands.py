"""The clinic's commands, as an operator meets them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.clinic.own_store import OwnStore, own_store
from tests.ports import free_port


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OwnStore]:
    with own_store(tmp_path / "clinic") as store:
        yield store


@contextlib.contextmanager
def serving(store: OwnStore) -> Iterator[subprocess.Popen[str]]:
    """`morrow serve`, until it answers; ended by SIGTERM."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", "from morrow.cli import main; main()", "serve"],
        env=store.environment
        | {"MORROW_HTTP_PORT": str(port), "MORROW_MLLP_PORT": str(free_port())},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 90
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert server.poll() is None, server.stderr and server.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=20)


@pytest.mark.skipif(settings.MORROW.embedded, reason="of PostgreSQL alone")
def test_an_old_store_whose_key_is_lost_gets_no_new_one(store: OwnStore) -> None:
    store.done("migrate")
    store.done("open-clinic", "--zone", "UTC", "--admin", "A", "--username", "adm", "Clinic")
    for file in store.folder.iterdir():
        file.unlink()
    refused = store.run("migrate")
    assert refused.returncode == 2
    assert "put its key back" in refused.stderr
    assert not (store.folder / "morrow.key").exists()


def test_a_store_is_made_and_held_by_who_serves_it(store: OwnStore, tmp_path: Path) -> None:
    refused = store.run("serve")
    assert refused.returncode != 0
    assert "morrow migrate" in refused.stderr
    store.done("migrate")
    assert store.done("check") == "Ready to serve.\n"
    with serving(store) as server:
        for command in (["migrate"], ["restore", str(tmp_path / "x")]):
            held = store.run(*command)
            assert (held.returncode, "stop `morrow serve` first" in held.stderr) == (1, True)
        assert "up to position 0" in store.done("backup", str(tmp_path / "online"))
        assert "0 faults" in store.done("verify")
        assert server.poll() is None
    store.done("rebuild")


def test_a_key_is_not_made_anew_for_an_old_store(store: OwnStore) -> None:
    store.done("migrate")
    (store.folder / "checkpoints.log").touch()
    (store.folder / "morrow.key").unlink()
    refused = store.run("migrate")
    assert refused.returncode == 2
    assert "put its key back" in refused.stderr
    assert not (store.folder / "morrow.key").exists()


def test_a_demonstrations_key_does_not_serve_patients(store: OwnStore) -> None:
    assert store.run("migrate", MORROW_DEMO="1").returncode == 0
    assert store.run("check", MORROW_DEMO="1").returncode == 0
    problems = json.loads(store.run("check", "--json").stdout)["problems"]
    assert any("demonstration's key" in problem for problem in problems)
    refused = store.run("serve")
    assert refused.returncode == 1
    assert "demonstration's key" in refused.stderr


def test_a_wrong_setting_is_bad_usage(store: OwnStore) -> None:
    wrong = store.run("check", MORROW_HTTP_PORT="eighty")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("MORROW_HTTP_PORT: ")


def test_a_missing_driver_is_bad_usage_and_dose_needs_neither_it_nor_django(
    store: OwnStore, tmp_path: Path
) -> None:
    """In fresh processes, in which these modules cannot be found, as where they never were."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u, os, sys\n"
        "gone, find = os.environ['GONE'], u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == gone else find(name, *more)\n"
        "sys.modules[gone] = None\n"
    )
    path = f"{tmp_path}{os.pathsep}{store.environment['PYTHONPATH']}"

    def run(command: list[str], gone: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from morrow.cli import main; main()", *command],
            env=store.environment | {"PYTHONPATH": path, "GONE": gone},
            capture_output=True,
            text=True,
            check=False,
        )

    assert run(["dose", "--help"], "django").returncode == 0
    driver, package = (
        ("sqlcipher3", "sqlcipher3")
        if settings.MORROW.embedded
        else ("psycopg", "morrow[postgres]")
    )
    refused = run(["serve"], driver)
    assert refused.returncode == 2
    assert f"pip install '{package}'" in refused.stderr
