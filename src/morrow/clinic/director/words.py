"""The rules that somebody entitled may set aside, in a few words each, by the rule's id."""

from typing import Final

_WORDS: Final = {
    "R05": "Cardiovascular event",
    "R22": "Visits too close together",
    "R22.gap": "Visits too close together",
    "R20": "Preparation",
    "R25": "Fasting",
    "R26": "Responsible adult",
    "R27": "Vital signs before the dose",
    "R29": "A stop value or event",
    "R32": "Observation time",
    "R33": "Discharge criteria",
    "R34": "Suicide risk",
    "R36": "Safety plan",
    "R40": "Drug balance",
    "R52": "Complete record",
    "H6": "Second dose on one day",
    "CAPACITY": "Nurse's capacity",
}


def rule_words(rule: str) -> str:
    """What the rule is about; its id alone where nobody has named it."""
    return _WORDS.get(rule) or _WORDS.get(rule.partition(".")[0]) or rule
