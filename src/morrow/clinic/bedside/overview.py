"""What the pages about devices and chairs show: one line for each, and what was not taken."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from morrow.care.visit.naming import LABELS
from morrow.clinic import streams
from morrow.clinic.bedside import places, queries
from morrow.clinic.bedside import recent as minutes_of
from morrow.clinic.bedside.models import InboxMessage
from morrow.clinic.bedside.places import Place
from morrow.clinic.bedside.queries import DeviceStatus
from morrow.clinic.people.queries import names
from morrow.clinic.policy import RUNNING
from morrow.clinic.visits.models import Visit

RATE_OVER: Final = timedelta(minutes=5)
REFUSED_OVER: Final = timedelta(minutes=1)  # a monitor repeats itself: a minute shows what is wrong
QUARANTINE_OVER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A device as its row shows it.  `refused` counts reasons for values not taken lately."""

    status: DeviceStatus
    twins: bool
    place: Place | None
    chair: str
    by: str
    age: str
    per_minute: str
    clock: str
    sends: str
    refused: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """Messages that were not taken for one reason: how many, and the last one."""

    reason: str
    count: int
    last_at: datetime
    peer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """A chair in use.  `occupied`: somebody is in it now."""

    id: UUID
    name: str
    device: str
    occupied: bool


def lines(clinic: UUID, now: datetime) -> list[Line]:
    """The devices at this clinic's chairs by chair, then those that stand nowhere by name.

    A device at another clinic's chair is that clinic's business and is not shown.
    """
    here = {place.device: place for place in places.at_clinic(clinic)}
    chairs = streams.clinic(clinic).chairs
    known = names({place.by for place in here.values()})
    found = [
        _line(status, here.get(status.name), chairs, known, now)
        for status in queries.devices(now)
        if status.name in here or places.of_device(status.name) is None
    ]
    return sorted(
        found, key=lambda line: (line.place is None, _natural(line.chair), line.status.name)
    )


def _line(
    status: DeviceStatus,
    place: Place | None,
    chairs: Mapping[UUID, str],
    known: Mapping[str, str],
    now: datetime,
) -> Line:
    name = status.name
    sent = InboxMessage.objects.filter(device=name, received_at__gt=now - RATE_OVER).count()
    recent = queries.candidates(name, now - REFUSED_OVER)
    reasons = Counter(one.reason for one in queries.refused(name, now - REFUSED_OVER))
    parameters = dict.fromkeys(LABELS[one.reading.parameter] for one in recent)
    return Line(
        status=status,
        twins=minutes_of.of_device(name, now).twins,
        place=place,
        chair=chairs[place.chair] if place else "",
        by=known[place.by] if place else "",
        age=ago(now - status.last_seen),
        per_minute=f"{sent / (RATE_OVER / timedelta(minutes=1)):.1f}",
        clock=offset(status.clock_error),
        sends=", ".join(parameters),
        refused=tuple(sorted(reasons.items())),
    )


def not_taken(now: datetime) -> list[NotTaken]:
    """Messages of the last day that were quarantined, by reason, the newest reason first."""
    found: dict[str, NotTaken] = {}
    for one in queries.quarantined(now - QUARANTINE_OVER):
        known = found.get(one.reason)
        found[one.reason] = NotTaken(
            reason=one.reason,
            count=known.count + 1 if known else 1,
            last_at=known.last_at if known else one.received_at,
            peer=known.peer if known else one.peer,
        )
    return list(found.values())


def chairs(clinic: UUID) -> list[Chair]:
    """The chairs in use, by name."""
    state = streams.clinic(clinic)
    devices = {place.chair: place.device for place in places.at_clinic(clinic)}
    taken = set(
        Visit.objects.filter(clinic_id=clinic, phase__in=RUNNING).values_list("chair_id", flat=True)
    )
    found = [
        Chair(id=chair, name=name, device=devices.get(chair, ""), occupied=chair in taken)
        for chair, name in state.chairs.items()
        if chair not in state.retired
    ]
    return sorted(found, key=lambda chair: _natural(chair.name))


def _natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """``Chair 2`` before ``Chair 10``."""
    return tuple(
        (part.isdigit(), int(part) if part.isdigit() else 0, part.casefold())
        for part in name.split()
    )


def ago(age: timedelta) -> str:
    """How long ago, to the unit that matters."""
    seconds = max(int(age.total_seconds()), 0)
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 2 * 3600:
        return f"{seconds // 60} min"
    hours = seconds // 3600
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def offset(error: timedelta | None) -> str:
    """A device's clock against ours, in words."""
    if error is None:
        return "not stated"
    seconds = error.total_seconds()
    if abs(seconds) < 1:
        return "right to the second"
    return f"{ago(abs(error))} {'ahead' if seconds > 0 else 'behind'}"
