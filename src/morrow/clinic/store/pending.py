"""Rows that a transaction has decided on and not sent yet: the writer sends many at once.

Journal entries and rows of projections wait here.  Before any other statement, and before the
commit, what waits is sent, so nobody can tell but by the clock.  A row that breaks a constraint
is therefore refused at the next statement, at the end of a `transaction.atomic()` block around
it, or at the commit.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from morrow.care.recorded import Recorded
from morrow.clinic.store import chain, connections, heads
from morrow.clinic.store.chain import Entry
from morrow.clinic.store.heads import Head

COLUMNS: Final = ", ".join(Entry._fields)
# One look tells where the next entry goes, and whether this client id is stored.
_HEAD: Final = """SELECT
    (SELECT max(position) FROM journal_entry),
    (SELECT version FROM journal_entry WHERE stream = %s ORDER BY version DESC LIMIT 1),
    (SELECT hash FROM journal_entry WHERE stream = %s ORDER BY version DESC LIMIT 1),
    (SELECT position FROM journal_entry WHERE client_id = %s)"""


class _Waiting(threading.local):
    """What waits on this thread, and what it remembers of the streams' ends."""

    def __init__(self) -> None:
        self.gathering = False
        self.entries: list[Entry] = []
        self.heads: dict[str, Entry] = {}
        self.rows: dict[type[Model], dict[Any, list[Any]]] = {}
        self.appended: dict[str, list[Recorded[Any]]] = {}
        self.memory = heads.Memory()
        self.trusting = False


_waiting: Final = _Waiting()


@contextmanager
def gathered(*, trusting: bool = False) -> Iterator[None]:
    """Let rows wait until another statement needs them, at the latest until the block ends.

    If it ends by an exception they are dropped: the transaction is rolled back, too.  Who is
    `trusting` takes the ends of streams from memory as far as it holds, and learns only from a
    refused entry that a client id is stored already.
    """
    if trusting:
        _waiting.memory.confirm()
    _waiting.gathering, _waiting.trusting = True, trusting
    try:
        with connection.execute_wrapper(_send_first):
            yield
            send()
    finally:
        _drop()
        _waiting.gathering, _waiting.trusting, _waiting.appended = False, False, {}


def add(entries: Sequence[Entry], recorded: Sequence[Recorded[Any]] = ()) -> None:
    """Add complete entries to the journal: placed, chained and sealed.

    `recorded` are the same as facts, which `appended` gives back to the rest of this transaction.
    """
    _waiting.entries.extend(entries)
    _waiting.heads.update((entry.stream, entry) for entry in entries)
    if _waiting.trusting:
        _waiting.memory.add(entries[-1])
    if not _waiting.gathering:
        send()
        return
    for each in recorded:
        _waiting.appended.setdefault(each.stream, []).append(each)


def appended(stream: str) -> list[Recorded[Any]]:
    """Return what this transaction has appended to a stream, sent or not, up to its end."""
    return _waiting.appended.get(stream, [])


def put(row: Model) -> None:
    """Insert a row, or replace the one with its key."""
    _, fields = _upsert(type(row))
    own = connections.own()
    values = [field.get_db_prep_save(getattr(row, field.attname), own) for field in fields]
    rows = _waiting.rows.setdefault(type(row), {})
    rows.pop(row.pk, None)  # the newer one also takes the later place
    rows[row.pk] = values
    if not _waiting.gathering:
        send()


def head(stream: str, client_id: str) -> Head:
    """Return where the journal and the stream end, with the entries that wait."""
    if _waiting.trusting and (remembered := _waiting.memory.head(stream)):
        return remembered
    with connections.own().cursor() as cursor:
        cursor.execute(_HEAD, (stream, stream, client_id))
        position, version, last_hash, seen_at = cursor.fetchone()
    if _waiting.entries:
        position = _waiting.entries[-1].position
        seen_at = seen_at or any(each.client_id == client_id for each in _waiting.entries)
        if newest := _waiting.heads.get(stream):
            version, last_hash = newest.version, newest.hash
    return Head(position or 0, version or 0, last_hash or chain.FIRST, bool(seen_at))


def forget() -> None:
    """Forget where streams end: a transaction that did not certainly succeed may have said so."""
    _waiting.memory.forget()


def send() -> None:
    """Send what waits: the entries first, then the rows of each table in their order."""
    entries, tables = _waiting.entries, _waiting.rows
    _drop()
    with connections.together() if entries and tables else nullcontext():
        if entries:
            _insert(f"INSERT INTO journal_entry ({COLUMNS}) VALUES", entries, "")
        for model, rows in tables.items():
            (start, end), _ = _upsert(model)
            _insert(start, list(rows.values()), end)


def _drop() -> None:
    _waiting.entries, _waiting.heads, _waiting.rows = [], {}, {}


def _send_first(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    """Before any statement but the look that reckons with what waits.

    Before a savepoint all was sent, so what waits or is remembered since goes when that goes.
    """
    if sql.startswith("ROLLBACK TO SAVEPOINT"):
        _drop()
        _waiting.appended = {}
        _waiting.memory.forget()
    elif sql is not _HEAD and (_waiting.entries or _waiting.rows):
        send()
    return execute(sql, params, many, context)


def _insert(start: str, rows: Sequence[Sequence[Any]], end: str) -> None:
    marks = f"({', '.join(['%s'] * len(rows[0]))})"
    with connections.own().cursor() as cursor:
        cursor.execute(
            f"{start} {', '.join([marks] * len(rows))} {end}",
            [value for row in rows for value in row],
        )


@cache
def _upsert(model: type[Model]) -> tuple[tuple[str, str], tuple[Any, ...]]:
    """Return the statement before and after its values, and the fields of these."""
    meta = model._meta  # noqa: SLF001  (Django's documented API)
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in meta.concrete_fields]
    key = quote(str(meta.pk.column))
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column != key)
    start = f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) VALUES"
    end = f"ON CONFLICT ({key}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"
    return (start, end), tuple(meta.concrete_fields)
