"""The streams of the journal: how each is named, and the fold that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from morrow.care import patient as patients
from morrow.care.clinic import ChairAdded, ChairRetired, ClinicOpened
from morrow.care.patient import PatientState
from morrow.care.protocols import Protocol, protocol
from morrow.care.protocols import facts as protocols
from morrow.care.recorded import Recorded
from morrow.care.visit import state as visits
from morrow.care.visit.state import VisitState
from morrow.clinic import journal
from morrow.clinic.store.folds import Fold


@dataclass(frozen=True, slots=True)
class ClinicState:
    """What the clinic's own facts say now.  `signing` are the facts about protocols, in order."""

    version: int = 0
    name: str = ""
    zone: str = "UTC"
    chairs: Mapping[UUID, str] = field(default_factory=lambda: MappingProxyType({}))
    retired: frozenset[UUID] = frozenset()
    signing: tuple[Recorded[Any], ...] = ()
    in_force: Mapping[str, Protocol] = field(default_factory=lambda: MappingProxyType({}))

    def protocol(self, key: str) -> tuple[Protocol, bool]:
        """The version in force and True; without one the library's, to be read only, and False."""
        found = self.in_force.get(key)
        return (found, True) if found else (protocol(key), False)


def of_visit(visit: UUID) -> str:
    return f"visit:{visit}"


def of_patient(patient: UUID) -> str:
    return f"patient:{patient}"


def of_clinic(clinic: UUID) -> str:
    return f"clinic:{clinic}"


def _step_clinic(before: ClinicState, recorded: Recorded[Any]) -> ClinicState:
    state = replace(before, version=recorded.version)
    match recorded.fact:
        case ClinicOpened(name=name, zone=zone):
            return replace(state, name=name, zone=zone)
        case ChairAdded(chair=chair, name=name):
            return replace(state, chairs=MappingProxyType({**state.chairs, chair: name}))
        case ChairRetired(chair=chair):
            return replace(state, retired=state.retired | {chair})
        case fact if isinstance(fact, protocols.ALL):
            signing = (*state.signing, recorded)
            return replace(state, signing=signing, in_force=protocols.in_force(signing))
        case _:
            return state


VISIT: Final[Fold[VisitState]] = Fold(
    start=VisitState, step=lambda state, recorded: visits.fold(state, [recorded])
)
PATIENT: Final[Fold[PatientState]] = Fold(
    start=PatientState, step=lambda state, recorded: patients.fold(state, [recorded])
)
CLINIC: Final[Fold[ClinicState]] = Fold(start=ClinicState, step=_step_clinic)


def load_visit(stream: str, at_least: int | None = None) -> tuple[VisitState, int]:
    """The visit's state and version now; `at_least`: as in `journal.load`."""
    return journal.load(stream, VISIT, at_least=at_least)


def visit(visit_id: UUID, at_least: int | None = None) -> VisitState:
    """The visit's state now."""
    return load_visit(of_visit(visit_id), at_least)[0]


def patient(patient_id: UUID, at_least: int | None = None) -> PatientState:
    """The patient's state now."""
    return journal.load(of_patient(patient_id), PATIENT, at_least=at_least)[0]


def clinic(clinic_id: UUID) -> ClinicState:
    """The clinic's state now."""
    return journal.load(of_clinic(clinic_id), CLINIC)[0]
