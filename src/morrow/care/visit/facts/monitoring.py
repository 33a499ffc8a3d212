"""Facts of watching: sets of readings, events, drugs, alarms and the emergency."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from morrow.care.visit.values import Parameter, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCharted:
    """Readings taken together.  Its time is the envelope's `happened_at`."""

    VERSION: ClassVar[int] = 1
    readings: tuple[Reading, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCorrected:
    """A charted value was wrong.  The old one stays, marked; nothing is erased."""

    VERSION: ClassVar[int] = 1
    set: UUID
    parameter: Parameter
    value: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingMarkedArtefact:
    VERSION: ClassVar[int] = 1
    set: UUID
    parameter: Parameter
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMarked:
    """One tap: something that was seen or said (nausea, dissociation, distress, music off)."""

    VERSION: ClassVar[int] = 1
    event: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEventRecorded:
    VERSION: ClassVar[int] = 1
    event: str
    severity: str  # mild, moderate, severe
    serious: bool
    action: str
    outcome: str
    report: str = ""


class Authority(StrEnum):
    """On whose word a drug was given."""

    STANDING = "standing"
    ORDERED = "ordered"
    VERBAL = "verbal"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugGiven:
    """A standing-order, rescue or verbally ordered drug.  Never refused: it was given."""

    VERSION: ClassVar[int] = 1
    drug: str
    name: str
    dose: Decimal
    unit: str
    route: str
    authority: Authority
    reason: str
    extends_observation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugCosigned:
    """The prescriber signs afterwards for a drug given on their word or in an emergency."""

    VERSION: ClassVar[int] = 1
    given: UUID


class Level(StrEnum):
    """How loud: `repeat` is a silent amber that asks for a second reading."""

    REPEAT = "repeat"
    NOTIFY = "notify"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised:
    """A value beyond a limit: the words that the strip shows, and what it rests on."""

    VERSION: ClassVar[int] = 1
    key: str
    level: Level
    parameter: Parameter | None = None
    value: Decimal | None = None
    limit: str
    rule: str
    cites: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSeen:
    VERSION: ClassVar[int] = 1
    key: str
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmCleared:
    VERSION: ClassVar[int] = 1
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriberNotified:
    VERSION: ClassVar[int] = 1
    prescriber: str
    about: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyDeclared:
    VERSION: ClassVar[int] = 1
    note: str = ""


class EmergencyStep(StrEnum):
    CALL = "call"
    DRUG = "drug"
    AIRWAY = "airway"
    OXYGEN = "oxygen"
    COMPRESSIONS = "compressions"
    SHOCK = "shock"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyStepTaken:
    VERSION: ClassVar[int] = 1
    step: EmergencyStep
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyEnded:
    VERSION: ClassVar[int] = 1
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten:
    VERSION: ClassVar[int] = 1
    text: str


ALL = (
    SetCharted,
    ReadingCorrected,
    ReadingMarkedArtefact,
    EventMarked,
    AdverseEventRecorded,
    DrugGiven,
    DrugCosigned,
    AlarmRaised,
    AlarmSeen,
    AlarmCleared,
    PrescriberNotified,
    EmergencyDeclared,
    EmergencyStepTaken,
    EmergencyEnded,
    NoteWritten,
)
