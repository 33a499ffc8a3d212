"""What the clinic's commands do.  Each returns True if it succeeded, and prints why not."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import IO, Any

import uvicorn
from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from morrow.clinic import journal
from morrow.clinic.config import ConfigError
from morrow.clinic.store import (
    backup as backups,
)
from morrow.clinic.store import (
    checkpoints,
    connections,
    container,
    entries,
    keys,
    lock,
)
from morrow.clinic.store import (
    rebuild as rebuilds,
)
from morrow.clinic.store import (
    restore as restores,
)
from morrow.clinic.store import (
    verify as verifier,
)
from morrow.exchange import lines

REFUSALS = (
    ConfigError,
    DatabaseError,
    OSError,
    checkpoints.CheckpointsBroken,
    container.Unreadable,
    lock.StoreHeld,
    restores.CannotRestore,
)


def _explained(command: Callable[..., bool]) -> Callable[..., bool]:
    """Print the errors that an operator can do something about; let our own bugs be seen whole."""

    @wraps(command)
    def run(**arguments: Any) -> bool:
        try:
            return command(**arguments)
        except REFUSALS as error:
            print(error, file=sys.stderr)
            return False

    return run


@_explained
def migrate() -> bool:
    with lock.hold(), connections.writable():
        call_command("migrate", interactive=False, verbosity=1)
        _print_rebuilt(rebuilds.rebuild())
    return True


@_explained
def rebuild(*, check_only: bool) -> bool:
    with lock.hold():
        differences = rebuilds.rebuild(check=check_only)
    _print_rebuilt(differences)
    return not (check_only and differences)


def _print_rebuilt(differences: list[rebuilds.Difference]) -> None:
    for difference in differences:
        print(difference)
    print(f"{len(differences)} rows were not what their facts say.")


@_explained
def verify(*, as_json: bool) -> bool:
    key = keys.read(settings.MORROW).derive("checkpoints")
    # Read first: the journal, which goes on growing, must not end before them.
    known = checkpoints.read(settings.MORROW.checkpoint_file, key)
    with backups.snapshot():
        report = verifier.verify(entries.everything(), known)
    if as_json:
        said = {"window": report.window, "overdue": report.overdue}
        print(json.dumps(asdict(report) | said))
        return not (report.faults or report.overdue)
    for fault in report.faults:
        print(fault, file=sys.stderr)
    for restored in report.restored:
        print(f"restored from a backup at {restored.at}, up to position {restored.position}")
    print(
        f"{report.entries} entries in {report.streams} streams, {len(known)} checkpoints, "
        f"{len(report.faults)} faults; {report.window}"
    )
    if report.overdue:
        print(f"MORROW_CHECKPOINT_FILE: {report.overdue}", file=sys.stderr)
    return not (report.faults or report.overdue)


@_explained
def backup(*, file: Path) -> bool:
    end = backups.backup(file, now=datetime.now(UTC))
    print(f"{file}: all facts up to position {end}. It needs the key {settings.MORROW.key_file}.")
    return True


@_explained
def restore(*, file: Path) -> bool:
    with lock.hold():
        restored = restores.restore(file, now=datetime.now(UTC))
    report = restored.report
    print(
        f"Restored {report.entries} facts and {restored.rows} other rows, as of "
        f"{restored.taken_at}; the journal verifies."
    )
    if restored.lost_until is not None:
        print(
            f"LOST: facts {report.end + 1} to {restored.lost_until} were in the store after this "
            "backup was made and are not in it.",
            file=sys.stderr,
        )
    return True


@_explained
def export(*, file: Path, streams: tuple[str, ...]) -> bool:
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)  # it names patients
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            count = _write(out, streams)
    except BaseException:
        file.unlink()
        raise
    print(f"{file}: {count} facts. They are not encrypted: they name patients.")
    return bool(count) or not streams


def _write(out: IO[str], streams: tuple[str, ...]) -> int:
    count = 0
    for entry in entries.everything():
        if not streams or entry.stream in streams:
            out.write(lines.write(journal.recorded(entry)) + "\n")
            count += 1
    return count


@_explained
def check(*, as_json: bool) -> bool:
    problems = _problems() or _overdue()
    if as_json:
        print(json.dumps({"problems": problems}))
    else:
        print("\n".join(problems) or "Ready to serve.")
    return not problems


@_explained
def serve() -> bool:
    if problems := _problems():
        print("\n".join(problems), file=sys.stderr)
        return False
    # No reason to close a clinic; the first thing that it does is to make one.
    for words in _overdue():
        print(words, file=sys.stderr)
    with lock.hold(shared=True):
        pass  # say at once if somebody holds it; the services take it for as long as they run
    uvicorn.run(
        "morrow.clinic.asgi:application",
        host=settings.MORROW.http_host,
        port=settings.MORROW.http_port,
        timeout_graceful_shutdown=3,  # s; without it an open push would keep the server for ever
        lifespan="on",
        server_header=False,
    )
    return True


def _problems() -> list[str]:
    """Why this clinic may not be served, each with what would be right."""
    config = settings.MORROW
    found = run_checks(include_deployment_checks=not config.demo)
    problems = [f"{each.id}: {each.msg}" for each in found if each.level >= WARNING]
    if keys.read(config).demo and not config.demo:
        problems.append(
            f"MORROW_KEY_FILE: {config.key_file} is a demonstration's key, which others have. "
            "Right would be a new store with a key of its own, or MORROW_DEMO=1."
        )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        problems.append("The store has not this version's shape. Right would be: morrow migrate")
        return problems
    try:
        known = checkpoints.read(config.checkpoint_file, keys.read(config).derive("checkpoints"))
    except (OSError, checkpoints.CheckpointsBroken) as error:
        return [*problems, f"MORROW_CHECKPOINT_FILE: {error}"]
    if known and entries.end() < known[-1].position:
        problems.append(
            f"The journal ends at {entries.end()}, its newest checkpoint is at "
            f"{known[-1].position}: facts are missing. See: morrow verify"
        )
    return problems


def _overdue() -> list[str]:
    """Whether checkpoints are missing, with what would be right."""
    key = keys.read(settings.MORROW).derive("checkpoints")
    known, last = checkpoints.read(settings.MORROW.checkpoint_file, key), entries.last()
    found = last and checkpoints.overdue(
        known[-1] if known else None, end=last.position, written_at=last.recorded_at
    )
    if not found:
        return []
    right = "put the file back from where you keep it, look at its disk, and see: morrow verify"
    return [f"MORROW_CHECKPOINT_FILE: {found}. Right would be: {right}"]
