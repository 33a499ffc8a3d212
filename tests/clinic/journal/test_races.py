"""Two at once: one of them wins, and the other is told; nobody skips a fact or sees one twice."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db import connections as django_connections

from morrow.care.visit.facts.monitoring import EventMarked
from morrow.clinic import journal
from morrow.clinic.journal import StaleVersion
from morrow.clinic.store import connections, writer
from morrow.clinic.store.listener import Listener
from morrow.exchange.facts import UnknownKind
from tests.clinic.journal.test_append import EVENTS, NURSE, act
from tests.clinic.own_store import OwnStore, own_store

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("real_store")]

ROUNDS = 100
on_postgresql = pytest.mark.skipif(settings.MORROW.embedded, reason="of several processes")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same moment, each on a thread; return results or errors."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        barrier.wait()
        try:
            results[number] = acts[number]()
        except Exception as error:  # noqa: BLE001  (it is the result)
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def append(stream: str, event: str, version: int | None, client_id: UUID | None = None) -> Any:
    return journal.append(
        stream,
        facts=[EventMarked(event=event)],
        expected_version=version,
        stamp=NURSE,
        client_id=client_id,
    )


def test_a_double_tap_stores_one_fact_and_both_see_it() -> None:
    for number in range(ROUNDS):
        stream, client_id = f"visit:{number}", uuid4()
        tap = partial(append, stream, "x", 0, client_id)
        one, other = at_once(tap, tap)
        assert one == other
        assert journal.read(stream) == one


def test_one_id_with_two_bodies_stores_one_and_tells_the_other() -> None:
    for number in range(ROUNDS):
        stream, client_id = f"visit:{number}", uuid4()
        results = at_once(*(partial(append, stream, event, None, client_id) for event in "ab"))
        assert sorted(type(each).__name__ for each in results) == ["ClientIdReused", "list"]
        assert len(journal.read(stream)) == 1


def test_two_who_decided_on_one_version_give_one_fact_and_one_hold() -> None:
    for number in range(ROUNDS):
        stream = f"visit:{number}"
        results = at_once(*(partial(append, stream, event, 0) for event in "ab"))
        assert sorted(type(each).__name__ for each in results) == ["StaleVersion", "list"]
        assert len(journal.read(stream)) == 1


def test_two_nurses_who_start_give_one_start_and_one_refusal() -> None:
    def start(stream: str) -> Any:
        return act(
            stream,
            decide=lambda state: "already started" if state else [EventMarked(event="start")],
            client_id=uuid4(),
            request={"command": "start"},
        )

    for number in range(ROUNDS):
        results = at_once(*[partial(start, f"visit:{number}")] * 3)
        assert results.count("already started") == 2
        assert journal.load(f"visit:{number}", EVENTS) == (("start",), 1)


def test_positions_are_gap_free_whatever_fails() -> None:
    def fail() -> None:
        append("visit:1", "never", None)
        raise ValueError

    acts: list[Callable[[], Any]] = []
    for number in range(40):
        acts.append(partial(append, f"visit:{number % 3}", str(number), None))
        acts.append(lambda: writer.write(fail))
    at_once(*acts)
    assert [each.position for each in journal.since(0)] == list(range(1, 41))


def test_after_a_commit_that_failed_the_journal_has_no_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(self: Any) -> None:
        raise OperationalError("the disk is gone")

    append("visit:1", "a", 0)
    with monkeypatch.context() as broken:
        broken.setattr(type(django_connections["default"]), "commit", fail)
        with pytest.raises(writer.CommitUnknown):
            append("visit:1", "b", None)
    append("visit:1", "c", None)
    assert [(each.position, each.version) for each in journal.since(0)] == [(1, 1), (2, 2)]


def test_subscribers_are_told_what_was_committed_and_only_that() -> None:
    told: list[str] = []
    end = journal.subscribe(lambda new: told.extend(each.fact.event for each in new))
    append("visit:1", "a", 0)
    with pytest.raises(StaleVersion):
        append("visit:1", "b", 0)
    writer.write(lambda: (append("visit:1", "c", 1), append("visit:2", "d", 0)))
    end()
    append("visit:1", "e", 2)
    assert told == ["a", "c", "d"]


def test_a_subscriber_that_fails_is_logged_and_keeps_nobody_from_the_news(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[int] = []

    def fail(new: Any) -> None:
        raise ValueError(new)

    ends = [
        journal.subscribe(fail),
        journal.subscribe(lambda new: told.append(len(new))),
    ]
    append("visit:1", "a", 0)
    for end in ends:
        end()
    assert told == [1]
    assert "a subscriber failed" in caplog.text


@on_postgresql
def test_a_reader_that_resumes_skips_nothing_while_a_transaction_is_open() -> None:
    """The trap: a sequence gives the earlier number to who commits later.

    Another process's transaction stands open with a position taken; ours has to wait, so what a
    reader sees up to a position is all that there will ever be up to it.
    """
    append("visit:1", "first", 0)
    held, release = threading.Event(), threading.Event()
    seen: list[list[int]] = []

    def slow() -> None:
        other = writer.Writer()  # as in another process: a connection and a lock of its own

        def unit() -> None:
            append("visit:slow", "slow", 0)
            journal.read("visit:slow")  # so the entry is really sent
            held.set()
            release.wait(10)

        other.submit(unit).result()
        other.close()

    def fast() -> None:
        held.wait(10)
        threading.Timer(0.3, release.set).start()
        append("visit:fast", "fast", 0)

    def read() -> None:
        position = 0
        while position < 3:
            new = journal.since(position)
            if new:
                seen.append([each.position for each in new])
                position = new[-1].position

    at_once(slow, fast, read)
    assert [position for batch in seen for position in batch] == [1, 2, 3]
    assert [each.fact.event for each in journal.since(0)] == ["first", "slow", "fast"]


CHART = """
import sys
from datetime import UTC, datetime
from functools import partial
from morrow.care.visit.facts.monitoring import EventMarked
from morrow.clinic import journal
stamp = journal.Stamp(by="nurse", role="nurse", clinic="1", now=datetime.now(UTC))
stored = refused = 0
for n in range(200):
    version = journal.load("visit:shared", journal.Fold(start=int, step=lambda s, r: s + 1))[1]
    try:
        journal.append("visit:shared", facts=[EventMarked(event=f"{who} {{n}}")],
                       expected_version=version, stamp=stamp)
        stored += 1
    except journal.StaleVersion:
        refused += 1
    journal.append("visit:{who}", facts=[EventMarked(event=str(n))], expected_version=n, stamp=stamp)
