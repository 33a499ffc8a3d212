"""The store's connections: field types, encryption, durability, and who may write."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.apps.registry import Apps
from django.conf import settings
from django.db import DatabaseError, connection, models
from sqlcipher3 import dbapi2 as sqlcipher

from morrow.clinic.store import connections, writer

pytestmark = pytest.mark.both

on_the_embedded_store = pytest.mark.skipif(
    not settings.MORROW.embedded, reason="of the encrypted file alone"
)


class Sample(models.Model):
    """Every type of field that we store; a table of the tests alone."""

    decimal = models.DecimalField(max_digits=20, decimal_places=6)
    instant = models.DateTimeField()
    day = models.DateField()
    time = models.TimeField()
    span = models.DurationField()
    uuid = models.UUIDField()
    json = models.JSONField()
    flag = models.BooleanField()
    text = models.TextField()
    raw = models.BinaryField()
    big = models.BigIntegerField()
    objects: ClassVar[models.Manager["Sample"]] = models.Manager()

    class Meta:
        app_label = "store"
        apps = Apps()


# 15 digits: SQLite keeps a decimal column as a binary number.  Recorded numbers stand in the
# journal, as text.
VALUES: dict[str, Any] = {
    "decimal": Decimal("123456789.012345"),
    "instant": dt.datetime(2027, 10, 31, 0, 30, 0, 123456, tzinfo=dt.UTC),
    "day": dt.date(2028, 2, 29),
    "time": dt.time(23, 59, 59, 999999),
    "span": dt.timedelta(days=1, microseconds=1),
    "uuid": UUID(int=2**127 + 1),
    "json": {"a": [1, None, "ü"], "b": {"c": True}},
    "flag": True,
    "text": "naïve café ☃ 100 % 'quoted'",
    "raw": b"\x00\x0b\x1c\r\xff",
    "big": -(2**63),
}


@pytest.fixture
def sample(real_store: None) -> Iterator[type[Sample]]:
    with connections.writable(), connection.schema_editor() as editor:
        editor.create_model(Sample)
    yield Sample
    writer.close()
    with connections.writable(), connection.schema_editor() as editor:
        editor.delete_model(Sample)


@pytest.mark.parametrize("name", VALUES)
def test_a_value_comes_back_as_it_went(sample: type[Sample], name: str) -> None:
    writer.write(lambda: Sample.objects.create(**VALUES))
    stored = getattr(Sample.objects.get(**{name: VALUES[name]}), name)
    assert (bytes(stored) if name == "raw" else stored) == VALUES[name]
    assert isinstance(stored, type(VALUES[name])) or name == "raw"


def test_only_the_writer_may_write(sample: type[Sample]) -> None:
    with pytest.raises(DatabaseError, match=r"read-?only"):
        Sample.objects.create(**VALUES)
    assert Sample.objects.count() == 0
    writer.write(lambda: Sample.objects.create(**VALUES))
    assert Sample.objects.count() == 1


@on_the_embedded_store
def test_the_file_is_noise_without_its_key(real_store: None) -> None:
    file = Path(connection.settings_dict["NAME"])
    assert not file.read_bytes().startswith(b"SQLite format 3")
    stranger = sqlcipher.connect(file)
    stranger.execute(f"PRAGMA key = \"x'{bytes(32).hex()}'\"")
    with pytest.raises(sqlcipher.DatabaseError, match="not a database"):
        stranger.execute("SELECT * FROM sqlite_master")
    stranger.close()


@on_the_embedded_store
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("query_only", 1)],
)
def test_every_connection_is_durable_and_strict(
    real_store: None, pragma: str, value: str | int
) -> None:
    def read() -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]

    assert read() == value
    assert writer.write(read) == (0 if pragma == "query_only" else value)


@pytest.mark.skipif(settings.MORROW.embedded, reason="of PostgreSQL alone")
@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_postgresql_is_durable(real_store: None, setting: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone()[0] == "on"
