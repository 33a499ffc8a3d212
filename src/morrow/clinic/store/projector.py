"""What computes a projection: tables that hold only what follows from facts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from morrow.care.recorded import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """Keeps some tables in step with the journal, in the transaction of each append.

    `apply` sees, in order, every recorded fact whose class is in `facts`, and depends on nothing
    but that fact and the projector's own tables: no clock, no random number.  The tables have
    natural primary keys (no AutoField), so that a rebuild gives equal rows.
    """

    name: str
    models: tuple[type[Model], ...]
    facts: tuple[type, ...]
    apply: Callable[[Recorded[Any]], None]


def put(row: Model) -> None:
    """Insert a row, or replace the one with its key: one statement on both databases."""
    sql, fields = _upsert(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@cache
def _upsert(model: type[Model]) -> "tuple[str, tuple[Field[Any, Any], ...]]":
    meta = model._meta  # noqa: SLF001  (Django's documented API)
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in meta.concrete_fields]
    key = quote(str(meta.pk.column))
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column != key)
    sql = (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) "  # noqa: S608  (our own names)
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({key}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"
    )
    return sql, tuple(meta.concrete_fields)
