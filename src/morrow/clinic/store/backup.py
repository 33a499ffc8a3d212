"""A backup: one encrypted file with the journal, its checkpoints and the ordinary tables.

It holds no projections, which the journal gives back, and nothing of the engine: a backup of the
embedded store restores into PostgreSQL and the other way round.  It is taken from one snapshot
while the clinic works on.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_iso_string

from morrow import __version__
from morrow.clinic import projections
from morrow.clinic.store import chain, checkpoints, container, entries, keys
from morrow.clinic.store.models import JournalEntry

ROWS_AT_ONCE: Final = 500


def backup(path: Path, *, now: datetime) -> int:
    """Write a backup to a new file; return the position of its last fact.

    Raises FileExistsError, OSError or CheckpointsBroken; then there is no such file.
    """
    key = keys.read(settings.MORROW)
    # Before the snapshot, so that no checkpoint is ahead of it.
    known = checkpoints.read(settings.MORROW.checkpoint_file, key.derive("checkpoints"))
    with snapshot():
        end = entries.end()
        first = {
            "at": chain.instant_text(now),
            "checkpoints": [asdict(each) for each in known],
            "end": end,
            "migrations": applied_migrations(),
            "morrow": __version__,
        }
        container.write(path, key.derive("backup"), _lines(first))
    return end


def ordinary_models() -> list[type[models.Model]]:
    """The models whose rows do not follow from facts."""
    projected = {model for projector in projections.ALL for model in projector.models}
    return [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy  # noqa: SLF001  (documented API)
        if model is not JournalEntry and model not in projected
    ]


def applied_migrations() -> list[list[str]]:
    """What shape the tables have: app and name of each migration."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it was at one moment."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _lines(first: dict[str, Any]) -> Iterator[str]:
    yield _line({"backup": first})
    count = 0
    for entry in entries.everything():
        yield _line({"entry": entry})
        count += 1
    rows = 0
    for model in ordinary_models():
        for row in _rows(model):
            yield _line({"row": row})
            rows += 1
    yield _line({"complete": {"entries": count, "rows": rows}})


def _rows(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    waiting: list[models.Model] = []
    for row in model._base_manager.order_by("pk").iterator(ROWS_AT_ONCE):  # noqa: SLF001
        waiting.append(row)
        if len(waiting) == ROWS_AT_ONCE:
            yield from serializers.serialize("python", waiting)
            waiting.clear()
    yield from serializers.serialize("python", waiting)


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, default=_exact, separators=(",", ":"))


def _exact(value: object) -> str:
    """Django's own encoder would cut microseconds to milliseconds."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
    raise TypeError(f"{value!r} cannot be backed up")
