"""What is particular to single fields of entries: lengths, blanks, choices, times ahead."""

from collections.abc import Mapping
from typing import Final

from morrow.care.protocols import ALL as PROTOCOLS

TEXT_MAX: Final = 4_000  # characters of a free text: two pages
LINE_MAX: Final = 400  # characters of anything else that is typed
LENGTHS: Final[Mapping[str, int]] = {
    "given_name": 120,
    "family_name": 120,
    "record_number": 64,
    "phone": 40,
}
ITEMS_MAX: Final = 100  # of a list

FREE_TEXTS: Final = frozenset(
    {"text", "note", "comment", "reason", "circumstances", "told", "words", "finding", "disposition",
     "changes", "resolution", "answer", "action", "outcome", "helps"}
)  # fmt: skip
MAY_BE_BLANK: Final = frozenset(
    {
        ("StopDosing", "reason"),
        ("PauseInfusion", "reason"),
        ("InfusionPaused", "reason"),
        ("InfusionStopped", "reason"),
        ("SpraysStopped", "reason"),
        ("InfusionFoundRunning", "note"),
        ("LeftBeforeDischarge", "circumstances"),
        ("PatientTransferred", "to"),
        ("PatientTransferred", "reason"),
        ("EmergencyEnded", "outcome"),
        ("DrugGiven", "reason"),
        ("MedicationsReviewed", "changes"),
        ("Medication", "dose"),
        ("Allergy", "reaction"),
        ("ResponsibleAdultNamed", "phone"),
        ("SafetyStaffConfirmed", "prescriber"),
        ("ComfortNoted", "music"),
        ("ComfortNoted", "light"),
        ("ComfortNoted", "touch"),
        ("ComfortNoted", "helps"),
        ("ComfortNoted", "fetch"),
        ("PatientCorrected", "phone"),
    }
)
"""Texts that may be left out: a stop, a rescue or an emergency waits for no word."""

SAID_NONE: Final = "none"
SAYS_NONE: Final = frozenset(
    {
        ("BaselineAssessed", "orientation_deficit"),
        ("BaselineAssessed", "gait_deficit"),
        ("RecoveryAssessed", "orientation_deficit"),
        ("RecoveryAssessed", "gait_deficit"),
    }
)
"""Answers whose "none" is said aloud: a field that nobody touched is no finding.  The fact has an
empty text for it."""

AHEAD: Final = frozenset({"starts_at", "expires_on"})
"""The only times of an entry that may lie ahead."""

CHOICES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("PregnancyAnswered", "test"): ("negative", "positive", "none"),
    ("AdverseEventRecorded", "severity"): ("mild", "moderate", "severe"),
    ("RecoveryAssessed", "limbs_moving"): ("0", "2", "4"),
    ("BookVisit", "protocol"): tuple(known.key for known in PROTOCOLS),
    ("OrderRequest", "protocol"): tuple(known.key for known in PROTOCOLS),
}
COUNTS: Final[Mapping[tuple[str, str], tuple[int, int]]] = {
    ("IdentityConfirmed", "identifiers"): (2, 5),
    ("SuicideRiskScreened", "answers"): (6, 6),
}
"""Words and numbers of entries that the shapes themselves do not say."""
