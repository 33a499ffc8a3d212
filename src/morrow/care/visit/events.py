"""What a nurse marks in one tap, and which of it asks for the infusion to stop (rules 5.2)."""

from dataclasses import dataclass
from typing import Final

from morrow.care.visit.facts.monitoring import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A thing seen or said.  `level` None: recorded, no alarm."""

    key: str
    label: str
    level: Level | None = None


EVENTS: Final = (
    Event(key="dissociation", label="Dissociation"),
    Event(key="perception", label="Altered perception"),
    Event(key="dizziness", label="Dizziness"),
    Event(key="nausea", label="Nausea"),
    Event(key="vomiting", label="Vomiting"),
    Event(key="headache", label="Headache"),
    Event(key="anxiety", label="Anxiety"),
    Event(key="distress", label="Distress"),
    Event(key="urinary", label="Urinary symptom"),
    Event(key="speech", label="Patient speaks"),
    Event(key="music", label="Music changed"),
    Event(key="toilet", label="To the toilet"),
    Event(
        key="distress-unsettled", label="Severe distress, not settled in 5 min", level=Level.STOP
    ),
    Event(key="chest-pain", label="Chest pain", level=Level.STOP),
    Event(key="severe-headache", label="Sudden severe headache", level=Level.STOP),
    Event(key="focal-sign", label="Focal neurological sign", level=Level.STOP),
    Event(key="hypotension", label="Symptomatic low BP", level=Level.STOP),
    Event(key="infiltration", label="Infiltration at the cannula", level=Level.STOP),
    Event(key="vomiting-drowsy", label="Vomiting with reduced arousal", level=Level.STOP),
    Event(key="patient-request", label="Patient asks to stop", level=Level.STOP),
    Event(key="psychosis-mania", label="New psychosis or mania", level=Level.STOP),
    Event(key="anaphylaxis", label="Anaphylaxis", level=Level.STOP),
    Event(key="seizure", label="Seizure", level=Level.STOP),
)

BY_KEY: Final = {event.key: event for event in EVENTS}
