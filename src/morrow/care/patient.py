"""The facts of a patient that outlive a visit, and their fold.

Consent and eligibility are attestations here: who says so, when, and which document.  A course
will stand behind the same gates later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from morrow.care.recorded import Recorded
from morrow.care.visit.values import Product, Route

FactT = TypeVar("FactT")

CONTRAINDICATIONS = (
    "aneurysmal vascular disease",
    "arteriovenous malformation",
    "intracerebral haemorrhage",
    "hypersensitivity to ketamine or esketamine",
)
"""R04: no override (Spravato label)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRegistered:
    VERSION: ClassVar[int] = 1
    given_name: str
    family_name: str
    birth_date: date
    record_number: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientCorrected:
    """Names, birth date or number as they should have been; the old ones stay in the journal."""

    VERSION: ClassVar[int] = 1
    given_name: str
    family_name: str
    birth_date: date
    record_number: str
    phone: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsMerged:
    """This record and `other` are one person; `other` is read through this one from now on."""

    VERSION: ClassVar[int] = 1
    other: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityAttested:
    """A prescriber's decision to treat, with what was found present of `CONTRAINDICATIONS`."""

    VERSION: ClassVar[int] = 1
    product: Product
    document: str
    decided_on: date
    contraindications: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAttested:
    VERSION: ClassVar[int] = 1
    product: Product
    route: Route
    document: str
    signed_on: date
    off_label_acknowledged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn:
    VERSION: ClassVar[int] = 1
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTermReviewAttested:
    """A prescriber has reviewed bladder, liver, cognition and misuse (R47); see the document."""

    VERSION: ClassVar[int] = 1
    document: str
    reviewed_on: date
    finding: str


ALL: tuple[type, ...] = (
    PatientRegistered,
    PatientCorrected,
    PatientsMerged,
    EligibilityAttested,
    ConsentAttested,
    ConsentWithdrawn,
    LongTermReviewAttested,
)


@dataclass(frozen=True, slots=True)
class PatientState:
    """What the facts of one patient say now: the last fact of each kind."""

    version: int = 0
    by_kind: dict[type, tuple[Recorded[Any], ...]] = field(default_factory=dict)

    def all(self, kind: type[FactT]) -> tuple[Recorded[FactT], ...]:
        return self.by_kind.get(kind, ())

    def last(self, kind: type[FactT]) -> Recorded[FactT] | None:
        found = self.all(kind)
        return found[-1] if found else None

    def by(self, instant: datetime) -> "PatientState":
        """What was on record at that instant."""
        then = {
            kind: kept
            for kind, facts in self.by_kind.items()
            if (kept := tuple(one for one in facts if one.recorded_at <= instant))
        }
        return PatientState(version=self.version, by_kind=then)

    @property
    def identity(self) -> PatientRegistered | PatientCorrected | None:
        """Names, birth date and number as last stated."""
        if corrected := self.last(PatientCorrected):
            return corrected.fact
        registered = self.last(PatientRegistered)
        return registered.fact if registered else None

    def consent(self, product: Product, route: Route) -> Recorded[ConsentAttested] | None:
        """The last consent for this drug and route that has not been withdrawn since."""
        withdrawn = self.last(ConsentWithdrawn)
        for recorded in reversed(self.all(ConsentAttested)):
            if withdrawn and withdrawn.version > recorded.version:
                return None
            if recorded.fact.product is product and recorded.fact.route is route:
                return recorded
        return None


def fold(state: PatientState, facts: Iterable[Recorded[Any]]) -> PatientState:
    """`state` with these facts, in recorded order."""
    by_kind, version = dict(state.by_kind), state.version
    for recorded in facts:
        kind = type(recorded.fact)
        by_kind[kind] = (*by_kind.get(kind, ()), recorded)
        version = recorded.version
    return PatientState(version, by_kind)
