"""The rating scales, one file each.  `ALL` lists them; screens and sweep tests walk it."""

from typing import Final

from morrow.care.scales.asrm import ASRM
from morrow.care.scales.audit_c import AUDIT_C
from morrow.care.scales.base import (
    AnswerError,
    Band,
    Flag,
    Item,
    Licence,
    LicenceState,
    Loinc,
    Scale,
    Score,
    Sex,
)
from morrow.care.scales.bpic_ss import BPIC_SS
from morrow.care.scales.bprs_plus import BPRS_PLUS, BPRS_PLUS_FROM_0
from morrow.care.scales.cadss import CADSS
from morrow.care.scales.cadss6 import CADSS6
from morrow.care.scales.cognition import MMSE, MOCA
from morrow.care.scales.cssrs_screener import CSSRS_RECENT, CSSRS_SINCE_CONTACT, Triage, triage
from morrow.care.scales.dast10 import DAST10
from morrow.care.scales.gad7 import GAD7
from morrow.care.scales.hamd17 import HAMD17
from morrow.care.scales.kset_follow_up import KSET_FOLLOW_UP
from morrow.care.scales.madrs import MADRS
from morrow.care.scales.maudsley_staging import MAUDSLEY_STAGING
from morrow.care.scales.moaas import MOAAS
from morrow.care.scales.modified_aldrete import MODIFIED_ALDRETE, compute_aldrete
from morrow.care.scales.outcome import Definition, Kind, Outcome, Rule, Verdict
from morrow.care.scales.pcl5 import PCL5
from morrow.care.scales.phq9 import PHQ9
from morrow.care.scales.qids_sr16 import QIDS_SR16
from morrow.care.scales.rass import RASS
from morrow.care.scales.who5 import WHO5
from morrow.care.scales.wsas import WSAS
from morrow.care.scales.ybocs import YBOCS
from morrow.care.scales.ymrs import YMRS

ALL: Final = (
    MOAAS,
    RASS,
    MODIFIED_ALDRETE,
    CADSS,
    CADSS6,
    BPRS_PLUS,
    BPRS_PLUS_FROM_0,
    CSSRS_RECENT,
    CSSRS_SINCE_CONTACT,
    PHQ9,
    QIDS_SR16,
    MADRS,
    HAMD17,
    MAUDSLEY_STAGING,
    GAD7,
    PCL5,
    YBOCS,
    YMRS,
    ASRM,
    WHO5,
    WSAS,
    AUDIT_C,
    DAST10,
    BPIC_SS,
    KSET_FOLLOW_UP,
    MOCA,
    MMSE,
)


def scale(name: str) -> Scale:
    """The scale of this key, however it is capitalised or hyphenated; AnswerError if none."""
    wanted = _bare(name)
    for one in ALL:
        if _bare(one.key) == wanted:
            return one
    known = ", ".join(one.key for one in ALL)
    raise AnswerError(f"no scale is called {name!r}; there are {known}")


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


__all__ = (
    "ALL",
    "ASRM",
    "AUDIT_C",
    "BPIC_SS",
    "BPRS_PLUS",
    "BPRS_PLUS_FROM_0",
    "CADSS",
    "CADSS6",
    "CSSRS_RECENT",
    "CSSRS_SINCE_CONTACT",
    "DAST10",
    "GAD7",
    "HAMD17",
    "KSET_FOLLOW_UP",
    "MADRS",
    "MAUDSLEY_STAGING",
    "MMSE",
    "MOAAS",
    "MOCA",
    "MODIFIED_ALDRETE",
    "PCL5",
    "PHQ9",
    "QIDS_SR16",
    "RASS",
    "WHO5",
    "WSAS",
    "YBOCS",
    "YMRS",
    "AnswerError",
    "Band",
    "Definition",
    "Flag",
    "Item",
    "Kind",
    "Licence",
    "LicenceState",
    "Loinc",
    "Outcome",
    "Rule",
    "Scale",
    "Score",
    "Sex",
    "Triage",
    "Verdict",
    "compute_aldrete",
    "scale",
    "triage",
)
