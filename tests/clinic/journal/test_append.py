"""Appending facts and reading them back."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from morrow.care.recorded import Recorded
from morrow.care.visit.facts.monitoring import EventMarked
from morrow.clinic import journal
from morrow.clinic.journal import ClientIdReused, Fold, StaleVersion, Stamp
from morrow.clinic.store import entries, writer
from morrow.clinic.store.verify import verify

pytestmark = pytest.mark.both


@pytest.fixture(params=["in the test's transaction", "committed"], autouse=True)
def store(request: pytest.FixtureRequest) -> None:
    """Each test once as most tests run, and once with the real writer."""
    request.getfixturevalue("real_store" if request.param == "committed" else "db")


NOW = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
NURSE = Stamp(by="nurse-1", role="nurse", clinic="clinic-1", now=NOW)
STREAM = "visit:1"

EVENTS: Fold[tuple[str, ...]] = Fold(
    start=tuple, step=lambda state, recorded: (*state, recorded.fact.event)
)


def mark(
    event: str, version: int | None = None, client_id: UUID | None = None
) -> list[Recorded[Any]]:
    return journal.append(
        STREAM,
        facts=[EventMarked(event=event)],
        expected_version=version,
        stamp=NURSE,
        client_id=client_id,
    )


def act(
    stream: str,
    *,
    decide: Callable[[tuple[str, ...]], list[Any] | str],
    client_id: UUID,
    request: Mapping[str, Any],
) -> list[Recorded[Any]] | str:
    """Load, decide, append: one command as one unit of the writer, as the clinic's actions do."""

    def unit() -> list[Recorded[Any]] | str:
        if stored := journal.recall(client_id, stream=stream, request=request):
            return stored
        state, version = journal.load(stream, EVENTS)
        outcome = decide(state)
        if isinstance(outcome, str):
            return outcome
        return journal.append(
            stream,
            facts=outcome,
            expected_version=version,
            stamp=NURSE,
            client_id=client_id,
            request=request,
        )

    return writer.write(unit)


def test_what_was_appended_is_read_back() -> None:
    [first] = mark("nausea", 0)
    [second] = mark("music off", 1)
    assert journal.read(STREAM) == [first, second]
    assert journal.read(STREAM, after=1) == [second]
    assert journal.since(first.position) == [second]
    assert (second.version, second.position) == (2, first.position + 1)
    assert (second.by, second.happened_at, second.recorded_at) == ("nurse-1", NOW, NOW)


def test_a_late_entry_keeps_both_times() -> None:
    earlier = NOW.replace(hour=8)
    stamp = replace(NURSE, happened_at=earlier)
    journal.append(STREAM, facts=[EventMarked(event="x")], expected_version=0, stamp=stamp)
    [entry] = journal.read(STREAM)
    assert (entry.happened_at, entry.recorded_at) == (earlier, NOW)


def test_who_decided_on_an_older_version_is_told() -> None:
    mark("nausea", 0)
    with pytest.raises(StaleVersion, match="at version 1, not 0"):
        mark("dizzy", 0)
    assert len(journal.read(STREAM)) == 1


def test_a_repeat_stores_nothing_and_returns_what_is_stored() -> None:
    facts = [EventMarked(event="nausea"), EventMarked(event="vomiting")]
    client_id = uuid4()
    for stamp in (NURSE, replace(NURSE, now=NOW.replace(hour=10))):
        recorded = journal.append(
            STREAM, facts=facts, expected_version=0, stamp=stamp, client_id=client_id
        )
        assert [entry.fact for entry in recorded] == facts
        assert recorded[0].id == client_id
    assert journal.read(STREAM) == recorded


def test_the_same_id_with_another_body_is_refused() -> None:
    client_id = UUID(int=7)
    mark("nausea", client_id=client_id)
    with pytest.raises(ClientIdReused):
        mark("vomiting", client_id=client_id)
    assert [entry.fact.event for entry in journal.read(STREAM)] == ["nausea"]


def test_a_repeated_command_is_not_decided_again() -> None:
    decided = []

    def decide(state: tuple[str, ...]) -> list[EventMarked] | str:
        decided.append(state)
        return "already there" if state else [EventMarked(event="start")]

    def start(client_id: UUID, request: dict[str, str]) -> object:
        return act(STREAM, decide=decide, client_id=client_id, request=request)

    mine, other = uuid4(), uuid4()
    first = start(mine, {"command": "start"})
    assert start(mine, {"command": "start"}) == first
    assert decided == [()]
    assert start(other, {"command": "start"}) == "already there"
    with pytest.raises(ClientIdReused):
        start(mine, {"command": "stop"})


def test_a_state_is_folded_once_and_then_only_brought_up_to_date() -> None:
    assert journal.load(STREAM, EVENTS) == ((), 0)
    mark("a")
    assert journal.load(STREAM, EVENTS) == (("a",), 1)
    mark("b")
    assert journal.load(STREAM, EVENTS) == (("a", "b"), 2)


def test_a_unit_that_fails_leaves_no_fact_and_no_folded_state() -> None:
    def unit() -> None:
        mark("never happened")
        assert journal.load(STREAM, EVENTS)[0] == ("never happened",)
        raise ValueError("after all")

    with pytest.raises(ValueError, match="after all"):
        writer.write(unit)
    assert journal.read(STREAM) == []
    assert journal.load(STREAM, EVENTS) == ((), 0)
    [following] = mark("this did")
    assert (following.position, following.version) == (1, 1)
    assert journal.load(STREAM, EVENTS) == (("this did",), 1)


def test_what_was_rolled_back_to_a_savepoint_leaves_no_trace() -> None:
    """A unit may try, be refused by the database, and record the conflict instead."""

    def unit() -> None:
        mark("before")
        with suppress(ZeroDivisionError), transaction.atomic():
            mark("refused")
            assert journal.load(STREAM, EVENTS)[0] == ("first", "before", "refused")
            raise ZeroDivisionError
        assert journal.load(STREAM, EVENTS)[0] == ("first", "before")
        mark("instead")

    mark("first")
    assert journal.load(STREAM, EVENTS) == (("first",), 1)
    writer.write(unit)
    stored = journal.read(STREAM)
    assert [each.fact.event for each in stored] == ["first", "before", "instead"]
    assert [each.version for each in stored] == [1, 2, 3]
    assert journal.load(STREAM, EVENTS) == (("first", "before", "instead"), 3)
    assert verify(entries.everything(), []).faults == []


def test_a_naive_time_is_refused() -> None:
    stamp = replace(NURSE, now=datetime(2027, 1, 4))  # noqa: DTZ001  (that is the point)
    with pytest.raises(ValueError, match="no time zone"):
        journal.append(STREAM, facts=[EventMarked(event="x")], expected_version=0, stamp=stamp)
