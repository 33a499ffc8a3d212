"""What a decision about a visit stands on besides the visit itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from morrow.care.patient import PatientState
from morrow.care.protocols import Protocol
from morrow.care.visit.values import Product, Route
from morrow.quantities import Kg


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVisit:
    """Another dosed visit of the same patient, anywhere in the organisation.

    `urinary_symptom`: one was marked at that visit (R47).
    """

    id: UUID
    product: Product
    dosed_at: datetime
    running: bool
    urinary_symptom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tended:
    """A visit with drug in the patient that a nurse watches: since when, and whether it goes on."""

    route: Route
    began_at: datetime
    dosing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Patient, protocol, clinic and the patient's other visits, as they are now.

    `protocol` is the version in force; `signed` False means that there is none, and then it is
    the library's, for reading only.  `zone` is the clinic's IANA zone.  `tended_by_nurse` has the
    visits, this one left out, that each nurse watches.
    `others` are all dosed ones, however long ago.  `last_weight_kg` comes from an earlier visit
    and is only compared with, never used.
    """

    patient: PatientState
    protocol: Protocol
    signed: bool
    zone: str
    others: tuple[OtherVisit, ...] = ()
    tended_by_nurse: Mapping[str, tuple[Tended, ...]] = field(default_factory=dict)
    last_weight_kg: Kg | None = None
