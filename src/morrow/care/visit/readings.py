"""The readings of a visit as they stand now: corrected, marked, sorted by when they were taken."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from morrow.care.recorded import Recorded
from morrow.care.visit.facts.monitoring import (
    ReadingCorrected,
    ReadingMarkedArtefact,
    SetCharted,
)
from morrow.care.visit.memo import per_state
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Parameter, Reading


class Taken(NamedTuple):
    """One value at one time.  `was` holds what a correction replaced, newest last.

    A tuple, because a visit has thousands of them and each opening makes them all.
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

    @property
    def late(self) -> bool:
        """Written down more than five minutes after it was taken: shown with both times."""
        return self.recorded_at - self.at > timedelta(minutes=5)


@per_state(SetCharted, ReadingCorrected, ReadingMarkedArtefact)
def taken(state: VisitState) -> tuple[Taken, ...]:
    """Every reading, artefacts included, by the time at which it was taken."""
    corrections = _by_reading(state.all(ReadingCorrected))
    artefacts = {(r.fact.set, r.fact.parameter) for r in state.all(ReadingMarkedArtefact)}
    found = [
        _reading(recorded, reading, corrections, artefacts)
        for recorded in state.all(SetCharted)
        for reading in recorded.fact.readings
    ]
    return tuple(sorted(found, key=attrgetter("at")))


def valid(state: VisitState, *parameters: Parameter) -> tuple[Taken, ...]:
    """The readings that count: no artefacts, these parameters only (none given: all)."""
    every = _valid(state)
    return tuple(r for r in every if r.parameter in parameters) if parameters else every


@per_state(SetCharted, ReadingCorrected, ReadingMarkedArtefact)
def _valid(state: VisitState) -> tuple[Taken, ...]:
    return tuple(reading for reading in taken(state) if not reading.artefact)


def latest(readings: Iterable[Taken]) -> dict[Parameter, Taken]:
    """The newest of each parameter.  It may be old: whoever shows it shows its age."""
    return {reading.parameter: reading for reading in readings}


def baseline(state: VisitState, started: datetime | None) -> dict[Parameter, Taken]:
    """The last value of each parameter before the dose, else (no dose yet) the last of all."""
    return latest(r for r in valid(state) if started is None or r.at <= started)


def _by_reading(
    corrections: Iterable[Recorded[ReadingCorrected]],
) -> dict[tuple[UUID, Parameter], list[Decimal]]:
    found: dict[tuple[UUID, Parameter], list[Decimal]] = {}
    for correction in corrections:
        fact = correction.fact
        found.setdefault((fact.set, fact.parameter), []).append(fact.value)
    return found


def _reading(
    recorded: Recorded[SetCharted],
    reading: Reading,
    corrections: dict[tuple[UUID, Parameter], list[Decimal]],
    artefacts: set[tuple[UUID, Parameter]],
) -> Taken:
    key = (recorded.id, reading.parameter)
    later = corrections.get(key)
    values = [reading.value, *later] if later else [reading.value]
    return Taken(
        recorded.id,
        reading.parameter,
        values[-1],
        recorded.happened_at,
        recorded.recorded_at,
        recorded.by,
        reading.message,
        reading.on_oxygen,
        key in artefacts,
        tuple(values[:-1]),
        reading.comment,
    )
