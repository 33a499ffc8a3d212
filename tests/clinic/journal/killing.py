"""The kill harness: clients that chart, resend and remember, and a server that is killed.

Nothing here knows what the server is.  A `Server` can be started and killed, and gives clients
their way to send one command; over HTTP it is the same harness with another `Server`.
"""

import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import uuid4

Send = Callable[[dict[str, str]], None]


class Server(Protocol):
    def start(self) -> None:
        """Return when it takes commands."""

    def kill(self) -> None:
        """SIGKILL, and return when it is dead."""

    def connect(self) -> Send:
        """Return what sends one command, returns on its acknowledgement, or raises OSError."""


@dataclass
class Ledger:
    """What the clients know to be stored: fsynced before it counts, as a nurse's memory is."""

    path: Path
    acked: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, command: dict[str, str]) -> None:
        with self._lock, self.path.open("a") as file:
            file.write(f"{command['id']} {command['event']}\n")
            file.flush()
            os.fsync(file.fileno())
            self.acked[command["id"]] = command["event"]


class ChartingClient(threading.Thread):
    """Charts one event after the other; sends what was not acknowledged again, with its id."""

    def __init__(self, number: int, server: Server, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self._number = number
        self._server = server
        self._ledger = ledger
        self.stopping = threading.Event()

    def run(self) -> None:
        count = 0
        while not self.stopping.is_set():
            count += 1
            command = {
                "id": str(uuid4()),
                "stream": f"visit:{self._number}",
                "event": f"event {self._number}/{count}",
            }
            self._ledger.sent[command["id"]] = command["event"]
            self._deliver(command)

    def _deliver(self, command: dict[str, str]) -> None:
        while True:
            try:
                if not hasattr(self, "_send"):
                    self._send = self._server.connect()
                self._send(command)
            except OSError:
                if hasattr(self, "_send"):
                    del self._send
                time.sleep(0.01)
            else:
                self._ledger.note(command)
                return


def chart_and_kill(
    server: Server, folder: Path, *, kills: int, seed: int, clients: int = 8, pause_s: float = 0.4
) -> Ledger:
    """Let clients chart while the server is killed again and again, at random moments.

    Every command that was begun is delivered in the end.  Returns what was acknowledged.
    """
    chance = random.Random(seed)
    ledger = Ledger(folder / "acknowledged.txt")
    server.start()
    charting = [ChartingClient(number, server, ledger) for number in range(clients)]
    for client in charting:
        client.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0, pause_s))
        server.kill()
        server.start()
    for client in charting:
        client.stopping.set()
    for client in charting:
        client.join(timeout=30)
        assert not client.is_alive(), "a command could not be delivered"
    server.kill()
    return ledger
