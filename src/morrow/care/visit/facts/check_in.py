"""Facts of check-in and preparation.  Every answer is asked anew at each visit (R39)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from morrow.care.visit.values import Allergy, Answer, Medication, Product
from morrow.quantities import Cm, Kg, MgPerMl, Ml, MlPerH


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientArrived:
    VERSION: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairTaken:
    VERSION: ClassVar[int] = 1
    chair: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityConfirmed:
    """Two identifiers, said by the patient and compared with the record."""

    VERSION: ClassVar[int] = 1
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergiesConfirmed:
    """The whole list as confirmed now; empty means that the patient says: none known."""

    VERSION: ClassVar[int] = 1
    allergies: tuple[Allergy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationsReviewed:
    """The whole list as taken today, and what changed since the last visit."""

    VERSION: ClassVar[int] = 1
    medications: tuple[Medication, ...]
    changes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightMeasured:
    VERSION: ClassVar[int] = 1
    weight_kg: Kg


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightMeasured:
    VERSION: ClassVar[int] = 1
    height_cm: Cm


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineAssessed:
    """How the patient is before the drug: discharge compares with this.

    A deficit is written in words ("uses a stick"); empty means none.
    """

    VERSION: ClassVar[int] = 1
    orientation_deficit: str
    gait_deficit: str
    cadss6: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FastingAnswered:
    VERSION: ClassVar[int] = 1
    last_food_at: datetime
    last_fluid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibleAdultNamed:
    VERSION: ClassVar[int] = 1
    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardHandoverNamed:
    """For inpatients, instead of a responsible adult."""

    VERSION: ClassVar[int] = 1
    ward: str
    receiving_nurse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PregnancyAnswered:
    """Asked of everybody, never derived from sex."""

    VERSION: ClassVar[int] = 1
    possible: Answer
    breast_feeding: Answer
    test: str  # "negative", "positive" or "none"
    tested_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardiovascularAnswered:
    """Any heart attack, stroke or other cardiovascular event, and when the last one was."""

    VERSION: ClassVar[int] = 1
    event: Answer
    last_event_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuicideRiskScreened:
    """C-SSRS screener, score entry, since last contact.  None: not asked by its skip rule."""

    VERSION: ClassVar[int] = 1
    answers: tuple[bool | None, ...]  # items 1 to 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskItemAnswered:
    """The answer to the suicide item of a rating scale filled in today (PHQ-9 item 9; R35)."""

    VERSION: ClassVar[int] = 1
    scale: str  # "PHQ-9", "QIDS" or "MADRS"
    answer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDispositionSigned:
    """A prescriber has seen a positive screen and says what follows."""

    VERSION: ClassVar[int] = 1
    disposition: str
    safety_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComfortNoted:
    VERSION: ClassVar[int] = 1
    music: str
    light: str
    eye_mask: bool
    touch: str
    helps: str
    fetch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NurseAssigned:
    """The nurse takes the patient; a hand-over is complete when the next one accepts."""

    VERSION: ClassVar[int] = 1
    nurse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NurseHandoverOffered:
    VERSION: ClassVar[int] = 1
    nurse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyStaffConfirmed:
    """Who is in the building: the prescriber on site and the person trained in ACLS."""

    VERSION: ClassVar[int] = 1
    prescriber: str
    acls: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationEntered:
    """What the first person prepared: vial, drawn volume, weight used, pump settings."""

    VERSION: ClassVar[int] = 1
    product: Product
    vial_mg_per_ml: MgPerMl | None = None
    weight_kg: Kg | None = None
    drawn_ml: Ml | None = None
    pump_rate_ml_per_h: MlPerH | None = None
    pump_volume_ml: Ml | None = None
    devices: int | None = None
    lot: str
    expires_on: date
    syringe_ml: Ml | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationChecked:
    """What a second person read, blind to the first, from vial, syringe, scale and pump."""

    VERSION: ClassVar[int] = 1
    product: Product
    vial_mg_per_ml: MgPerMl | None = None
    weight_kg: Kg | None = None
    drawn_ml: Ml | None = None
    pump_rate_ml_per_h: MlPerH | None = None
    pump_volume_ml: Ml | None = None
    devices: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOverridden:
    """An entitled person sets a hold aside: rule, reason, and the values that they saw (R51)."""

    VERSION: ClassVar[int] = 1
    rule: str
    reason: str
    seen: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningAcknowledged:
    VERSION: ClassVar[int] = 1
    rule: str
    reason: str
    seen: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientDeclined:
    """The patient says no to something asked or offered: its own fact, never a blank."""

    VERSION: ClassVar[int] = 1
    what: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPatientChosen:
    """The visit was opened for somebody else: it moves to this patient, and stays flagged."""

    VERSION: ClassVar[int] = 1
    patient: UUID
    reason: str


ALL = (
    PatientArrived,
    ChairTaken,
    IdentityConfirmed,
    AllergiesConfirmed,
    MedicationsReviewed,
    WeightMeasured,
    HeightMeasured,
    BaselineAssessed,
    FastingAnswered,
    ResponsibleAdultNamed,
    WardHandoverNamed,
    PregnancyAnswered,
    CardiovascularAnswered,
    SuicideRiskScreened,
    RiskItemAnswered,
    RiskDispositionSigned,
    ComfortNoted,
    NurseAssigned,
    NurseHandoverOffered,
    SafetyStaffConfirmed,
    PreparationEntered,
    PreparationChecked,
    GateOverridden,
    WarningAcknowledged,
    PatientDeclined,
    WrongPatientChosen,
)
