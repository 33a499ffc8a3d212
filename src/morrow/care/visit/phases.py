"""Where a fact brings a visit: the phase after it, from the phase before and the facts so far.

A fact that does not fit leaves the phase alone, and `flags` says so aloud.  Two kinds move a visit
from anywhere, closed ones included: the patient is gone, or drug is found to have gone in.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from morrow.care.durations import minutes
from morrow.care.recorded import Recorded
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring, planning
from morrow.care.visit.values import Phase

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState

DOSING: Final = frozenset({Phase.INFUSING, Phase.PAUSED, Phase.INJECTED, Phase.SPRAYING})
BEFORE_DOSING: Final = frozenset({Phase.PLANNED, Phase.ARRIVED})
WATCHED: Final = DOSING | {Phase.ENDED, Phase.RECOVERY}
CLOSED: Final = frozenset({Phase.CANCELLED, Phase.NO_SHOW, Phase.NOT_DONE, Phase.SIGNED})
GONE: Final = frozenset({Phase.DISCHARGED, Phase.TRANSFERRED, Phase.LEFT})

_MOVES: Final[Mapping[type, Phase]] = {
    planning.VisitBooked: Phase.PLANNED,
    planning.VisitCancelled: Phase.CANCELLED,
    planning.PatientDidNotAttend: Phase.NO_SHOW,
    planning.VisitNotDone: Phase.NOT_DONE,
    check_in.PatientArrived: Phase.ARRIVED,
    dosing.InfusionStarted: Phase.INFUSING,
    dosing.InfusionFoundRunning: Phase.INFUSING,
    dosing.InfusionPaused: Phase.PAUSED,
    dosing.InfusionResumed: Phase.INFUSING,
    dosing.PumpFoundChanged: Phase.INFUSING,
    dosing.InfusionStopped: Phase.ENDED,
    dosing.InfusionCompleted: Phase.ENDED,
    dosing.InjectionGiven: Phase.INJECTED,
    dosing.SpraysStopped: Phase.ENDED,
    dosing.DoseFoundGiven: Phase.ENDED,
    leaving.Discharged: Phase.DISCHARGED,
    leaving.LeftBeforeDischarge: Phase.LEFT,
    leaving.PatientTransferred: Phase.TRANSFERRED,
    leaving.VisitSigned: Phase.SIGNED,
}

_ONLY_FROM: Final[Mapping[type, frozenset[Phase | None]]] = {
    check_in.PatientArrived: frozenset({Phase.PLANNED, Phase.NO_SHOW, Phase.CANCELLED}),
    dosing.InfusionPaused: frozenset({Phase.INFUSING}),
    dosing.InfusionResumed: frozenset({Phase.PAUSED}),
    dosing.PumpFoundChanged: frozenset({Phase.INFUSING, Phase.PAUSED}),
    dosing.InfusionStopped: DOSING,
    dosing.InfusionCompleted: DOSING,
    dosing.SpraysStopped: DOSING,
    dosing.DoseFoundGiven: frozenset({None, *Phase}) - WATCHED,
}

DOSES: Final = (
    dosing.InfusionStarted,
    dosing.InfusionFoundRunning,
    dosing.InjectionGiven,
    dosing.SprayGiven,
    dosing.DoseFoundGiven,
)
"""The facts that say that drug went in."""

_ENDS: Final = (
    dosing.InfusionStopped,
    dosing.InfusionCompleted,
    dosing.SpraysStopped,
    dosing.SprayGiven,
    dosing.DoseFoundGiven,
)


def phase_after(state: "VisitState", recorded: Recorded[object]) -> Phase | None:
    """The phase once `recorded` (already among the state's facts) has happened."""
    fact, phase = recorded.fact, state.phase
    kind = type(fact)
    if kind in _ONLY_FROM and phase not in _ONLY_FROM[kind]:
        return phase
    if isinstance(fact, dosing.SprayGiven):
        return _after_spray(state)
    if isinstance(fact, monitoring.SetCharted) and fact.readings:
        return _after_set(state, recorded.happened_at)
    return _MOVES.get(kind, phase)


def _after_spray(state: "VisitState") -> Phase:
    """Sprays go on until the last ordered device; without an order nobody knows, so they go on."""
    order = state.order
    given = len(state.all(dosing.SprayGiven))
    finished = order is not None and order.devices is not None and given >= order.devices
    return Phase.ENDED if finished else Phase.SPRAYING


def _after_set(state: "VisitState", at: datetime) -> Phase | None:
    """The first values taken after the end of dosing, or of an injection's watch, open recovery."""
    if state.phase is Phase.ENDED:
        ends = [r.happened_at for kind in _ENDS for r in state.all(kind)]
        return Phase.RECOVERY if not ends or at >= max(ends) else Phase.ENDED
    if state.phase is Phase.INJECTED:
        given = state.last(dosing.InjectionGiven)
        if given and at - given.happened_at >= minutes(given.fact.observed_minutes):
            return Phase.RECOVERY
    return state.phase
