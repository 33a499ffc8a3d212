"""The one writer: group commit, a unit's failure is its own, nobody is answered too early."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db import connections as django_connections

from morrow.clinic.store import connections, writer
from morrow.clinic.store.writer import CommitUnknown, NotCommitted

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("table")]


@pytest.fixture
def table(real_store: None) -> Iterator[None]:
    """Notes; a note may cite another one, which is checked when the transaction commits."""
    run(
        "CREATE TABLE note (text varchar(20) PRIMARY KEY, cites varchar(20) REFERENCES note (text)"
        " DEFERRABLE INITIALLY DEFERRED)"
    )
    yield
    writer.close()
    run("DROP TABLE note")


def run(sql: str) -> None:
    with connections.writable(), connection.cursor() as cursor:
        cursor.execute(sql)


def note(text: str, cites: str | None = None) -> str:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (%s, %s)", [text, cites])
    return text


def notes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM note ORDER BY text")
        return [row[0] for row in cursor.fetchall()]


def in_one_batch(*units: Any) -> list[Any]:
    """Let these units queue while the writer is busy; return each one's result or error."""
    busy, go = threading.Event(), threading.Event()

    def hold() -> None:
        busy.set()
        go.wait(10)

    first = writer._current.submit(hold)
    busy.wait(10)
    futures = [writer._current.submit(unit) for unit in units]
    go.set()
    first.exception(10)
    return [future.exception(10) or future.result() for future in futures]


def test_a_unit_is_answered_with_its_result_after_its_commit() -> None:
    assert writer.write(lambda: note("a")) == "a"
    assert notes() == ["a"]


def test_a_unit_that_raises_stores_nothing_and_takes_no_other_with_it() -> None:
    def broken() -> None:
        note("broken")
        raise ValueError("no")

    results = in_one_batch(lambda: note("a"), broken, lambda: note("b"))
    assert (results[0], results[2]) == ("a", "b")
    assert isinstance(results[1], ValueError)
    assert notes() == ["a", "b"]


def test_a_constraint_is_the_error_of_the_unit_that_broke_it() -> None:
    results = in_one_batch(lambda: note("a"), lambda: note("a"), lambda: note("b"))
    assert results[0::2] == ["a", "b"]
    assert isinstance(results[1], IntegrityError)


def test_what_a_commit_refuses_is_the_error_of_its_unit_alone() -> None:
    results = in_one_batch(lambda: note("a"), lambda: note("b", "nobody"), lambda: note("c"))
    assert results[0::2] == ["a", "c"]
    assert isinstance(results[1], NotCommitted)
    assert notes() == ["a", "c"]


def test_a_unit_that_swallows_a_database_error_is_refused() -> None:
    def swallow() -> str:
        note("a")
        try:
            with transaction.atomic(savepoint=False):
                note("a")
        except IntegrityError:
            return "all is well"
        return "not reached"

    with pytest.raises(RuntimeError, match="swallowed"):
        writer.write(swallow)
    assert notes() == []


def test_a_unit_may_catch_a_constraint_in_a_block_of_its_own() -> None:
    def careful() -> str:
        note("a")
        try:
            with transaction.atomic():
                note("a")
        except IntegrityError:
            return note("a was there")
        return "not reached"

    assert writer.write(careful) == "a was there"
    assert notes() == ["a", "a was there"]


def test_a_write_in_a_unit_is_part_of_it() -> None:
    def outer() -> None:
        writer.write(lambda: note("inner"))
        raise ValueError("outer")

    with pytest.raises(ValueError, match="outer"):
        writer.write(outer)
    assert notes() == []


def test_a_write_in_a_reading_transaction_is_our_bug() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="open transaction"):
        writer.write(lambda: note("a"))


def test_asynchronous_callers_write_too() -> None:
    async def together() -> list[str]:
        return list(await asyncio.gather(*(writer.awrite(partial(note, text)) for text in "abc")))

    assert asyncio.run(together()) == ["a", "b", "c"]


def test_a_caller_that_went_away_before_its_turn_is_left_out() -> None:
    busy, go = threading.Event(), threading.Event()

    def hold() -> None:
        busy.set()
        go.wait(10)

    first = writer._current.submit(hold)
    busy.wait(10)
    gone = writer._current.submit(lambda: note("gone"))
    assert gone.cancel()
    go.set()
    first.result(10)
    assert writer.write(lambda: note("next")) == "next"
    assert notes() == ["next"]


def test_what_follows_a_commit_follows_it_and_a_failed_unit_has_nothing_to_follow() -> None:
    seen: list[tuple[str, list[str]]] = []

    def unit(text: str, *, fail: bool = False) -> None:
        note(text)
        writer.after_commit(lambda: seen.append((text, notes())))
        if fail:
            raise ValueError

    in_one_batch(lambda: unit("a"), lambda: unit("b", fail=True))
    assert seen == [("a", ["a"])]


def test_closing_commits_what_has_queued_and_a_later_write_starts_anew() -> None:
    future = writer._current.submit(lambda: note("a"))
    writer.close()
    assert future.done()
    writer.write(lambda: note("b"))
    assert notes() == ["a", "b"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("the disk is gone"), CommitUnknown),
        (IntegrityError("deferred"), NotCommitted),
    ],
)
def test_nobody_is_told_that_a_failed_commit_succeeded(
    monkeypatch: pytest.MonkeyPatch, error: Exception, kind: type[Exception]
) -> None:
    """An error of the commit itself: known to be rolled back, or nobody knows."""
    wrapper = type(django_connections["default"])

    def fail(self: Any) -> None:
        raise type(error)(*error.args)

    with monkeypatch.context() as broken:
        broken.setattr(wrapper, "commit", fail)
        results = in_one_batch(lambda: note("a"), lambda: note("b"))
    assert [type(each) for each in results] == [kind, kind]
    assert notes() == []


@pytest.mark.skipif(settings.MORROW.embedded, reason="of PostgreSQL alone")
def test_after_a_serialization_failure_the_batch_runs_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from psycopg.errors import SerializationFailure

    wrapper = type(django_connections["default"])
    commit, failures = wrapper.commit, iter([True, False])

    def fail_once(self: Any) -> None:
        if next(failures, False):
            self.rollback()
            raise OperationalError from SerializationFailure()
        commit(self)

    with monkeypatch.context() as broken:
        broken.setattr(wrapper, "commit", fail_once)
        assert in_one_batch(lambda: note("a"), lambda: note("b")) == ["a", "b"]
    assert notes() == ["a", "b"]


@pytest.mark.skipif(settings.MORROW.embedded, reason="of PostgreSQL alone")
def test_a_lost_connection_is_made_anew() -> None:
    def backend() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    first = writer.write(backend)
    run(f"SELECT pg_terminate_backend({first})")
    assert writer.write(lambda: note("a")) == "a"
    assert notes() == ["a"]
    assert writer.write(backend) != first
