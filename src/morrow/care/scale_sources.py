"""The publications and copies behind the rating scales, each named after its content.

Kept apart from `sources.py` for length; that module's `ALL` lists these too.
"""

from functools import partial
from typing import Final

from morrow.evidence import Source, Status

_seen = partial(Source, status=Status.SEEN)
_seen_2 = partial(Source, status=Status.SEEN_2)
_unverified = partial(Source, status=Status.UNVERIFIED)

# Codes and licences
LOINC: Final = _seen(key="LOINC", citation="LOINC codes", locator="loinc.org; HL7 US Core")
CAMCOPS: Final = _seen(
    key="CAMCOPS",
    citation="CamCOPS, documentation and source: structure and licences of instruments",
    locator="ucam-department-of-psychiatry/camcops, commit 56a303e1d",
)
OSMIND_INTAKE_2024: Final = _seen(
    key="OSMIND_INTAKE_2024", citation="Osmind intake guide", locator="2024"
)

# Depression
KROENKE_2001: Final = _seen(
    key="KROENKE_2001",
    citation="Kroenke et al., PHQ-9 (copy read)",
    locator="Kroenke 2001; loinc.org 87623-5",
)
COLEY_2020: Final = _seen(
    key="COLEY_2020",
    citation="Coley et al., outcomes on the PHQ-9",
    locator="doi:10.1176/appi.ps.201900295",
)
HUDGENS_2021: Final = _seen(
    key="HUDGENS_2021",
    citation="Hudgens et al., meaningful change in treatment-resistant depression",
    locator="PMID 33261932",
)
TURKOZ_2021: Final = _seen(
    key="TURKOZ_2021",
    citation="Turkoz et al., meaningful and substantial change",
    locator="2021; copy at ifp.nyu.edu",
)
IDS_QIDS: Final = _seen(
    key="IDS_QIDS",
    citation="QIDS: administration, scoring, interpretation",
    locator="ids-qids.org",
)
MADRS_CUT_POINTS: Final = _seen(
    key="MADRS_CUT_POINTS",
    citation="MADRS scoring and severity cut-points (copies read)",
    locator="cliot R documentation; copy of Snaith's cut-points",
)
HAWLEY_2002: Final = _seen(
    key="HAWLEY_2002", citation="Hawley et al., remission on the MADRS", locator="PMID 12200208"
)
ESKETAMINE_REMISSION: Final = _seen(
    key="ESKETAMINE_REMISSION",
    citation="Remission in esketamine trials",
    locator="epocrates, 23 January 2025",
)
HAMD_TABLES: Final = _seen(
    key="HAMD_TABLES",
    citation="HAM-D17 items and severity",
    locator="CamCOPS hamd.py; Valant; Carlat",
)
FEKADU_2018: Final = _seen(
    key="FEKADU_2018",
    citation="Fekadu et al., Maudsley Staging Method, table 3",
    locator="doi:10.1186/s12888-018-1679-x",
)
MSM_COPY: Final = _seen_2(
    key="MSM_COPY",
    citation="Maudsley Staging Method: treatment items and cut-off (secondary copy)",
    locator="psychiatryeducationforum.com",
)

# Anxiety, trauma, compulsions, mania, psychosis, dissociation
TOUSSAINT_2020: Final = _seen(
    key="TOUSSAINT_2020",
    citation="Toussaint et al., minimal important difference of the GAD-7",
    locator="PMID 32090765",
)
GAD7_COPIES: Final = _seen(
    key="GAD7_COPIES", citation="GAD-7 scoring (copies read)", locator="promisekit; CamCOPS"
)
PCL5_GUIDES: Final = _seen(
    key="PCL5_GUIDES",
    citation="PCL-5 scoring: CamCOPS, qxmd, copy of the VA's guide",
    locator="CamCOPS pcl5.py; qxmd; VA National Center for PTSD",
)
YBOCS_STRUCTURE: Final = _seen(
    key="YBOCS_STRUCTURE", citation="Y-BOCS structure", locator="CamCOPS ybocs"
)
RODRIGUEZ_2013: Final = _seen(
    key="RODRIGUEZ_2013", citation="Rodriguez et al., ketamine in OCD", locator="PMC3799067"
)
YMRS_CUTS_2021: Final = _seen(
    key="YMRS_CUTS_2021", citation="Cut-offs of the YMRS, table", locator="springeropen.com, 2021"
)
ASRM_COPY: Final = _seen(
    key="ASRM_COPY", citation="ASRM items and recall (copy read)", locator="psychology-tools"
)
ESKETAMINE_BPRS: Final = _unverified(
    key="ESKETAMINE_BPRS",
    citation="BPRS+, four positive items, in esketamine trials (no page read)",
    locator="Janssen trials",
)
CADSS_IN_TRIALS: Final = _seen(
    key="CADSS_IN_TRIALS",
    citation="Dissociation after esketamine: the CADSS and its cut-offs",
    locator="doi:10.1093/ijnp/pyac081",
)

# Well-being, substances, bladder, side effects
WHO5_TABLES: Final = _seen(
    key="WHO5_TABLES", citation="WHO-5 scoring and change", locator="Valant; review at karger.com"
)
AUDITC_TABLES: Final = _seen(
    key="AUDITC_TABLES",
    citation="AUDIT-C scoring and cut-offs",
    locator="ementalhealth.ca; CamCOPS",
)
DAST10_COPY: Final = _seen_2(
    key="DAST10_COPY",
    citation="DAST-10 bands (secondary copy)",
    locator="public code repository",
)
HUMPHREY_2012: Final = _seen(
    key="HUMPHREY_2012",
    citation="Humphrey et al., BPIC-SS development",
    locator="doi:10.1016/j.eururo.2011.10.004",
)
KSET_2020: Final = _seen(
    key="KSET_2020",
    citation="Short et al., Ketamine Side Effect Tool (abstract read)",
    locator="doi:10.1016/j.jad.2020.01.120",
)

ALL: Final = tuple(value for value in list(globals().values()) if isinstance(value, Source))
