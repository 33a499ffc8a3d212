"""The names of what is measured: spellings made one, and what a measure is about.

A name that is not known is kept as written: it is a scale without a crosswalk, not an error.
"""

from enum import StrEnum
from typing import Final


class Domain(StrEnum):
    """What a measure is about.  Numbers of two domains are not the same quantity."""

    DEPRESSION = "depression"
    SUICIDALITY = "suicidality"
    PTSD = "PTSD"
    OCD = "OCD"
    OTHER = "other"  # every scale we do not know
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
    "CAPS-5": "CAPS5",
    "PCL-5": "PCL5",
    "Y-BOCS": "YBOCS",
}
_ONE_NAME: Final = {spelling.casefold(): name for spelling, name in _SPELLINGS.items()}

_DEPRESSION: Final = frozenset(
    {
        "MADRS", "HAMD6", "HAMD17", "HAMD21", "HAMD24", "HAMD25", "HAMD28", "QIDS-SR16", "QIDS-C",
        "IDS-SR30", "IDS-C", "PHQ9", "BDI", "POMS depression",
    }
)  # fmt: skip
_DOMAINS: Final = {
    Domain.DEPRESSION: _DEPRESSION,
    Domain.SUICIDALITY: {"SSI", "BSS", "BSSI", "MADRS-SI item", "QIDS-SI item"},
    Domain.PTSD: {"CAPS5", "IES-R", "PCL5"},
    Domain.OCD: {"YBOCS"},
    Domain.ACUTE: {"SBP", "DBP", "CADSS"},
}
_DOMAIN_OF: Final = {name: domain for domain, names in _DOMAINS.items() for name in names}
_KNOWN: Final = {name.casefold(): name for name in _DOMAIN_OF}


def one_name(measure: str) -> str:
    """The one name of a measure; what we do not know stays as it was written."""
    folded = measure.strip().casefold()
    return _ONE_NAME.get(folded) or _KNOWN.get(folded) or measure.strip()


def domain(measure: str) -> Domain:
    """What a measure is about."""
    return _DOMAIN_OF.get(one_name(measure), Domain.OTHER)
