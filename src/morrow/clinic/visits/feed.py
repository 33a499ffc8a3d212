"""Live values of the chair's device: for alarms as samples, for the page as candidates.

A candidate is no fact: it is shown, it may raise an alarm, and a person or a rule files it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from morrow.care.recorded import Recorded
from morrow.care.visit.alarms import Sample
from morrow.care.visit.facts.check_in import ChairTaken
from morrow.care.visit.facts.monitoring import SetCharted
from morrow.care.visit.state import VisitState
from morrow.clinic.bedside import places
from morrow.clinic.bedside.candidates import Candidate, latest
from morrow.clinic.bedside.queries import SILENT_AFTER
from morrow.clinic.policy import RUNNING

SHOWN: Final = timedelta(minutes=5)
"""Proposed (local policy): an older unfiled value is not shown.  Its age stands beside it."""

HELD: Final = timedelta(minutes=2)
"""How far back continuous values are read for a hold time; the longest hold is 30 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What the device at a visit's chair sent: the newest of each parameter, not yet filed."""

    device: str
    last_at: datetime | None
    readings: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        last_at = self.last_at.isoformat() if self.last_at else None
        return {"device": self.device, "last_at": last_at, "readings": list(self.readings)}


def of_visit(state: VisitState, now: datetime) -> Feed | None:
    """The feed of the device that a person put at this visit's chair; None without one."""
    taken = _chair(state)
    place = places.of_chair(taken.fact.chair) if taken else None
    if taken is None or place is None:
        return None
    found = _sent(taken, now - SHOWN)
    return Feed(
        device=place.device,
        last_at=max((one.received_at for one in found), default=None),
        readings=tuple(_shown(one) for one in latest(found).values()),
    )


def samples(state: VisitState, now: datetime) -> tuple[Sample, ...]:
    """The live values that may raise an alarm, none of which has been charted yet."""
    taken = _chair(state)
    return tuple(_samples(_sent(taken, now - SHOWN), state, now)) if taken else ()


def _chair(state: VisitState) -> Recorded[ChairTaken] | None:
    """The chair in which this patient is now: a chair's next patient has other values."""
    return state.last(ChairTaken) if state.phase in RUNNING else None


def _sent(taken: Recorded[ChairTaken], since: datetime) -> list[Candidate]:
    return places.candidates(taken.fact.chair, max(since, taken.happened_at))


def _samples(found: list[Candidate], state: VisitState, now: datetime) -> Iterator[Sample]:
    """Values of the source that stands for each parameter, as the hold times need them.

    A cuff value that a device may merely have sent again confirms nothing, and a continuous one
    whose source has fallen silent is no longer the patient's.
    """
    filed = _filed(state)
    best = {
        parameter: (one.reading.code, one.reading.channel)
        for parameter, one in latest(found).items()
        if one.reading.episodic or now - one.received_at <= SILENT_AFTER
    }
    for one in sorted(found, key=lambda candidate: candidate.measured_at):
        reading = one.reading
        is_best = best.get(reading.parameter) == (reading.code, reading.channel)
        recent = reading.episodic or now - one.measured_at <= HELD
        if is_best and recent and one.fileable and (one.cites, reading.parameter) not in filed:
            yield Sample(
                parameter=reading.parameter,
                value=reading.value,
                at=one.measured_at,
                live=True,
                cites=one.cites,
            )


def _filed(state: VisitState) -> set[tuple[str, str]]:
    """Which messages' values are charted already: the same measurement never counts twice."""
    return {
        (reading.message, reading.parameter)
        for charted in state.all(SetCharted)
        for reading in charted.fact.readings
        if reading.message
    }


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
