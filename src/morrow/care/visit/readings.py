"""The readings of a visit as they stand now: corrected, marked, sorted by when they were taken."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from morrow.care.clinic import Machine
from morrow.care.recorded import Recorded
from morrow.care.visit.facts.check_in import WrongPatientChosen
from morrow.care.visit.facts.monitoring import (
    ReadingCorrected,
    ReadingMarkedArtefact,
    SetCharted,
)
from morrow.care.visit.memo import grown, per_state
from morrow.care.visit.phases import DOSES
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Parameter, Reading


class Taken(NamedTuple):
    """One charted value at one time, a `breaches.Sample` as it stands.

    `was` holds what a correction replaced, newest last; `version` is its set's, `valued` that of
    the set or correction which gave it this value.  A tuple, because a visit has thousands of
    them and each opening makes them all.
    """

    set: UUID
    parameter: Parameter
    value: Decimal
    at: datetime
    recorded_at: datetime
    by: str
    message: str
    on_oxygen: bool
    artefact: bool
    was: tuple[Decimal, ...]
    comment: str
    version: int
    valued: int

    @property
    def late(self) -> bool:
        """Written down more than five minutes after it was taken: shown with both times."""
        return self.recorded_at - self.at > timedelta(minutes=5)

    @property
    def live(self) -> bool:
        """Filed by a rule: nobody has looked at it."""
        return self.by == Machine.GATEWAY

    @property
    def cites(self) -> str:
        """What an alarm on it names: its set."""
        return str(self.set)


@grown(SetCharted, ReadingCorrected, ReadingMarkedArtefact)
def taken(state: VisitState, before: tuple[Taken, ...] | None) -> tuple[Taken, ...]:
    """Every reading, artefacts included, by the time at which it was taken."""
    known = _unchanged(state, before or ())
    since = max((reading.version for reading in known), default=0)
    corrections = _by_reading(state.all(ReadingCorrected))
    artefacts = {
        (r.fact.set, r.fact.parameter): r.version for r in state.all(ReadingMarkedArtefact)
    }
    newer = takewhile(lambda recorded: recorded.version > since, reversed(state.all(SetCharted)))
    found = [
        _reading(recorded, reading, corrections, artefacts)
        for recorded in reversed(list(newer))
        for reading in recorded.fact.readings
    ]
    return tuple(sorted([*known, *found], key=attrgetter("at")))


def _unchanged(state: VisitState, before: tuple[Taken, ...]) -> tuple[Taken, ...]:
    """The readings of an earlier state, where none of them was corrected or marked since."""
    last = max((reading.version for reading in before), default=0)
    changes = (*state.all(ReadingCorrected)[-1:], *state.all(ReadingMarkedArtefact)[-1:])
    return () if any(change.version > last for change in changes) else before


def valid(state: VisitState, *parameters: Parameter) -> tuple[Taken, ...]:
    """The readings that count: no artefacts, these parameters only (none given: all)."""
    every = _valid(state)
    return tuple(r for r in every if r.parameter in parameters) if parameters else every


@per_state(SetCharted, ReadingCorrected, ReadingMarkedArtefact, WrongPatientChosen, *DOSES)
def _valid(state: VisitState) -> tuple[Taken, ...]:
    """What was charted before the patient was corrected is another patient's."""
    since = state.asked_anew_from
    return tuple(r for r in taken(state) if not r.artefact and r.version > since)


def latest(readings: Iterable[Taken]) -> dict[Parameter, Taken]:
    """The newest of each parameter.  It may be old: whoever shows it shows its age."""
    return {reading.parameter: reading for reading in readings}


def baseline(state: VisitState, started: datetime | None) -> dict[Parameter, Taken]:
    """The last value of each parameter before the dose, else (no dose yet) the last of all.

    It is what the gate saw: a set written down after the dose moves it only where there is none.
    """
    if started is None or state.first_dose is None:
        return latest(valid(state))
    before = list(takewhile(lambda reading: reading.at <= started, valid(state)))
    since = state.first_dose.version
    late, seen = latest(before), latest(r for r in before if r.version < since)
    return {**late, **seen}


_Corrections = dict[tuple[UUID, Parameter], list[Recorded[ReadingCorrected]]]


def _by_reading(corrections: Iterable[Recorded[ReadingCorrected]]) -> _Corrections:
    found: _Corrections = {}
    for correction in corrections:
        fact = correction.fact
        found.setdefault((fact.set, fact.parameter), []).append(correction)
    return found


def _reading(
    recorded: Recorded[SetCharted],
    reading: Reading,
    corrections: _Corrections,
    artefacts: dict[tuple[UUID, Parameter], int],
) -> Taken:
    """A correction of what was marked as an artefact says that it was none."""
    key = (recorded.id, reading.parameter)
    later = corrections.get(key, ())
    values = [reading.value, *(one.fact.value for one in later)]
    valued = later[-1].version if later else recorded.version
    return Taken(
        recorded.id,
        reading.parameter,
        values[-1],
        recorded.happened_at,
        recorded.recorded_at,
        recorded.by,
        reading.message,
        reading.on_oxygen,
        artefacts.get(key, 0) > valued,
        tuple(values[:-1]),
        reading.comment,
        recorded.version,
        valued,
    )
