"""SIGKILL at random moments loses nothing that was acknowledged and stores nothing twice."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clinic.journal.killing import Ledger, Send, chart_and_kill
from tests.clinic.own_store import OwnStore, own_store

pytestmark = pytest.mark.both

PROGRAM = Path(__file__).with_name("charting_server.py")
# As the next server does first.  On a busy machine each may be killed before it comes to that.
COVER = """
from datetime import UTC, datetime
from morrow.clinic.store.checkpointer import cover
cover(datetime.now(UTC))
"""


class WriterServer:
    """A real process that charts through the writer, behind a unix socket."""

    def __init__(self, store: OwnStore, *options: str) -> None:
        self._address = str(store.folder / "socket")
        self._mother = subprocess.Popen(
            [sys.executable, str(PROGRAM), *options],
            env=store.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> None:
        self._pid = int(self._ask("start"))
        while True:
            try:
                self.connect()
            except OSError:
                continue
            return

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)

    def connect(self) -> Send:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        answers = connection.makefile("rb")

        def send(command: dict[str, str]) -> None:
            connection.sendall(json.dumps(command).encode() + b"\n")
            if answers.readline() != b"ack\n":
                raise ConnectionError("no acknowledgement")

        return send

    def dump(self) -> dict[str, Any]:
        return dict(json.loads(self._ask("dump")))

    def close(self) -> None:
        assert self._mother.stdin
        assert self._mother.stdout
        self._mother.stdin.close()
        self._mother.stdout.close()
        self._mother.wait(timeout=10)

    def _ask(self, command: str) -> str:
        assert self._mother.stdin
        assert self._mother.stdout
        self._mother.stdin.write(f"{command}\n")
        self._mother.stdin.flush()
        return self._mother.stdout.readline()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OwnStore]:
    with own_store(tmp_path, migrated=True) as store:
        yield store


def lost_and_doubled(ledger: Ledger, dump: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the acknowledged commands that are not stored as sent, and what is stored twice."""
    stored = {entry["id"]: entry["event"] for entry in dump["entries"]}
    lost = {each for each, event in ledger.acked.items() if stored.get(each) != event}
    times = Counter(entry["event"] for entry in dump["entries"])
    return lost, {event for event, count in times.items() if count > 1}


def charted_and_killed(store: OwnStore, *, kills: int, seed: int) -> tuple[Ledger, dict[str, Any]]:
    server = WriterServer(store)
    try:
        ledger = chart_and_kill(server, store.folder, kills=kills, seed=seed)
        return ledger, server.dump()
    finally:
        server.close()


def assert_nothing_lost(ledger: Ledger, dump: dict[str, Any], seed: int) -> None:
    lost, doubled = lost_and_doubled(ledger, dump)
    print(f"seed {seed}: {len(ledger.acked)} acknowledged")
    assert ledger.acked, f"seed {seed}: nothing was charted"
    assert not lost, f"seed {seed}"
    assert not doubled, f"seed {seed}"
    assert dump["faults"] == [], f"seed {seed}"
    assert {entry["id"] for entry in dump["entries"]} <= ledger.sent.keys()


def test_no_acknowledged_fact_is_lost_and_none_is_stored_twice(store: OwnStore) -> None:
    seed = int.from_bytes(os.urandom(4))
    ledger, dump = charted_and_killed(store, kills=24, seed=seed)
    assert_nothing_lost(ledger, dump, seed)
    store.python(COVER)
    assert "0 faults" in store.done("verify")


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_kills_lose_nothing(store: OwnStore) -> None:
    seed = int.from_bytes(os.urandom(4))
    ledger, dump = charted_and_killed(store, kills=1_000, seed=seed)
    assert_nothing_lost(ledger, dump, seed)


def test_an_acknowledgement_before_the_commit_is_found_out(store: OwnStore) -> None:
    """The control: a server that acknowledges early must fail the test above."""
    server = WriterServer(store, "--ack-early")
    try:
        for seed in range(20):
            ledger = chart_and_kill(server, store.folder, kills=3, seed=seed, pause_s=0.1)
            lost, _ = lost_and_doubled(ledger, server.dump())
            if lost:
                return
        pytest.fail("no loss was found in 60 kills")
    finally:
        server.close()
