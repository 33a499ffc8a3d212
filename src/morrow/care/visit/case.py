"""One visit as a rule sees it: its state, the knowledge it stands on, and the time."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Self, TypeVar

from morrow.care.calendar import clock, local_date, zone
from morrow.care.protocols import Protocol
from morrow.care.recorded import Recorded
from morrow.care.visit.given import dose_began, dose_ended
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.readings import Taken, baseline, latest, valid
from morrow.care.visit.schedule import Column, columns
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Parameter

FactT = TypeVar("FactT")


@dataclass(frozen=True)
class Case:
    """`state` and `know` at `now`.  Rules read it; nothing here decides."""

    state: VisitState
    know: Knowledge
    now: datetime

    @classmethod
    def of(cls, state: VisitState, know: Knowledge, now: datetime) -> Self:
        """The case; the same one again when the same question is asked of the same state."""
        known = state.memo.get(cls)
        if isinstance(known, cls) and known.know is know and known.now == now:
            return known
        case = cls(state, know, now)
        state.memo[cls] = case
        return case

    @cached_property
    def found(self) -> dict[Any, Any]:
        """What each gate found here, by its rules: `gates.findings` keeps it."""
        return {}

    @property
    def protocol(self) -> Protocol:
        return self.know.protocol

    @cached_property
    def today(self) -> date:
        """The clinic's date."""
        return self.date_of(self.now)

    def date_of(self, instant: datetime) -> date:
        """The clinic's date at an instant."""
        return local_date(instant, zone=zone(self.know.zone))

    def clock(self, instant: datetime) -> str:
        """The clinic's time for a reader, with its date on another day than today."""
        return clock(instant, zone=zone(self.know.zone), on=self.today)

    @cached_property
    def arrived_at(self) -> datetime | None:
        return self.state.arrived_at

    @cached_property
    def readings(self) -> tuple[Taken, ...]:
        return valid(self.state)

    @cached_property
    def latest(self) -> dict[Parameter, Taken]:
        """The newest reading of each parameter."""
        return latest(self.readings)

    @cached_property
    def baseline(self) -> dict[Parameter, Taken]:
        """The last reading of each parameter before the dose."""
        return baseline(self.state, dose_began(self.state))

    @cached_property
    def since_dose(self) -> dict[Parameter, Taken]:
        """The newest reading of each parameter since the dose ended; empty until it has."""
        ended = dose_ended(self.state)
        return {} if ended is None else latest(r for r in self.readings if r.at >= ended)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The due sets so far and the next one."""
        return columns(self.state, self.protocol, self.now)

    def value(self, parameter: Parameter) -> Decimal | None:
        taken = self.latest.get(parameter)
        return taken.value if taken else None

    def answers(self, kind: type[FactT]) -> tuple[Recorded[FactT], ...]:
        """The answers given at this visit, in recorded order.

        One from before the arrival is none (R39), and neither is one given before the record
        was found to be another patient's, unless the dose had begun by then.
        """
        arrival = self.state.arrival
        if arrival is None:
            return ()
        came, since = (arrival.happened_at, arrival.version), self.state.asked_anew_from
        return tuple(
            recorded
            for recorded in self.state.all(kind)
            if (recorded.happened_at, recorded.version) > came and recorded.version > since
        )

    def answered(self, kind: type[FactT]) -> Recorded[FactT] | None:
        """The answer that holds: the one given last, whenever it was written down."""
        found = self.answers(kind)
        return max(found, key=lambda one: (one.happened_at, one.version)) if found else None

    def fact(self, kind: type[FactT]) -> FactT | None:
        """`answered`, without its envelope."""
        found = self.answered(kind)
        return found.fact if found else None
