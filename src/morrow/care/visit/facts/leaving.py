"""Facts of recovery, leaving and signing."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from morrow.care.visit.values import Answer, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAssessed:
    """What the discharge criteria compare with the baseline; Aldrete is computed from it.

    `limbs_moving` 0, 2 or 4; `breathing` 2 deep breath and cough, 1 limited, 0 none; a deficit
    is written in words, empty means none.
    """

    VERSION: ClassVar[int] = 1
    orientation_deficit: str
    gait_deficit: str
    limbs_moving: int
    breathing: int
    vomiting: bool
    cadss6: int
    moaas: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuicidalThoughtsAsked:
    """One question before leaving: any new thoughts of suicide since arrival."""

    VERSION: ClassVar[int] = 1
    answer: Answer
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannulaRemoved:
    VERSION: ClassVar[int] = 1
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceGiven:
    """Written advice, with its version: no driving until after a night's sleep, and the rest."""

    VERSION: ClassVar[int] = 1
    document: str
    to_adult: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharged:
    """Handed over to the responsible adult or the ward, by name."""

    VERSION: ClassVar[int] = 1
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBeforeDischarge:
    """The patient has gone.  Always accepted: it happened."""

    VERSION: ClassVar[int] = 1
    circumstances: str
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientTransferred:
    VERSION: ClassVar[int] = 1
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagResolved:
    """A person has looked at a contradiction or an implausible fact and says what is true."""

    VERSION: ClassVar[int] = 1
    flag: str
    resolution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSigned:
    VERSION: ClassVar[int] = 1
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumWritten:
    VERSION: ClassVar[int] = 1
    text: str
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningExplained:
    """Why somebody opened this running visit who was not assigned to it."""

    VERSION: ClassVar[int] = 1
    opening: UUID
    reason: str


ALL = (
    RecoveryAssessed,
    NewSuicidalThoughtsAsked,
    CannulaRemoved,
    AdviceGiven,
    Discharged,
    LeftBeforeDischarge,
    PatientTransferred,
    FlagResolved,
    VisitSigned,
    AddendumWritten,
    OpeningExplained,
)
