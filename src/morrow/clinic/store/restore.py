"""Puts a backup into an empty store, and proves that what stands there is what was backed up."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from morrow.clinic.store import backup, checkpoints, connections, container, entries, keys, pending
from morrow.clinic.store.chain import Entry
from morrow.clinic.store.checkpoints import Checkpoint, Occasion
from morrow.clinic.store.rebuild import rebuild
from morrow.clinic.store.verify import Report, verify

ENTRIES_AT_ONCE: Final = 500
MADE_BY_MIGRATE: Final = ("auth_permission", "django_content_type")


class CannotRestore(Exception):
    """The store or the backup is not fit for it.  Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What stands in the store now.  `lost_until` is the position of facts that are known to have
    existed and are not in the backup, None if there are none.
    """

    report: Report
    rows: int
    taken_at: str
    lost_until: int | None


def restore(path: Path, *, now: datetime) -> Restored:
    """Restore a backup into the configured store, which must be empty.

    The caller holds the store (`lock.hold`).  The key that was in use when the backup was made
    must be in place.  Everything is read and checked before anything is written, and written in
    one transaction.  Raises CannotRestore, container.Unreadable or CheckpointsBroken.
    """
    key = keys.read(settings.MORROW)
    file, signing = settings.MORROW.checkpoint_file, key.derive("checkpoints")
    known = checkpoints.read(file, signing)
    first = _checked(path, key.derive("backup"), known)
    with checkpoints.appending(file, signing) as notes, connections.writable():
        _require_empty()
        call_command("migrate", verbosity=0, interactive=False)
        _require_same_shape(first)
        with transaction.atomic():
            rows = _load(path, key.derive("backup"))
            report = verify(entries.everything(), _kept(first, known))
            _require_sound(report, path)
            rebuild()
            # Last before the commit: noted and not restored can be tried again, the reverse not.
            _note(first, known, report, notes, now)
        ContentType.objects.clear_cache()
    end = report.end
    lost = max((each.position for each in known), default=0)
    return Restored(
        report=report, rows=rows, taken_at=first["at"], lost_until=lost if lost > end else None
    )


def _checked(path: Path, key: bytes, known: list[Checkpoint]) -> dict[str, Any]:
    """Read the whole file once: complete, and a journal that fits its checkpoints and ours."""
    first: dict[str, Any] = {}
    counts = {"entries": 0, "rows": 0}
    complete: dict[str, int] = {}

    def journal() -> Iterator[Entry]:
        for kind, value in _lines(path, key):
            if kind == "backup":
                first.update(value)
            elif kind == "entry":
                counts["entries"] += 1
                yield Entry._make(value)
            elif kind == "row":
                counts["rows"] += 1
            else:
                complete.update(value)

    found = list(journal())
    if not first or counts != complete:
        raise CannotRestore(f"{path} is not complete: it holds {counts}, and should {complete}")
    _require_sound(verify(found, _kept(first, known)), path)
    return first


def _kept(first: dict[str, Any], known: list[Checkpoint]) -> list[Checkpoint]:
    """The checkpoints that the backup's journal must fit: our own, else those it brought along.

    Later ones of ours fix facts that the backup does not have; they are reported as lost.
    """
    brought = [Checkpoint(**each) for each in first["checkpoints"]]
    return [each for each in known or brought if each.position <= first["end"]]


def _lines(path: Path, key: bytes) -> Iterator[tuple[str, Any]]:
    for line in container.read(path, key):
        [(kind, value)] = json.loads(line).items()
        yield kind, value


def _require_sound(report: Report, path: Path) -> None:
    if report.faults:
        faults = "\n".join(map(str, report.faults))
        raise CannotRestore(f"the journal in {path} is not what was written:\n{faults}")


def _require_empty() -> None:
    existing = set(connection.introspection.table_names())
    tables = {model._meta.db_table for model in backup.ordinary_models()} | {"journal_entry"}  # noqa: SLF001
    with connection.cursor() as cursor:
        for table in sorted((tables & existing) - set(MADE_BY_MIGRATE)):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                raise CannotRestore(
                    f"the store is not empty (table {table}): a restore never overwrites. Right "
                    "would be a new data folder or a new database."
                )


def _require_same_shape(first: dict[str, Any]) -> None:
    if first["migrations"] != backup.applied_migrations():
        raise CannotRestore(
            f"the backup was made by Morrow {first['morrow']}, whose tables have another shape. "
            "Right would be to restore it with that version, and then to upgrade."
        )


def _load(path: Path, key: bytes) -> int:
    """Insert everything, in one transaction of the caller; return the number of rows."""
    with connection.cursor() as cursor:
        for table in MADE_BY_MIGRATE:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (our own names)
    waiting: list[Entry] = []
    rows = 0
    for kind, value in _lines(path, key):
        if kind == "entry":
            waiting.append(Entry._make(value))
        elif kind == "row":
            [row] = serializers.deserialize("python", [value])
            row.save(force_insert=True)
            rows += 1
        if len(waiting) == ENTRIES_AT_ONCE or (waiting and kind != "entry"):
            pending.add(waiting)
            waiting.clear()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), backup.ordinary_models()):
            cursor.execute(statement)
    return rows


def _note(
    first: dict[str, Any],
    known: list[Checkpoint],
    report: Report,
    notes: checkpoints.Appender,
    now: datetime,
) -> None:
    """Write into the checkpoints that from here on this history holds."""
    if not known:
        for each in first["checkpoints"]:
            notes.keep(Checkpoint(**each))
    notes.add(position=report.end, digest=report.digest, now=now, occasion=Occasion.RESTORED)
