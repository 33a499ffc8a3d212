"""The names of what is measured: spellings made one, what a measure is about, its highest score.

Case, spaces and signs in a name do not count.  A name that is not known is kept as written, and is
no symptom scale: what falls on one may rise on another, so nothing is told of it.
"""

import re
from enum import StrEnum
from typing import Final


class Domain(StrEnum):
    """What a measure is about.  Numbers of two domains are not the same quantity."""

    DEPRESSION = "depression"
    SUICIDALITY = "suicidality"
    ANXIETY = "anxiety"
    PTSD = "PTSD"
    OCD = "OCD"
    OTHER = "other"  # all that is no symptom which the model knows
    ACUTE = "acute"  # blood pressure, dissociation: in their own unit, never in percent


_SPELLINGS: Final = {
    "clinician MADRS": "MADRS",
    "HAM-D": "HAMD17",
    "HDRS": "HAMD17",
    "HRSD": "HAMD17",
    "QIDS": "QIDS-SR16",
    "QIDS-SR": "QIDS-SR16",
    "QIDS-C16": "QIDS-C",
    "IDS-SR": "IDS-SR30",
    "IDS-C30": "IDS-C",
    **{f"{name}{items}": f"HAMD{items}" for name in ("HRSD", "HDRS") for items in (6, 17, 21, 24)},
    "CADSS total": "CADSS",
}  # fmt: skip

_PRESSURE: Final = re.compile(
    r"(max|maximum|peak)?(bp)?(?P<which>sbp|systolic|dbp|diastolic)(bp|pressure|bloodpressure)?"
    r"(max|maximum|peak)?"
)

_LOOSE: Final = {
    **dict.fromkeys(("hamd", "hdrs", "hrsd"), "the length of the HAM-D is not given: 17 items"),
    # ELEKT-D and the clinics print QIDS; theirs is the self-report, the version with a crosswalk.
    "qids": "which QIDS is not given: taken as the self-report",
}
"""Folded names that leave something open, and how they are read."""

_DOMAINS: Final = {
    Domain.DEPRESSION: {
        "MADRS", "HAMD6", "HAMD17", "HAMD21", "HAMD24", "HAMD25", "HAMD28", "HAMD29", "QIDS-SR16",
        "QIDS-C", "IDS-SR30", "IDS-C", "PHQ9", "PHQ8", "BDI", "BDI-II", "MADRS-S", "CES-D", "GDS",
        "HADS-D", "POMS depression",
    },
    Domain.SUICIDALITY: {"SSI", "BSS", "BSSI", "MADRS-SI item", "QIDS-SI item"},
    Domain.ANXIETY: {"HAM-A", "HARS", "BAI", "GAD7", "HADS-A"},
    Domain.PTSD: {"CAPS5", "CAPS", "IES-R", "PCL5"},
    Domain.OCD: {"YBOCS"},
    Domain.ACUTE: {"SBP", "DBP", "CADSS"},
}  # fmt: skip

_NO_SYMPTOMS: Final = {
    "a vital sign, and of those only SBP and DBP are told": {
        "heart rate", "HR", "pulse", "MAP", "BP", "blood pressure", "mean arterial pressure", "SpO2",
        "respiratory rate", "RR", "temperature",
    },
    "a measure of the body": {"weight", "body weight", "BMI"},
    "a scale of quality of life or function, which goes up as patients get well": {
        "EQ-5D", "EQ-5D-5L", "EQ-VAS", "SF-36", "SF-12", "Q-LES-Q", "Q-LES-Q-SF", "GAF", "SDS",
        "WHODAS", "WSAS",
    },
    "a scale of sedation": {"MOAA/S", "RASS", "sedation", "sedation VAS"},
    "a scale of altered perception, of which only CADSS is told": {
        "BPRS", "BPRS+", "BPRS positive", "PANSS", "5D-ASC", "PSI", "CADSS-6",
    },
    "a scale of mania": {"YMRS"},
    "a scale of side effects": {"PRISE", "SAFTEE"},
    "a test of cognition": {"HVLT-R", "HVLT-R delayed recall", "MoCA", "MMSE"},
    "a global impression, which does not count from nought": {"CGI", "CGI-S", "CGI-I"},
}  # fmt: skip

HIGHEST: Final = {
    "MADRS": 60, "PHQ9": 27, "QIDS-SR16": 27, "PCL5": 80, "YBOCS": 40, "CADSS": 92,  # clinical rules, seen
    "HAMD17": 52, "HAMD21": 64, "HAMD24": 75, "IDS-SR30": 84,  # the crosswalk's ceilings, seen
    "CAPS5": 80, "IES-R": 88, "SSI": 38, "BSS": 38, "BSSI": 38, "BDI": 63, "BDI-II": 63,
    "HAMD6": 22, "QIDS-C": 27, "IDS-C": 84, "PHQ8": 24, "MADRS-S": 54, "CES-D": 60, "HAM-A": 56,
    "BAI": 63, "GAD7": 21, "HADS-A": 21, "HADS-D": 21, "POMS depression": 60,  # unverified
}  # fmt: skip
"""The highest score of a scale, where it is known."""


def _folded(name: str) -> str:
    """A name without case, spaces and signs: `HAM-D 17` and `hamd17` are one."""
    return re.sub(r"[\W_]+", "", name.casefold())


_DOMAIN_OF: Final = {name: domain for domain, names in _DOMAINS.items() for name in names}
_ONE_NAME: Final = {_folded(name): name for name in _DOMAIN_OF} | {
    _folded(spelling): name for spelling, name in _SPELLINGS.items()
}
_NO_SYMPTOM: Final = {_folded(name): why for why, names in _NO_SYMPTOMS.items() for name in names}


def one_name(measure: str) -> str:
    """The one name of a measure; what we do not know stays as it was written."""
    folded = _folded(measure)
    if pressure := _PRESSURE.fullmatch(folded):
        return "SBP" if pressure["which"].startswith("s") else "DBP"
    return _ONE_NAME.get(folded) or measure.strip()


def domain(measure: str) -> Domain:
    """What a measure is about."""
    return _DOMAIN_OF.get(one_name(measure), Domain.OTHER)


def untold(measure: str) -> str:
    """Why nothing is told of a measure, or nothing where something is."""
    if domain(measure) is not Domain.OTHER:
        return ""
    known = _NO_SYMPTOM.get(_folded(measure))
    if known:
        return f"{measure} is {known}"
    return (
        f"{measure} is not known here as a scale of depression, suicidality, anxiety, PTSD or OCD: "
        "whether it falls or rises is not told"
    )


def loosely_named(measure: str) -> str:
    """What a name leaves open, and how it is read; or nothing."""
    folded = _folded(measure)
    if domain(measure) is Domain.ACUTE and re.search("max|peak", folded):
        return "the highest of a visit is taken as the value at the time asked"
    return _LOOSE.get(folded, "")
