"""The publications, labels and policies behind the rules of care, each named after its content.

`status` is how well the source itself was read; a number that was read less surely in it takes
`SOURCE.as_(Status.UNVERIFIED)`.  The key is the constant's own name.  `ALL` lists them, with those of `scale_sources`.

A label or paper read only in part says so in its citation.  DOIs and PMC numbers are locators
of the original, not a claim that the original's full text was read.
"""

from typing import Final

from morrow.care import scale_sources
from morrow.evidence import Source, Status


def _seen(key: str, citation: str, locator: str) -> Source:
    return Source(key=key, citation=citation, locator=locator, status=Status.SEEN)


def _seen_2(key: str, citation: str, locator: str) -> Source:
    return Source(key=key, citation=citation, locator=locator, status=Status.SEEN_2)


def _unverified(key: str, citation: str, locator: str) -> Source:
    return Source(key=key, citation=citation, locator=locator, status=Status.UNVERIFIED)


def _proposed(key: str, citation: str, locator: str) -> Source:
    return Source(key=key, citation=citation, locator=locator, status=Status.PROPOSED)


# Our own
HOUSE_POLICY: Final = _proposed(
    "HOUSE_POLICY",
    "Local policy: no published number exists; in force once the medical director has signed it",
    "the clinic's protocol library",
)
CODE_CEILING: Final = _proposed(
    "CODE_CEILING",
    "Ceiling built into Morrow against slips; no setting, role or import raises it",
    "morrow.care.dosing.limits, hazards H5",
)
ARITHMETIC: Final = _seen("ARITHMETIC", "Arithmetic on the values shown", "computed here, exactly")
COMMON_KNOWLEDGE: Final = _unverified(
    "COMMON_KNOWLEDGE", "General clinical knowledge", "not checked against a page"
)
SYRINGE_SCALES: Final = _unverified(
    "SYRINGE_SCALES", "Graduations usual on syringes; the one in the hand decides", "no page read"
)

# Guidelines and statements
SANACORA_2017: Final = _seen(
    "SANACORA_2017",
    "Sanacora et al., Consensus statement on ketamine in mood disorders (abstract read)",
    "JAMA Psychiatry 2017;74:399",
)
CANMAT_2021: Final = _seen(
    "CANMAT_2021",
    "Swainson et al., CANMAT recommendations for racemic ketamine (abstract read)",
    "doi:10.1177/0706743720970860",
)
MCINTYRE_2021: Final = _seen(
    "MCINTYRE_2021",
    "McIntyre et al., International expert opinion on ketamine and esketamine (abstract read)",
    "doi:10.1176/appi.ajp.2020.20081251",
)
COHEN_2018: Final = _seen_2(
    "COHEN_2018",
    "Cohen et al., ASRA/AAPM/ASA guideline, IV ketamine for chronic pain (summary read)",
    "doi:10.1097/AAP.0000000000000808",
)
ASKP_2018: Final = _seen_2("ASKP_2018", "ASKP basics of ketamine practice", "ASKP 2018")
RPAH_CLINIC: Final = _seen("RPAH_CLINIC", "RPAH public ketamine clinic", "PMC11193313")
TORONTO_CLINIC: Final = _seen(
    "TORONTO_CLINIC", "Inclusion and exclusion criteria", "torontoketamineclinic.com"
)
WELLS_STANDARDS: Final = _seen_2(
    "WELLS_STANDARDS", "Clinic standards: staff and equipment", "wellsmedicine.com"
)

# Trials and cohorts
SINGH_2016: Final = _seen(
    "SINGH_2016",
    "Singh JB et al., dose frequency of IV ketamine",
    "doi:10.1176/appi.ajp.2016.16010037",
)
SINGH_2019: Final = _seen(
    "SINGH_2019",
    "Singh B et al., letter on ketamine dosing weight and infusion time",
    "J Clin Psychiatry 2019",
)
PHILLIPS_2019: Final = _seen(
    "PHILLIPS_2019",
    "Phillips et al., single, repeated and maintenance ketamine infusions",
    "doi:10.1176/appi.ajp.2018.18070834",
)
FAVA_2018: Final = _seen(
    "FAVA_2018",
    "Fava et al., four doses of IV ketamine as adjunct in TRD",
    "doi:10.1038/s41380-018-0256-5",
)
ANDRADE_2017_DOSING: Final = _seen(
    "ANDRADE_2017_DOSING",
    "Andrade, Ketamine for depression 4: dose, rate, route, duration, frequency",
    "J Clin Psychiatry 2017;78:e852",
)
ANDRADE_2017_INTERACTIONS: Final = _seen(
    "ANDRADE_2017_INTERACTIONS",
    "Andrade, Ketamine for depression 5: interactions",
    "J Clin Psychiatry 2017",
)
ANAND_2023: Final = _seen(
    "ANAND_2023", "Anand et al., ELEKT-D: ketamine vs ECT", "doi:10.1056/NEJMoa2302399"
)
EKSTRAND_2022: Final = _seen("EKSTRAND_2022", "Ekstrand et al., KetECT", "PMC9154276")
LOO_2023: Final = _seen("LOO_2023", "Loo et al., KADS: subcutaneous ketamine", "PMC10727911")
CHILUKURI_2014: Final = _seen(
    "CHILUKURI_2014",
    "Chilukuri et al., IM and IV ketamine in depression (open, n=27)",
    "doi:10.4103/0253-7176.127258",
)
RIVA_POSSE_2018: Final = _seen(
    "RIVA_POSSE_2018", "Riva-Posse et al., BP in 684 ketamine infusions", "J Affect Disord 2018"
)
SZARMACH_2020: Final = _seen(
    "SZARMACH_2020", "Szarmach et al., vitals on IV ketamine", "PMC7605942"
)
YALE_BP_2024: Final = _seen(
    "YALE_BP_2024",
    "BP in 2,342 ketamine infusions, Yale",
    "doi:10.1016/j.genhosppsych.2024.07.001",
)
YIP_2022: Final = _seen(
    "YIP_2022", "Yip et al., hypertension during ketamine (abstract read)", "PMC9556663"
)
RODRIGUES_2022: Final = _seen(
    "RODRIGUES_2022", "Rodrigues et al., safety and tolerability of IV ketamine", "2022, n=203"
)
EXCLUSIONS_2023: Final = _seen(
    "EXCLUSIONS_2023", "Ketamine in suicidality, exclusion table", "PMC10812090 table 1"
)
ACEVEDO_DIAZ_2020: Final = _seen(
    "ACEVEDO_DIAZ_2020", "Acevedo-Diaz et al., ketamine side effects (n=188)", "PMC8457026"
)
VERAART_2021: Final = _seen(
    "VERAART_2021", "Veraart et al., interactions of (es)ketamine", "research.rug.nl 2021"
)
ESKETAMINE_CLINIC_TRIGGERS: Final = _seen_2(
    "ESKETAMINE_CLINIC_TRIGGERS",
    "One academic esketamine clinic's act-on values (forum)",
    "Student Doctor Network thread 1504698",
)
SURVEY_2022: Final = _seen(
    "SURVEY_2022", "Survey of 98 US ketamine clinics", "doi:10.1176/appi.ajp.21111086"
)
PATIENT_REPORTS: Final = _seen_2(
    "PATIENT_REPORTS", "Patients on how they were monitored", "r/KetamineTherapy"
)

