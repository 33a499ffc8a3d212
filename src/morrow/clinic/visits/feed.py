"""Live values of the chair's device: for alarms and filing as samples, for the page as candidates.

A candidate is no fact: it is shown, it may raise an alarm, and a person or a rule files it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError

from morrow.care.visit import filing
from morrow.care.visit.breaches import LiveSample, Sample
from morrow.care.visit.facts.check_in import ChairTaken
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Parameter
from morrow.clinic.bedside import places, recent
from morrow.clinic.bedside.candidates import SILENT_AFTER, Candidate, latest
from morrow.clinic.bedside.recent import Recent
from morrow.clinic.policy import RUNNING
from morrow.clinic.visits.models import Visit

_log = logging.getLogger(__name__)

SHOWN: Final = timedelta(minutes=5)
"""Proposed (local policy): an older unfiled value is not shown.  Its age stands beside it."""

SHARED: Final = "two visits are on record in this chair: the monitor's values are nobody's"
TWINS: Final = "two devices send under this name: their values are nobody's until one is renamed"
LATE: Final = "what the monitor sends comes late, or its clock was set back: look at the monitor"
UNREAD: Final = "the monitor's values cannot be read: look at the monitor itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A patient in a chair with a device: the values measured there since then are theirs."""

    chair: UUID
    device: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What the device at a visit's chair sent: the newest of each parameter.

    `last_at` is when its newest message was sent.  `silent`: that is more than ten seconds ago,
    because nothing came, or what comes is late.  `why` says why there are no values, where we know.
    """

    device: str
    last_at: datetime | None
    silent: bool
    readings: tuple[dict[str, Any], ...]
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "device": self.device,
            "last_at": self.last_at.isoformat() if self.last_at else None,
            "silent": self.silent,
            "why": self.why,
            "readings": list(self.readings),
        }

    def as_event(self, visit: UUID) -> dict[str, Any]:
        """What is pushed to the visit's screens."""
        shown = self.as_json()
        readings = shown.pop("readings")
        return {"visit": str(visit), "readings": readings, "feed": shown}


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What the device says of one patient now: for alarms, and what of it a rule may file."""

    seat: Seat
    samples: tuple[Sample, ...]
    fileable: tuple[Sample, ...]


def of_visit(state: VisitState, now: datetime) -> Feed | None:
    """The feed of the device that a person put at this visit's chair; None without one.

    A page without live values is better than none: if they cannot be read, it says so.
    """
    seat = seat_of(state)
    if seat is None:
        return None
    try:
        return _of_seat(seat, now)
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001  (logged, and said on the page)
        _log.exception("no feed of %s", seat.device)
        return Feed(device=seat.device, last_at=None, silent=True, readings=(), why=UNREAD)


def _of_seat(seat: Seat, now: datetime) -> Feed:
    if is_shared(seat.chair):
        return Feed(device=seat.device, last_at=None, silent=True, readings=(), why=SHARED)
    minutes = recent.of_device(seat.device, now)
    if minutes.twins:
        return Feed(device=seat.device, last_at=None, silent=True, readings=(), why=TWINS)
    mine = [one.candidate for one in _mine(minutes.found, seat)]
    shown = [one for one in mine if abs(now - one.measured_at) <= SHOWN]
    last_at = minutes.last_at if minutes.last_at and minutes.last_at >= seat.since else None
    silent = last_at is None or now - last_at > SILENT_AFTER
    comes = minutes.heard_at is not None and now - minutes.heard_at <= SILENT_AFTER
    return Feed(
        device=seat.device,
        last_at=last_at,
        silent=silent,
        readings=tuple(_shown(one) for one in latest(shown).values()),
        why=LATE if silent and comes and minutes.last_at else "",
    )


def live(state: VisitState, now: datetime) -> Live | None:
    """The values that alarms and the rule of the due column look at; None without any."""
    seat = seat_of(state)
    if seat is None:
        return None
    minutes = recent.of_device(seat.device, now)
    if not minutes.found or minutes.twins or is_shared(seat.chair):
        return None
    every = _mine(minutes.found, seat)
    dated = (r.candidate for r in every if r.dated and not r.candidate.late)
    mine = sorted(dated, key=lambda one: one.measured_at)
    heard = [c for c in mine if c.reading.episodic or now - c.received_at <= SILENT_AFTER]
    oxygen = filing.on_oxygen(state)
    return Live(
        seat=seat,
        # A continuous source that has fallen silent is no longer the patient's.
        samples=tuple(_sample(one, oxygen=oxygen) for one in _of_best(mine, heard)),
        fileable=tuple(_sample(one, oxygen=oxygen) for one in _of_best(mine, mine) if one.fileable),
    )


def seat_of(state: VisitState) -> Seat | None:
    """Where this patient is now: a chair's next patient has other values."""
    taken = state.last(ChairTaken) if state.phase in RUNNING else None
    place = places.of_chair(taken.fact.chair) if taken else None
    if taken is None or place is None:
        return None
    since = max(taken.happened_at, place.since)
    return Seat(chair=taken.fact.chair, device=place.device, since=since)


def is_still_at(seat: Seat, state: VisitState) -> bool:
    """Whether this patient and this device are still together, and nobody else with them."""
    return seat_of(state) == seat and not is_shared(seat.chair)


def is_shared(chair: UUID) -> bool:
    """Whether two patients are on record in one chair.  Then nobody knows whose values they are."""
    here = Visit.objects.filter(chair_id=chair, phase__in=RUNNING).values_list("id")
    return len(here[:2]) > 1


def is_nobodys(seat: Seat, now: datetime) -> bool:
    """Whether nobody can tell whose this device's values are."""
    return is_shared(seat.chair) or recent.of_device(seat.device, now).twins


def is_of(seat: Seat, one: Candidate) -> bool:
    """Whether it was measured since this patient and this device met.

    A cuff's last value is sent again for minutes: it may be that of whoever sat here before, or
    where the device stood before.
    """
    since = min(one.measured_at, one.received_at - one.delay)
    return one.device == seat.device and since >= seat.since


def _mine(found: tuple[Recent, ...], seat: Seat) -> Iterator[Recent]:
    return (one for one in found if is_of(seat, one.candidate))


def _of_best(mine: list[Candidate], heard: list[Candidate]) -> Iterator[Candidate]:
    """Of each parameter the values of the source that stands for it among those heard."""
    best: dict[Parameter, tuple[str, str]] = {
        parameter: (one.reading.code, one.reading.channel)
        for parameter, one in latest(heard).items()
    }
    for one in mine:
        if best.get(one.reading.parameter) == (one.reading.code, one.reading.channel):
            yield one


def _sample(one: Candidate, *, oxygen: bool) -> Sample:
    parameter = one.reading.parameter
    return LiveSample(
        parameter=parameter,
        value=one.reading.value,
        at=one.measured_at,
        on_oxygen=oxygen and parameter is Parameter.SPO2,
        cites=one.cites,
    )


def _shown(one: Candidate) -> dict[str, Any]:
    return {
        "parameter": one.reading.parameter.value,
        "value": str(one.reading.value),
        "unit": one.reading.unit,
        "at": one.measured_at.isoformat(),
        "message": str(one.message),
        "device": one.device,
        "clock_is_wrong": one.clock_is_wrong,
    }
