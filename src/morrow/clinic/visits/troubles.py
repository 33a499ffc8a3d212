"""What is wrong at a chair, gravest first: what makes its card loud and puts it before the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from morrow.care.visit.naming import listed
from morrow.care.visit.schedule import Due
from morrow.care.visit.state import WATCHED
from morrow.clinic.bedside import places
from morrow.clinic.bedside.queries import devices
from morrow.clinic.visits.glances import Glance
from morrow.clinic.visits.models import Visit

Silent = dict[UUID, timedelta]
_MINUTE: Final = timedelta(minutes=1)
_ALARMS: Final = {"stop": (1, "high"), "notify": (3, "medium"), "repeat": (5, "low")}
CALM: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong: `rank` orders the chairs, `level` is the strip's."""

    rank: int
    level: str
    words: str
    seen: bool = False


def silent_chairs(clinic: UUID, now: datetime) -> Silent:
    """The chairs whose device says nothing any more, and for how long."""
    heard = {status.name: status for status in devices(now)}
    return {
        place.chair: now - heard[place.device].last_seen
        for place in places.at_clinic(clinic)
        if place.device in heard and heard[place.device].silent
    }


def of_visit(row: Visit, seen: Glance | None, silent: Silent, now: datetime) -> tuple[Trouble, ...]:
    """What is wrong at this visit now, gravest first."""
    return tuple(sorted(_found(row, seen, silent, now), key=lambda one: one.rank))


def _found(row: Visit, seen: Glance | None, silent: Silent, now: datetime) -> Iterator[Trouble]:
    if row.emergency:
        yield Trouble(rank=0, level="high", words="Emergency")
    if row.alarm_level:
        rank, level = _ALARMS[row.alarm_level]
        yield Trouble(rank=rank, level=level, words=row.alarm_words, seen=row.alarm_seen)
    if seen and seen.overdue:
        late = _minutes(now - seen.overdue.due_at)
        words = f"Set missing for {late}: {listed(seen.overdue.missing)}"
        yield _late(seen.overdue.status, words)
    if seen and seen.awaited:
        yield _late(seen.awaited.status, seen.awaited.words)
    if row.phase in WATCHED and row.chair_id in silent:
        words = f"Monitor silent for {_minutes(silent[row.chair_id])}"
        yield Trouble(rank=5, level="technical", words=words)


def _late(status: Due, words: str) -> Trouble:
    if status is Due.ESCALATED:
        return Trouble(rank=2, level="high", words=words)
    return Trouble(rank=4, level="medium" if status is Due.MISSING else "low", words=words)


def _minutes(length: timedelta) -> str:
    return f"{length // _MINUTE} min" if length >= _MINUTE else "less than 1 min"