print(json.dumps([stored, refused]))
"""
ENTRIES = """
from morrow.clinic.store import entries
from morrow.clinic.store.verify import verify
found = list(entries.everything())
print(json.dumps([[e.position for e in found], [str(f) for f in verify(found, []).faults],
                  sum(e.stream == "visit:shared" for e in found)]))
"""


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[OwnStore]:
    with own_store(tmp_path, migrated=True) as store:
        yield store


@on_postgresql
def test_two_processes_write_one_journal(shared: OwnStore) -> None:
    results = at_once(*(partial(shared.python, CHART.format(who=who)) for who in "ab"))
    positions, faults, on_shared = shared.python(ENTRIES)
    assert positions == list(range(1, len(positions) + 1))
    assert faults == []
    assert on_shared == sum(stored for stored, _ in results)
    assert all(stored + refused == 200 for stored, refused in results)


@on_postgresql
def test_a_listener_tells_what_others_appended_in_order_and_after_a_lost_connection() -> None:
    told: list[int] = []
    enough = threading.Event()

    def subscriber(new: Any) -> None:
        told.extend(each.position for each in new)
        if len(told) == 60:
            enough.set()

    listener = Listener()
    listener.start()
    end = journal.subscribe(subscriber)
    other = writer.Writer()
    for number in range(30):
        append("visit:mine", str(number), number)
        other.submit(partial(append, "visit:other", str(number), number)).result()
        if number == 15:
            _break_the_listening_connection()
    assert enough.wait(10), told
    other.close()
    end()
    listener.stop()
    assert told == list(range(1, 61))


def _break_the_listening_connection() -> None:
    with connections.writable(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
        )


def test_times_are_utc_to_the_microsecond() -> None:
    now = datetime(2027, 1, 4, 9, 30, 0, 123456, tzinfo=UTC)
    stamp = journal.Stamp(by="n", role="nurse", clinic="1", now=now)
    journal.append("visit:1", facts=[EventMarked(event="x")], expected_version=0, stamp=stamp)
    assert journal.read("visit:1")[0].recorded_at == now


@on_postgresql
def test_a_kind_that_only_a_newer_process_knows_ends_nobodys_news(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[int] = []
    enough = threading.Event()

    def subscriber(new: Any) -> None:
        told.extend(each.position for each in new)
        if 3 in told:
            enough.set()

    recorded = journal.recorded

    def unknown(entry: Any) -> Any:
        if entry.position == 2:
            raise UnknownKind("FactOfTomorrow")
        return recorded(entry)

    monkeypatch.setattr(journal, "recorded", unknown)
    listener = Listener()
    listener.start()
    end = journal.subscribe(subscriber)
    for number in range(3):
        append("visit:mine", str(number), number)
    assert enough.wait(10), told
    end()
    listener.stop()
    assert told == [1, 3]
    assert "position 2 cannot be told" in caplog.text
