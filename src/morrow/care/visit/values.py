"""The words of a visit: products, routes, parameters, orders, and what a reading is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from morrow.care.dosing.plans import Preparation
from morrow.quantities import Cm, Kg, Mg, MgPerKg, MgPerMl, Min, Ml, MlPerH


class Product(StrEnum):
    """Which drug.  Label rules (esketamine) and local policy (ketamine) never mix."""

    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"


class Route(StrEnum):
    IV = "iv"
    IM = "im"
    NASAL = "nasal"


class Phase(StrEnum):
    """Where the facts have brought a visit.  Readiness is not here: it depends on the time."""

    PLANNED = "planned"
    ARRIVED = "arrived"
    INFUSING = "infusing"
    PAUSED = "paused"
    INJECTED = "injected"
    SPRAYING = "spraying"
    ENDED = "ended"
    RECOVERY = "recovery"
    DISCHARGED = "discharged"
    SIGNED = "signed"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"
    NOT_DONE = "not-done"
    TRANSFERRED = "transferred"
    LEFT = "left"


class Parameter(StrEnum):
    """What can be measured or observed at the chair."""

    SBP = "sbp"
    DBP = "dbp"
    MAP = "map"
    HR = "hr"
    SPO2 = "spo2"
    RR = "rr"
    AROUSAL = "arousal"
    MOAAS = "moaas"
    RASS = "rass"
    CADSS6 = "cadss6"
    TEMPERATURE = "temp"


class Arousal(StrEnum):
    """One tap, without waking anybody: how the patient looks."""

    AWAKE = "awake"
    EYES_CLOSED = "eyes-closed"
    HARD_TO_ROUSE = "hard-to-rouse"


class Answer(StrEnum):
    """A safety question's answer.  Not asked is the absence of the fact, never an answer."""

    YES = "yes"
    NO = "no"
    DECLINED = "declined"


class WeightBasis(StrEnum):
    ACTUAL = "actual"
    IDEAL = "ideal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One measured value.  `value` in the parameter's unit: mm[Hg], /min, %, score points, Cel.

    Arousal is its word's place in `Arousal` (0 awake, 1 eyes closed, 2 hard to rouse).
    `message` cites the device message that it was filed from; empty when a person measured it.
    """

    parameter: Parameter
    value: Decimal
    message: str = ""
    on_oxygen: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy:
    substance: str
    reaction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication:
    """A medicine on today's list.  `last_taken_at` None: not asked or not known."""

    name: str
    dose: str
    last_taken_at: datetime | None = None
    lorazepam_equivalent_mg_per_day: Mg | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDrug:
    """A drug that may be given without a fresh order: dose as the protocol's text and number."""

    key: str
    name: str
    dose: Decimal
    unit: str
    route: str
    indication: str
    repeat_after_minutes: int | None = None
    extends_observation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A standing drug that this patient may not have without a prescriber, and why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was ordered, as arithmetic already rounded by the protocol's rule.

    IV: mg/kg, dosing weight, minutes, vial, bag, draw, infused volume, rate.
    IM: mg/kg, weight, vial and draw (the volume injected).
    Nasal: `devices` of 28 mg at 0, 5 and 10 minutes.
    """

    id: UUID
    protocol: str
    protocol_version: int
    product: Product
    route: Route
    dose_mg: Mg
    dose_mg_per_kg: MgPerKg | None = None
    dosing_weight_kg: Kg | None = None
    weight_basis: WeightBasis | None = None
    measured_weight_kg: Kg | None = None
    height_cm: Cm | None = None
    minutes: Min | None = None
    vial_mg_per_ml: MgPerMl | None = None
    vial_ml: Ml | None = None
    bag_ml: Ml | None = None
    draw_ml: Ml | None = None
    preparation: Preparation | None = None
    infused_volume_ml: Ml | None = None
    rate_ml_per_h: MlPerH | None = None
    vials: int | None = None
    vial_remainder_ml: Ml | None = None
    devices: int | None = None
    premedication: tuple[StandingDrug, ...] = ()
    standing: tuple[StandingDrug, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A re-authentication on the spot: who signed which text (its SHA-256), and when."""

    person: str
    text_hash: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: an id, the roles held at this clinic, and qualifications (psychiatrist, acls)."""

    id: str
    roles: frozenset[str]
    qualifications: frozenset[str] = frozenset()
