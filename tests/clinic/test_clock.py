"""What passing time writes: what is due, once, and after a standstill too."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from morrow.care.clinic import Machine
from morrow.care.recorded import Origin
from morrow.clinic import access, clock, journal, streams
from morrow.clinic.store.models import JournalEntry
from morrow.clinic.visits import following
from tests.clinic import cast as casting
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import Told


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


def amber(cast: Cast) -> Told:
    """A pressure beyond the notify limit, once: a silent amber that asks for a repeat."""
    told = telling.started(cast)
    return told.must("SetCharted", {"bp": "172/84", "arousal": "awake"})


def last(told: Told) -> Any:
    return journal.read(streams.of_visit(told.visit))[-1]


def test_a_repeat_that_does_not_come_is_notified_after_three_minutes_and_once(cast: Cast) -> None:
    told, now = amber(cast), timezone.now()
    assert told.row.alarm_level == "repeat"
    assert clock.tick(now + timedelta(minutes=2, seconds=50)) == 0
    assert clock.tick(now + timedelta(minutes=3, seconds=5)) == 1
    assert told.row.alarm_level == "notify"
    raised = last(told)
    assert (raised.by, raised.role, raised.origin) == ("clock", "clock", Origin.CLOCK)
    assert [clock.tick(now + timedelta(minutes=n)) for n in (4, 5, 60)] == [0, 0, 0]


def test_a_standstill_is_made_up_for_at_the_first_tick(cast: Cast) -> None:
    told, now = amber(cast), timezone.now()
    assert clock.tick(now + timedelta(hours=9)) == 1
    assert (told.row.alarm_level, clock.tick(now + timedelta(hours=10))) == ("notify", 0)


def test_nothing_is_written_for_a_visit_that_is_over(cast: Cast) -> None:
    told = amber(cast)
    told.must("LeftBeforeDischarge")
    assert clock.tick(timezone.now() + timedelta(hours=1)) == 0


def test_one_visits_failure_stops_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, told = amber(cast), amber_of_second_nurse(cast)
    sound = following.catch_up

    def fails(visit: Any, *arguments: Any, **more: Any) -> Any:
        if visit == broken.visit:
            raise RuntimeError("a fault of ours")
        return sound(visit, *arguments, **more)

    monkeypatch.setattr(following, "catch_up", fails)
    clock.tick(timezone.now() + timedelta(minutes=4))
    assert (told.row.alarm_level, broken.row.alarm_level) == ("notify", "repeat")
    assert "the clock failed at visit" in caplog.text


def amber_of_second_nurse(cast: Cast) -> Told:
    """Another visit with an open amber, without the long way through a start."""
    told = telling.arrived(cast)
    told.must("InfusionFoundRunning", {"note": "x"})
    return told.must("SetCharted", {"bp": "172/84", "arousal": "awake"})


def test_only_the_clock_ticks() -> None:
    access.machine(Machine.CLOCK, "clock.tick")
    for other in (Machine.GATEWAY, Machine.SIMULATOR):
        with pytest.raises(PermissionDenied):
            access.machine(other, "clock.tick")


def test_it_runs_beside_the_server_and_ends_with_it(real_store: None) -> None:
    told = amber(casting.make(timezone.now()))
    later = timezone.now() + timedelta(minutes=4)

    async def serve() -> None:
        async with clock.running(now=lambda: later, every_s=0.05):
            for _ in range(100):
                await asyncio.sleep(0.05)
                if await asyncio.to_thread(level) == "notify":
                    return

    def level() -> str:
        try:
            return told.row.alarm_level
        finally:
            connection.close()

    before = JournalEntry.objects.count()
    asyncio.run(serve())
    assert JournalEntry.objects.count() == before + 1
