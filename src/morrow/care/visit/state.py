"""The fold of a visit: its facts by kind, and the phase that they have brought it to.

Everything else that can be known of a visit is a function of this state, the knowledge it stands
on, and the time.  Facts fold in recorded order; what is computed over clinical time sorts them
by `happened_at` itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from morrow.care.recorded import Recorded
from morrow.care.visit.facts import check_in, monitoring, planning
from morrow.care.visit.flags import Flag, raised
from morrow.care.visit.memo import handed_on
from morrow.care.visit.phases import (
    BEFORE_DOSING,
    CLOSED,
    DOSES,
    DOSING,
    GONE,
    WATCHED,
    phase_after,
)
from morrow.care.visit.values import Order, Phase, Product, Route

__all__ = ["BEFORE_DOSING", "CLOSED", "DOSING", "GONE", "WATCHED", "VisitState", "fold"]

FactT = TypeVar("FactT")
_UTC: Final = timedelta()


@dataclass(frozen=True, slots=True)
class VisitState:
    """The facts of one visit by kind, in recorded order, its phase, and the flags raised.

    `memo` keeps what was computed from this very state (`memo.per_state`).
    """

    version: int = 0
    phase: Phase | None = None
    by_kind: dict[type, tuple[Recorded[Any], ...]] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def all(self, kind: type[FactT]) -> tuple[Recorded[FactT], ...]:
        return self.by_kind.get(kind, ())

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
    def order_signed(self) -> Recorded[planning.OrderSigned] | None:
        """The signature of the order in force: the last signed, unless that one was revoked."""
        signed = self.last(planning.OrderSigned)
        if signed is None:
            return None
        revoked = {r.fact.order for r in self.all(planning.OrderRevoked)}
        return None if signed.fact.order.id in revoked else signed

    @property
    def order(self) -> Order | None:
        """The order in force."""
        signed = self.order_signed
        return signed.fact.order if signed else None

    @property
    def cosigned(self) -> bool:
        """Whether the order in force has its second signature."""
        signed = self.order_signed
        return signed is not None and any(
            c.fact.order == signed.fact.order.id and c.version > signed.version
            for c in self.all(planning.OrderCosigned)
        )

    @property
    def route(self) -> Route | None:
        order = self.order
        return order.route if order else (self.booking.route if self.booking else None)

    @property
    def product(self) -> Product | None:
        order = self.order
        return order.product if order else (self.booking.product if self.booking else None)

    @property
    def nurse(self) -> str | None:
        """The assigned nurse's id."""
        assigned = self.last(check_in.NurseAssigned)
        return assigned.fact.nurse if assigned else None

    @property
    def first_dose(self) -> Recorded[Any] | None:
        """The first fact recorded that says that drug went in."""
        found = [facts[0] for kind in DOSES if (facts := self.by_kind.get(kind))]
        return min(found, key=lambda recorded: recorded.version, default=None)

    @property
    def dosed(self) -> bool:
        """Whether any drug of this visit has gone into the patient, as far as is recorded."""
        return self.has(*DOSES)

    @property
    def emergency(self) -> Recorded[monitoring.EmergencyDeclared] | None:
        """The emergency that runs now."""
        declared = self.last(monitoring.EmergencyDeclared)
        ended = self.last(monitoring.EmergencyEnded)
        if declared is None or (ended is not None and ended.version > declared.version):
            return None
        return declared

    @property
    def arrival(self) -> Recorded[check_in.PatientArrived] | None:
        """The arrival that answers must follow (R39): the last one recorded before a dose.

        A second arrival before the dose makes every answer be asked again; one written down
        after it changes nothing that the dose stood on.
        """
        arrivals, dose = self.all(check_in.PatientArrived), self.first_dose
        if not arrivals:
            return None
        before = [a for a in arrivals if dose is None or a.version < dose.version]
        return before[-1] if before else arrivals[0]

    @property
    def asked_anew_from(self) -> int:
        """The version after which answers, overrides and readings are this patient's.

        Where the patient was corrected before a dose; what a dose stood on stays.
        """
        corrected, dose = self.all(check_in.WrongPatientChosen), self.first_dose
        before = [one.version for one in corrected if dose is None or one.version < dose.version]
        return max(before, default=0)

    @property
    def arrived_at(self) -> datetime | None:
        """When the patient came."""
        return self.arrival.happened_at if self.arrival else None


def fold(state: VisitState, facts: Iterable[Recorded[Any]]) -> VisitState:
    """`state` with these facts, in recorded order.  Pure; the given state is untouched.

    Raises ValueError for an instant that is not UTC: durations would be wrong by the clock change.
    """
    for recorded in facts:
        _require_utc(recorded.happened_at)
        _require_utc(recorded.recorded_at)
        kind = type(recorded.fact)
        flags = (*state.flags, *raised(state, recorded))
        by_kind = {**state.by_kind, kind: (*state.by_kind.get(kind, ()), recorded)}
        memo = handed_on(state.memo, kind)
        after = VisitState(recorded.version, state.phase, by_kind, flags, memo)
        phase = phase_after(after, recorded)
        if phase is not after.phase:
            after = VisitState(recorded.version, phase, by_kind, flags, memo)
        state = after
    return state


def _require_utc(instant: datetime) -> None:
    zone = instant.tzinfo
    if zone is None or zone.utcoffset(None) != _UTC:
        raise ValueError(f"{instant!r} is not an instant in UTC")
