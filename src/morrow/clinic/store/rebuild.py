"""Drops what follows from facts and computes it again from the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from morrow.clinic import journal, projections
from morrow.clinic.store import connections, entries, pending
from morrow.clinic.store.projector import Projector


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that was not what its facts say.  None: there was, or should be, no such row."""

    table: str
    key: Any
    before: tuple[Any, ...] | None
    after: tuple[Any, ...] | None

    def __str__(self) -> str:
        return f"{self.table} {self.key}: was {self.before}, should be {self.after}"


def rebuild(
    *, check: bool = False, projectors: Sequence[Projector] | None = None
) -> list[Difference]:
    """Compute all projections anew, in one transaction; return the rows that came out otherwise.

    With `check` the store stays as it was.  The caller holds the store (`lock.hold`).
    """
    chosen = projections.ALL if projectors is None else projectors
    tables = [model for projector in chosen for model in projector.models]
    for model in tables:
        if isinstance(model._meta.pk, models.AutoField):  # noqa: SLF001  (Django's documented API)
            raise TypeError(f"{model.__name__}: a projection needs a key that its facts give")
    with connections.writable(), transaction.atomic(), pending.gathered():
        before = {model: _rows(model) for model in tables}
        with connection.cursor() as cursor:
            for model in reversed(tables):
                cursor.execute(f"DELETE FROM {_name(model)}")  # noqa: S608  (our own names)
        for entry in entries.everything():
            journal.project(journal.recorded(entry), chosen)
        differences = [each for model in tables for each in _compared(model, before[model])]
        if check:
            transaction.set_rollback(True)
    return differences


def _name(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  (documented API)


def _rows(model: type[models.Model]) -> dict[Any, tuple[Any, ...]]:
    rows = model._base_manager.values_list("pk", *[f.attname for f in model._meta.concrete_fields])  # noqa: SLF001
    return {row[0]: row[1:] for row in rows}


def _compared(model: type[models.Model], before: dict[Any, tuple[Any, ...]]) -> list[Difference]:
    after = _rows(model)
    return [
        Difference(_name(model), key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys(), key=str)
        if before.get(key) != after.get(key)
    ]
