"""Facts before the patient comes: booking and order."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from morrow.care.visit.values import Order, Product, Route, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBooked:
    VERSION: ClassVar[int] = 1
    patient: UUID
    product: Product
    route: Route
    protocol: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMoved:
    VERSION: ClassVar[int] = 1
    starts_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCancelled:
    VERSION: ClassVar[int] = 1
    reason: str
    by_patient: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientDidNotAttend:
    VERSION: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNotDone:
    """The patient came, and nothing was given: a gate failed, or somebody decided so."""

    VERSION: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSigned:
    """A signed order.  A later one replaces an earlier one: an edit needs a fresh signature."""

    VERSION: ClassVar[int] = 1
    order: Order
    signature: Signature
    acknowledged: tuple[str, ...] = ()
    reason: str = ""
    needs_cosign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCosigned:
    VERSION: ClassVar[int] = 1
    order: UUID
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRevoked:
    VERSION: ClassVar[int] = 1
    order: UUID
    reason: str


ALL = (
    VisitBooked,
    VisitMoved,
    VisitCancelled,
    PatientDidNotAttend,
    VisitNotDone,
    OrderSigned,
    OrderCosigned,
    OrderRevoked,
)
