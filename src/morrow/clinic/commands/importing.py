"""Registers patients from a CSV file: the import page's own reader and action, without the page."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError

from morrow.care.calendar import zone
from morrow.care.clinic import Role
from morrow.clinic.commands.opening import COMMAND_LINE
from morrow.clinic.commands.usage import BadUsage
from morrow.clinic.journal import Stamp
from morrow.clinic.patients import actions
from morrow.clinic.patients.actions import Imported
from morrow.clinic.people.models import Clinic
from morrow.clinic.store import checkpointer, lock, writer
from morrow.exchange.entries import Context
from morrow.exchange.tables import patients as table


class _NotKept(Exception):
    """Ends a rehearsal: nothing of it is committed."""

    def __init__(self, done: Imported) -> None:
        super().__init__()
        self.done = done


def import_patients(*, file: Path, clinic: str, as_json: bool, dry_run: bool) -> bool:
    """All of the file or none; False, and why, if it cannot be.  Raises BadUsage."""
    raw = _bytes(file)
    try:
        with lock.hold():
            done = _imported(raw, _clinic(clinic), dry_run=dry_run)
    except lock.StoreHeld as error:
        print(error, file=sys.stderr)
        return False
    except DatabaseError as error:
        print(f"{error}.  Right would be, before this: morrow migrate", file=sys.stderr)
        return False
    _print(file, done, as_json=as_json, dry_run=dry_run)
    return not done.problems


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(table.BYTES_MAX + 1)
    except OSError as error:
        right = "write the path of a CSV file"
        raise BadUsage(f"FILE: {file}: {error.strerror}; {right}") from error


def _clinic(words: str) -> Clinic:
    """By its id, or by a name that one clinic has."""
    known = list(Clinic.objects.order_by("name", "id"))
    found = [each for each in known if words in {str(each.id), each.name}]
    if len(found) == 1:
        return found[0]
    wrong = f"{len(found)} clinics are called" if found else "there is no clinic"
    there = ", ".join(f"{each.name!r} ({each.id})" for each in known) or "none: morrow open-clinic"
    raise BadUsage(f"--clinic: {wrong} {words!r}; there are: {there}")


def _imported(raw: bytes, place: Clinic, *, dry_run: bool) -> Imported:
    now = datetime.now(UTC)
    stamp = Stamp(by=COMMAND_LINE, role=Role.ADMIN.value, clinic=str(place.id), now=now)
    try:
        lines = table.read(raw, Context(now=now, zone=zone(place.zone)))
        return _written(stamp, place.id, lines, dry_run=dry_run)
    except table.Unusable as unusable:
        return Imported(problems=unusable.problems)


def _written(
    stamp: Stamp, place: UUID, lines: tuple[table.Line, ...], *, dry_run: bool
) -> Imported:
    def unit() -> Imported:
        done = actions.import_lines(stamp, place, lines)
        if dry_run:
            raise _NotKept(done)
        return done

    try:
        done = writer.write(unit)
        checkpointer.cover(stamp.now)
    except _NotKept as rehearsed:
        return rehearsed.done
    finally:
        writer.close()
    return done


def _print(file: Path, done: Imported, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print(json.dumps({**asdict(done), "dry_run": dry_run}))
    elif done.problems:
        for problem in done.problems:
            print(f"{file}, {problem}", file=sys.stderr)
        print("Nothing was imported.", file=sys.stderr)
    else:
        would = "Would be imported (nothing was stored)" if dry_run else "Imported"
        print(f"{would}: {done.registered} registered, {done.known} known already.")