# Labels and regulators
KETALAR_LABEL: Final = _seen(
    "KETALAR_LABEL", "Ketalar (ketamine HCl) prescribing information", "rev. 10/2024"
)
SPRAVATO_LABEL: Final = _seen(
    "SPRAVATO_LABEL",
    "Spravato (esketamine) prescribing information, brief summary and 2019 copy",
    "2019-2021 copies; the version of 2026-03-13 is not yet read",
)
SPRAVATO_DOSING: Final = _seen(
    "SPRAVATO_DOSING", "Spravato dosing and device use", "MIMS Hong Kong; spravatohcp.com"
)
SPRAVATO_MONOGRAPH: Final = _seen_2("SPRAVATO_MONOGRAPH", "Spravato monograph mirror", "MPR copy")
SPRAVATO_EU_SMPC: Final = _unverified(
    "SPRAVATO_EU_SMPC", "Spravato EU summary of product characteristics", "EMA"
)
SPRAVATO_REMS: Final = _seen("SPRAVATO_REMS", "Approved REMS: Spravato", "FDA REMS page 386")
REMS_MONITORING_FORM: Final = _seen(
    "REMS_MONITORING_FORM", "Spravato REMS patient monitoring form", "copy of about 2024"
)
FDA_COMPOUNDED_2023: Final = _seen(
    "FDA_COMPOUNDED_2023", "FDA warning on compounded ketamine", "10 October 2023"
)
DEA_MANUAL: Final = _seen("DEA_MANUAL", "DEA Practitioner's Manual", "section IV")
GENERAL_RESCUE: Final = _unverified(
    "GENERAL_RESCUE",
    "General knowledge of rescue drugs, no readable primary source: needs pharmacy sign-off",
    "clinical rules, section 5.3",
)
GENERAL_FASTING: Final = _unverified(
    "GENERAL_FASTING",
    "ASA practice guidelines for preoperative fasting (from general knowledge)",
    "Anesthesiology 2017;126:376",
)
ACC_AHA_2017: Final = _unverified("ACC_AHA_2017", "ACC/AHA hypertension guideline", "2017")

# Instruments and formulas
DEVINE_1974: Final = _unverified(
    "DEVINE_1974", "Devine, Gentamicin therapy (ideal body weight)", "Drug Intell Clin Pharm 1974;8"
)
ALDRETE_1995: Final = _seen_2(
    "ALDRETE_1995",
    "Aldrete, The post-anesthesia recovery score revisited (summary read)",
    "J Clin Anesth 1995;7:89",
)
ALDRETE_TABLE: Final = _seen(
    "ALDRETE_TABLE", "Modified Aldrete score, table 2", "World J Gastroenterol 2015;21:3671"
)
MOAAS_TABLES: Final = _seen(
    "MOAAS_TABLES", "MOAA/S levels", "Thorax table; BMC Anesthesiol 2022 table 2"
)
RASS_2002: Final = _unverified(
    "RASS_2002", "Sessler et al., Richmond Agitation-Sedation Scale", "AJRCCM 2002;166:1338"
)
CADSS6_2021: Final = _seen(
    "CADSS6_2021", "Rodrigues et al., CADSS-6", "doi:10.1016/j.jad.2020.12.119"
)
CSSRS_SCREENER: Final = _seen(
    "CSSRS_SCREENER", "C-SSRS screener, copies", "screen version, recent and since last contact"
)
CSSRS_TRIAGE: Final = _seen("CSSRS_TRIAGE", "C-SSRS triage guidelines", "screener triage copies")
STANLEY_BROWN_2012: Final = _seen(
    "STANLEY_BROWN_2012", "Stanley & Brown, Safety planning intervention", "2012"
)

ALL: Final = (
    *(value for value in list(globals().values()) if isinstance(value, Source)),
    *scale_sources.ALL,
)
