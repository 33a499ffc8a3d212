"""One visit as a rule sees it: its state, the knowledge it stands on, and the time."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from morrow.care.calendar import local_date, zone
from morrow.care.protocols import Protocol
from morrow.care.recorded import Recorded
from morrow.care.visit.facts.check_in import PatientArrived
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.readings import Taken, latest, valid
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Parameter

FactT = TypeVar("FactT")


@dataclass(frozen=True)
class Case:
    """`state` and `know` at `now`.  Rules read it; nothing here decides."""

    state: VisitState
    know: Knowledge
    now: datetime

    @property
    def protocol(self) -> Protocol:
        return self.know.protocol

    @property
    def today(self) -> date:
        """The clinic's date."""
        return self.date_of(self.now)

    def date_of(self, instant: datetime) -> date:
        """The clinic's date at an instant."""
        return local_date(instant, zone=zone(self.know.zone))

    @cached_property
    def arrived_at(self) -> datetime | None:
        arrived = self.state.last(PatientArrived)
        return arrived.happened_at if arrived else None

    @cached_property
    def readings(self) -> tuple[Taken, ...]:
        return valid(self.state)

    @cached_property
    def latest(self) -> dict[Parameter, Taken]:
        return latest(self.readings)

    def value(self, parameter: Parameter) -> Decimal | None:
        taken = self.latest.get(parameter)
        return taken.value if taken else None

    def answered(self, kind: type[FactT]) -> Recorded[FactT] | None:
        """The last answer given at this visit.  One from before the arrival is none (R39)."""
        last = self.state.last(kind)
        if last is None or self.arrived_at is None or last.happened_at < self.arrived_at:
            return None
        return last

    def fact(self, kind: type[FactT]) -> FactT | None:
        """`answered`, without its envelope."""
        found = self.answered(kind)
        return found.fact if found else None
