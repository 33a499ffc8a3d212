"""Reads the journal's table in plain SQL.  Who reads facts uses `journal.py`."""

from collections.abc import Iterator
from typing import Final

from django.db import connection

from morrow.clinic.store.chain import Entry
from morrow.clinic.store.pending import COLUMNS

CHUNK: Final = 5_000  # rows read at once, when all are read


def select(clause: str, *parameters: str | int) -> list[Entry]:
    """Return the entries that `clause` (WHERE and what follows, placeholders `%s`) selects."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM journal_entry {clause}", parameters)  # noqa: S608
        return [Entry._make(row) for row in cursor.fetchall()]


def everything(after: int = 0) -> Iterator[Entry]:
    """All entries after a position, in order, a chunk at a time."""
    while chunk := select("WHERE position > %s ORDER BY position LIMIT %s", after, CHUNK):
        yield from chunk
        after = chunk[-1].position


def hashes(after: int) -> list[str]:
    """The hashes of all entries after a position, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM journal_entry WHERE position > %s ORDER BY position", [after]
        )
        return [row[0] for row in cursor.fetchall()]


def last() -> Entry | None:
    """The last entry that is visible."""
    found = select("ORDER BY position DESC LIMIT %s", 1)
    return found[0] if found else None


def end() -> int:
    """The position of the last entry that is visible, 0 if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(position) FROM journal_entry")
        return int(cursor.fetchone()[0] or 0)
