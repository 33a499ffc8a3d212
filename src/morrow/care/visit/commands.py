"""What a person may ask for.  A command is decided; a fact is only recorded.

Imperative names.  `Record` carries any fact that happened and is never refused.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from morrow.care.dosing.plans import Preparation
from morrow.care.dosing.weight import Devine
from morrow.care.visit.values import Product, Route, Signature, WeightBasis
from morrow.quantities import Kg, Mg, MgPerKg, Min, Ml, MlPerH


@dataclass(frozen=True, slots=True, kw_only=True)
class BookVisit:
    patient: UUID
    protocol: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveVisit:
    starts_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVisit:
    reason: str
    by_patient: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoShow:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNotDone:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """What a prescriber chooses; the arithmetic follows from it.

    IV needs dose, weight, minutes, vial and bag; IM dose, weight and vial; nasal `spray_mg`.
    `entered_mg` is the mg that they expect: it must agree with the arithmetic (H3).
    """

    id: UUID
    protocol: str
    product: Product
    route: Route
    dose_mg_per_kg: MgPerKg | None = None
    measured_weight_kg: Kg | None = None
    weight_basis: WeightBasis = WeightBasis.ACTUAL
    ideal_line: Devine | None = None
    minutes: Min | None = None
    vial_drug_mg: Mg | None = None
    vial_ml: Ml | None = None
    bag_ml: Ml | None = None
    preparation: Preparation = Preparation.ADDED
    spray_mg: Mg | None = None
    entered_mg: Mg | None = None
    premedication: tuple[str, ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOrder:
    """Sign an order.  `acknowledged` names the warnings accepted, with one `reason`."""

    request: OrderRequest
    signature: Signature
    acknowledged: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignOrder:
    order: UUID
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeOrder:
    order: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideGate:
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeWarning:
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptPatient:
    """The nurse who acts takes the patient, at first or by hand-over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInfusion:
    order: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveInjection:
    """`given_ml`: what went in, where it was not all that was drawn."""

    order: UUID
    site: str
    given_ml: Ml | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveSpray:
    order: UUID
    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseInfusion:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeInfusion:
    reason: str
    rate_ml_per_h: MlPerH | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRate:
    rate_ml_per_h: MlPerH
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteInfusion:
    given_ml: Ml | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDosing:
    """Stop, whatever runs.  Never refused, in any state."""

    reason: str
    given_ml: Ml | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge:
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignVisit:
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAddendum:
    text: str
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that happened, as a fact.  Never refused."""

    fact: object


ALL: tuple[type, ...] = (
    BookVisit,
    MoveVisit,
    CancelVisit,
    MarkNoShow,
    MarkNotDone,
    SignOrder,
    CosignOrder,
    RevokeOrder,
    OverrideGate,
    AcknowledgeWarning,
    AcceptPatient,
    StartInfusion,
    GiveInjection,
    GiveSpray,
    PauseInfusion,
    ResumeInfusion,
    ChangeRate,
    CompleteInfusion,
    StopDosing,
    Discharge,
    SignVisit,
    AddAddendum,
    Record,
)
