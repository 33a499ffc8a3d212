"""Projections follow from facts alone: dropped and computed again, they are equal row for row."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.apps.registry import Apps
from django.db import connection, models

from morrow.care.recorded import Recorded
from morrow.care.visit.facts.monitoring import EventMarked
from morrow.clinic import journal, projections
from morrow.clinic.store import connections, writer
from morrow.clinic.store.projector import Projector, put
from morrow.clinic.store.rebuild import rebuild
from tests.clinic.journal.test_append import NURSE, mark

pytestmark = pytest.mark.both


class LastEvent(models.Model):
    """The last event of each stream, and one text that no two streams may share."""

    stream = models.CharField(max_length=100, primary_key=True)
    event = models.CharField(max_length=100, unique=True)
    objects: ClassVar[models.Manager["LastEvent"]] = models.Manager()

    class Meta:
        app_label = "store"
        apps = Apps()


def show(recorded: Recorded[EventMarked]) -> None:
    put(LastEvent(stream=recorded.stream, event=recorded.fact.event))


PROJECTOR = Projector(name="test", models=(LastEvent,), facts=(EventMarked,), apply=show)


@pytest.fixture(autouse=True)
def last_event(real_store: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(projections, "ALL", (PROJECTOR,))
    with connections.writable(), connection.schema_editor() as editor:
        editor.create_model(LastEvent)
    yield
    writer.close()
    with connections.writable(), connection.schema_editor() as editor:
        editor.delete_model(LastEvent)


def rows() -> dict[str, str]:
    return dict(LastEvent.objects.values_list("stream", "event"))


def test_a_projection_is_written_with_its_fact() -> None:
    mark("a")
    mark("b")
    assert rows() == {"visit:1": "b"}


def test_a_projection_that_the_database_refuses_refuses_the_fact() -> None:
    """So an invariant that safety rests on can be a constraint of a projection."""
    mark("a")
    with pytest.raises(Exception, match=r"(?i)unique"):
        journal.append("visit:2", facts=[EventMarked(event="a")], expected_version=0, stamp=NURSE)
    assert [each.stream for each in journal.since(0)] == ["visit:1"]


def test_a_rebuild_gives_equal_rows() -> None:
    for event in "abc":
        mark(event)
    assert rebuild(check=True) == []
    assert rebuild() == []
    assert rows() == {"visit:1": "c"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE store_lastevent SET event = 'changed by hand'",
        "DELETE FROM store_lastevent",
        "INSERT INTO store_lastevent VALUES ('visit:9', 'invented')",
    ],
)
def test_a_row_that_does_not_follow_from_facts_is_named_and_put_right(sql: str) -> None:
    mark("a")
    with connections.writable(), connection.cursor() as cursor:
        cursor.execute(sql)
    wrong = rows()
    [difference] = rebuild(check=True)
    assert "store_lastevent" in str(difference)
    assert rows() == wrong, "a check changes nothing"
    assert rebuild() == [difference]
    assert rows() == {"visit:1": "a"}
    assert rebuild(check=True) == []
