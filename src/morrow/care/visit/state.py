"""The fold of a visit: its facts by kind, and the phase that they have brought it to.

Everything else that can be known of a visit is a function of this state, the knowledge it stands
on, and the time.  Facts fold in recorded order; what is computed over clinical time sorts them
by `happened_at` itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar
from uuid import UUID

from morrow.care.durations import minutes
from morrow.care.recorded import Recorded
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring, planning
from morrow.care.visit.flags import Flag, raised
from morrow.care.visit.values import Order, Phase, Product, Route

FactT = TypeVar("FactT")
Any_ = Recorded[object]

DOSING: Final = frozenset({Phase.INFUSING, Phase.PAUSED, Phase.INJECTED, Phase.SPRAYING})
BEFORE_DOSING: Final = frozenset({Phase.PLANNED, Phase.ARRIVED})
WATCHED: Final = DOSING | {Phase.ENDED, Phase.RECOVERY}
CLOSED: Final = frozenset({Phase.CANCELLED, Phase.NO_SHOW, Phase.NOT_DONE, Phase.SIGNED})
GONE: Final = frozenset({Phase.DISCHARGED, Phase.TRANSFERRED, Phase.LEFT})


@dataclass(frozen=True, slots=True)
class VisitState:
    """The facts of one visit by kind, in recorded order, its phase, and the flags raised."""

    version: int = 0
    phase: Phase | None = None
    by_kind: dict[type, tuple[Any_, ...]] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()

    def all(self, kind: type[FactT]) -> tuple[Recorded[FactT], ...]:
        return self.by_kind.get(kind, ())  # type: ignore[return-value]

    def last(self, kind: type[FactT]) -> Recorded[FactT] | None:
        found = self.all(kind)
        return found[-1] if found else None

    def has(self, *kinds: type) -> bool:
        return any(kind in self.by_kind for kind in kinds)

    @property
    def booking(self) -> planning.VisitBooked | None:
        booked = self.last(planning.VisitBooked)
        return booked.fact if booked else None

    @property
    def patient(self) -> UUID | None:
        """Whose visit this is: as booked, or as corrected since."""
        corrected = self.last(check_in.WrongPatientChosen)
        if corrected:
            return corrected.fact.patient
        return self.booking.patient if self.booking else None

    @property
    def order(self) -> Order | None:
        """The order in force: the last signed, unless it was revoked."""
        signed = self.last(planning.OrderSigned)
        if signed is None:
            return None
        revoked = {r.fact.order for r in self.all(planning.OrderRevoked)}
        return None if signed.fact.order.id in revoked else signed.fact.order

    @property
    def cosigned(self) -> bool:
        order = self.order
        return order is not None and any(
            c.fact.order == order.id for c in self.all(planning.OrderCosigned)
        )

    @property
    def route(self) -> Route | None:
        return self.order.route if self.order else (self.booking.route if self.booking else None)

    @property
    def product(self) -> Product | None:
        if self.order:
            return self.order.product
        return self.booking.product if self.booking else None

    @property
    def nurse(self) -> str | None:
        """The assigned nurse's id."""
        assigned = self.last(check_in.NurseAssigned)
        return assigned.fact.nurse if assigned else None

    @property
    def dosed(self) -> bool:
        """Whether any drug of this visit has gone into the patient, as far as is recorded."""
        return self.has(
            dosing.InfusionStarted,
            dosing.InfusionFoundRunning,
            dosing.InjectionGiven,
            dosing.SprayGiven,
        )


def fold(state: VisitState, facts: Iterable[Recorded[object]]) -> VisitState:
    """`state` with these facts, in recorded order.  Pure; the given state is untouched."""
    for recorded in facts:
        flags = (*state.flags, *raised(state, recorded))
        kind = type(recorded.fact)
        by_kind = {**state.by_kind, kind: (*state.by_kind.get(kind, ()), recorded)}
        with_fact = VisitState(recorded.version, state.phase, by_kind, flags)
        state = replace(with_fact, phase=_phase_after(with_fact, recorded))
    return state


_MOVES: Final[dict[type, Phase]] = {
    planning.VisitBooked: Phase.PLANNED,
    planning.VisitCancelled: Phase.CANCELLED,
    planning.PatientDidNotAttend: Phase.NO_SHOW,
    planning.VisitNotDone: Phase.NOT_DONE,
    check_in.PatientArrived: Phase.ARRIVED,
    dosing.InfusionStarted: Phase.INFUSING,
    dosing.InfusionFoundRunning: Phase.INFUSING,
    dosing.InfusionPaused: Phase.PAUSED,
    dosing.InfusionResumed: Phase.INFUSING,
    dosing.InfusionStopped: Phase.ENDED,
    dosing.InfusionCompleted: Phase.ENDED,
    dosing.InjectionGiven: Phase.INJECTED,
    dosing.SpraysStopped: Phase.ENDED,
    leaving.Discharged: Phase.DISCHARGED,
    leaving.LeftBeforeDischarge: Phase.LEFT,
    leaving.PatientTransferred: Phase.TRANSFERRED,
    leaving.VisitSigned: Phase.SIGNED,
}

_ONLY_FROM: Final[dict[type, frozenset[Phase]]] = {
    check_in.PatientArrived: frozenset({Phase.PLANNED, Phase.NO_SHOW, Phase.CANCELLED}),
    dosing.InfusionPaused: frozenset({Phase.INFUSING}),
    dosing.InfusionResumed: frozenset({Phase.PAUSED}),
    dosing.InfusionStopped: DOSING,
    dosing.InfusionCompleted: DOSING,
    dosing.SpraysStopped: DOSING,
}
"""Facts that leave the phase alone when they come from elsewhere; `flags` says so aloud."""


def _phase_after(state: VisitState, recorded: Any_) -> Phase | None:
    """The phase once `recorded` (already among the state's facts) has happened."""
    fact, phase = recorded.fact, state.phase
    kind = type(fact)
    if kind in _ONLY_FROM and phase not in _ONLY_FROM[kind]:
        return phase
    if isinstance(fact, dosing.SprayGiven):
        return _after_spray(state)
    if isinstance(fact, monitoring.SetCharted):
        return _after_set(state, recorded)
    return _MOVES.get(kind, phase)


def _after_spray(state: VisitState) -> Phase:
    """Sprays go on until the last ordered device; without an order nobody knows, so they go on."""
    order = state.order
    given = len(state.all(dosing.SprayGiven))
    finished = order is not None and order.devices is not None and given >= order.devices
    return Phase.ENDED if finished else Phase.SPRAYING


def _after_set(state: VisitState, recorded: Any_) -> Phase | None:
    """The first set after the end of dosing, or of an injection's watch, opens recovery."""
    if state.phase is Phase.ENDED:
        return Phase.RECOVERY
    if state.phase is Phase.INJECTED:
        given = state.last(dosing.InjectionGiven)
        if given and recorded.happened_at - given.happened_at >= minutes(
            given.fact.observed_minutes
        ):
            return Phase.RECOVERY
    return state.phase
