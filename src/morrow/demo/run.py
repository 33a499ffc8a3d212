"""`morrow demo`: makes the synthetic clinic and serves it, with monitors at its chairs.

The demonstration has settings of its own: an embedded store in a folder of its own, loopback
only.  `MORROW_*` variables of a real clinic are left alone, and left out.
"""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

from morrow.demo import folder, signposts

HOST: Final = "127.0.0.1"
MLLP_PORT: Final = 2575
STOP_S: Final = 5.0


class CannotDemo(Exception):
    """Why there is no demonstration, with what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What was asked for on the command line."""

    port: int
    data_dir: Path
    keep: bool
    seed: int


def run(asked: Demo) -> None:
    """Make (or keep) the clinic and serve it until interrupted.  Raises CannotDemo."""
    _check_free(asked.port)
    mllp_port = _free_port(MLLP_PORT)
    try:
        made = folder.prepare(asked.data_dir, keep=asked.keep)
    except folder.NotOurs as error:
        raise CannotDemo(str(error)) from error
    _set_up(asked, mllp_port)
    if made:
        _say("Making the synthetic clinic: people, last week, and a day in progress.")
        _fill(asked)
    with _monitors(asked, mllp_port):
        _serve(asked)
    _say("\nStopped: the server and the monitors.")


def _check_free(port: int) -> None:
    if not _is_free(port):
        raise CannotDemo(
            f"{HOST}:{port} is in use by another program.  Right would be: stop that program, or "
            f"morrow demo --port {_free_port(port + 1)}"
        )


def _free_port(wanted: int) -> int:
    """The wanted port, or any other that is free."""
    if wanted <= 65535 and _is_free(wanted):
        return wanted
    with socket.socket() as any_port:
        any_port.bind((HOST, 0))
        return int(any_port.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: a connection that has just ended holds nothing.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def _set_up(asked: Demo, mllp_port: int) -> None:
    """Settings, key, Django."""
    for name in [name for name in os.environ if name.startswith("MORROW_")]:
        del os.environ[name]
    os.environ |= {
        "MORROW_DEMO": "1",
        "MORROW_DATA_DIR": str(asked.data_dir.absolute()),
        "MORROW_HTTP_HOST": HOST,
        "MORROW_HTTP_PORT": str(asked.port),
        "MORROW_MLLP_PORT": str(mllp_port),
        "DJANGO_SETTINGS_MODULE": "morrow.clinic.settings",
    }
    config = import_module("morrow.clinic.config")
    import_module("morrow.clinic.store.keys").create(config.load(os.environ), demo=True)
    import_module("django").setup()


def _fill(asked: Demo) -> None:
    """A new store with the clinic as of now; what monitors need goes to the folder."""
    connections = import_module("morrow.clinic.store.connections")
    writer = import_module("morrow.clinic.store.writer")
    zones = import_module("morrow.demo.clinic.zones")
    with connections.writable():
        import_module("django.core.management").call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    try:
        filled = import_module("morrow.demo.clinic.fill").fill(
            now=now, zone_name=zones.zone_for(now, zones.of_this_machine()), seed=asked.seed
        )
    finally:
        writer.close()
    folder.write_chairs(asked.data_dir, filled.monitors)


@contextmanager
def _monitors(asked: Demo, mllp_port: int) -> Iterator[None]:
    """The monitors' program, for as long as the block runs.

    It ends with our end of its pipe, so it does not outlive us, however we end.
    """
    scenario = folder.write_scenario(asked.data_dir, now=datetime.now(UTC))
    command = [
        sys.executable, "-m", "morrow.demo.monitors", "--until-input-ends",
        "--host", HOST, "--port", str(mllp_port), "--scenario", str(scenario),
        "--seed", str(asked.seed),
    ]  # fmt: skip
    with (asked.data_dir / folder.MONITORS_LOG).open("wb") as log:
        child = subprocess.Popen(  # noqa: S603  (our own program)
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        assert child.stdin is not None
        child.stdin.close()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _serve(asked: Demo) -> None:
    """Serve until SIGINT or SIGTERM."""
    server = import_module("morrow.demo.server")
    server.serve(host=HOST, port=asked.port, when_ready=lambda: _say(signposts.text(asked.port)))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
