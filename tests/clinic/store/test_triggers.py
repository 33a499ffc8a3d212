"""The database itself refuses to change the journal, whoever asks."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from morrow.clinic import journal
from morrow.clinic.store import connections, entries
from tests.clinic.journal.test_append import mark

pytestmark = pytest.mark.both

CHANGES = [
    "UPDATE journal_entry SET body = '{}' WHERE position = 1",
    "DELETE FROM journal_entry WHERE position = 1",
    "DELETE FROM journal_entry",
    "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry"
    if settings.MORROW.embedded
    else "TRUNCATE journal_entry",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_the_journal_can_only_grow(real_store: None, sql: str) -> None:
    mark("nausea")
    before = list(entries.everything())
    with (
        connections.writable(),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="append-only"),
    ):
        cursor.execute(sql)
    assert list(entries.everything()) == before


@pytest.mark.parametrize("column", ["position", "client_id", "stream, version"])
def test_a_place_and_a_client_id_are_taken_once(real_store: None, column: str) -> None:
    [recorded] = mark("nausea")
    [entry] = entries.everything()
    other = entry._replace(position=9, version=9, client_id="another")
    for name in column.split(", "):
        other = other._replace(**{name: getattr(entry, name)})
    marks = ", ".join(["%s"] * len(entry))
    with (
        connections.writable(),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"(?i)unique"),
    ):
        cursor.execute(f"INSERT INTO journal_entry VALUES ({marks})", other)
    assert journal.since(0) == [recorded]
