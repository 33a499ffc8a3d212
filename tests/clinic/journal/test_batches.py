"""Whatever fails beside it, what was stored stays one chain: mixed batches with the real writer."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, transaction
from django.db import connections as django_connections

from morrow.care.visit.facts.monitoring import EventMarked
from morrow.clinic import journal
from morrow.clinic.journal import StaleVersion
from morrow.clinic.store import entries, writer
from morrow.clinic.store.verify import verify
from tests.clinic.journal.test_append import NURSE
from tests.clinic.store.test_writer import in_one_batch

pytestmark = pytest.mark.usefixtures("real_store")

BATCHES = 100
STREAMS = 4


def append(stream: str, client_id: UUID | None = None, version: int | None = None) -> Any:
    return journal.append(
        f"visit:{stream}",
        facts=[EventMarked(event="x")],
        expected_version=version,
        stamp=NURSE,
        client_id=client_id,
    )


def refuse() -> None:
    raise ValueError("an ordinary refused request")


def require_sound() -> None:
    report = verify(entries.everything(), [])
    assert [str(fault) for fault in report.faults] == []


def test_a_refused_unit_leaves_no_wrong_end_of_a_stream_behind() -> None:
    """The batch runs twice, and ends with the same entry both times; A's is another one."""
    append("a", uuid4())
    append("b", uuid4())
    known = uuid4()
    in_one_batch(lambda: append("a"), lambda: append("b", known), refuse)
    append("a", uuid4())
    require_sound()


def test_a_unit_that_runs_again_stores_the_same_ids() -> None:
    seen: list[UUID] = []

    def unit() -> None:
        seen.append(append("a")[0].id)
        seen.append(append("a")[0].id)

    in_one_batch(unit, refuse)
    assert len(set(seen)) == 2
    assert seen[:2] == seen[2:]
    assert [each.id for each in journal.read("visit:a")] == seen[2:]


def test_a_commit_that_failed_leaves_no_wrong_end_of_a_stream_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(self: Any) -> None:
        raise OperationalError("the disk is gone")

    append("a", uuid4())
    known = uuid4()
    with monkeypatch.context() as broken:
        broken.setattr(type(django_connections["default"]), "commit", fail)
        in_one_batch(lambda: append("a"), lambda: append("b", known))
    in_one_batch(lambda: append("a"), lambda: append("b", known), refuse)
    append("a")
    require_sound()


def _unit(chance: random.Random, ids: list[UUID]) -> Callable[[], Any]:
    """One of what callers do: a fact, several, a repeat, a stale one, a failure, a way round it."""
    name = str(chance.randrange(STREAMS))
    other = str(chance.randrange(STREAMS))
    fresh = UUID(int=chance.getrandbits(128))
    client_id = chance.choices([None, fresh, chance.choice([fresh, *ids[-3:]])], [4, 5, 1])[0]
    if client_id is not None:
        ids.append(client_id)

    def several() -> None:
        append(name)
        append(other, client_id)

    def fails_late() -> None:
        append(name, client_id)
        refuse()

    def goes_round() -> None:
        append(name)
        try:
            with transaction.atomic():
                append(other)
                refuse()
        except ValueError:
            append(other)

    once = partial(append, name, client_id)
    stale = partial(append, name, None, 1)
    kinds: list[Callable[[], Any]] = [once, several, fails_late, goes_round, stale, refuse]
    return chance.choices(kinds, [14, 2, 1, 1, 1, 2])[0]


@pytest.mark.parametrize("seed", range(5))
def test_batches_of_every_kind_keep_every_stream_one_chain(seed: int) -> None:
    chance, ids = random.Random(seed), list[UUID]()
    allowed = (ValueError, StaleVersion, journal.ClientIdReused)
    for _ in range(BATCHES):
        results = in_one_batch(*(_unit(chance, ids) for _ in range(chance.randint(1, 6))))
        errors = [each for each in results if isinstance(each, Exception)]
        assert [error for error in errors if not isinstance(error, allowed)] == []
    writer.close()
    require_sound()
    assert len(list(entries.everything())) > BATCHES
