"""The names of what is measured: spellings made one, and what a measure is about.

A name that is not known is kept as written: it is a scale without a crosswalk, not an error.
"""

from enum import StrEnum
from typing import Final


class Domain(StrEnum):
    """What a measure is about.  Numbers of two domains are not the same quantity."""

    DEPRESSION = "depression"
    OTHER_SYMPTOM = "other symptom"  # suicidality, PTSD, OCD and every scale we do not know
    ACUTE = "acute"  # blood pressure, dissociation: in their own unit, never in percent


_SPELLINGS: Final = {
    "clinician MADRS": "MADRS",
    "HRSD17": "HAMD17",
    "HDRS17": "HAMD17",
    "HAM-D17": "HAMD17",
    "HRSD21": "HAMD21",
    "HDRS21": "HAMD21",
    "HRSD24": "HAMD24",
    "HDRS24": "HAMD24",
    "HAM-D6": "HAMD6",
    "PHQ-9": "PHQ9",
    # ELEKT-D and the clinics print QIDS; theirs is the self-report, the version with a crosswalk.
    "QIDS": "QIDS-SR16",
    "QIDS-SR": "QIDS-SR16",
    "IDS-SR": "IDS-SR30",
}
_ONE_NAME: Final = {spelling.casefold(): name for spelling, name in _SPELLINGS.items()}

_DEPRESSION: Final = frozenset(
    {
        "MADRS", "HAMD6", "HAMD17", "HAMD21", "HAMD24", "HAMD25", "HAMD28", "QIDS-SR16", "QIDS-C",
        "IDS-SR30", "IDS-C", "PHQ9", "BDI", "POMS depression",
    }
)  # fmt: skip
_ACUTE: Final = frozenset({"SBP", "DBP", "CADSS"})
_KNOWN: Final = {name.casefold(): name for name in _DEPRESSION | _ACUTE}


def one_name(measure: str) -> str:
    """The one name of a measure; what we do not know stays as it was written."""
    folded = measure.strip().casefold()
    return _ONE_NAME.get(folded) or _KNOWN.get(folded) or measure.strip()


def domain(measure: str) -> Domain:
    """What a measure is about."""
    name = one_name(measure)
    if name in _ACUTE:
        return Domain.ACUTE
    return Domain.DEPRESSION if name in _DEPRESSION else Domain.OTHER_SYMPTOM
