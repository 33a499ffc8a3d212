"""The papers behind the pharmacology, each named after its content.

`SEEN`: read in the abstract or table, or as the table is printed beside public code line by line.
`SEEN_2`: the number was read only in public code or a secondary page that cites the paper.
`UNVERIFIED`: not checked against any page.  `PROPOSED`: our own choice or derivation.
"""

from typing import Final

from morrow.evidence import Source, Status


def _source(status: Status, key: str, citation: str, locator: str) -> Source:
    return Source(key=key, citation=citation, locator=locator, status=status)


DOMINO_1984: Final = _source(
    Status.SEEN_2,
    "DOMINO_1984",
    "Domino et al., ketamine kinetics (as coded in opentiva and SimTIVA; paper not read)",
    "Clin Pharmacol Ther 1984;36:645-653",
)
NAVARRETE_2025: Final = _source(
    Status.SEEN,
    "NAVARRETE_2025",
    "Navarrete et al., ke0 for the analgesia nociception index with Domino's kinetics (abstract)",
    "J Clin Monit Comput 2025;39:349-354",
)
CLEMENTS_1981: Final = _source(
    Status.SEEN_2,
    "CLEMENTS_1981",
    "Clements and Nimmo, 250 ug/kg bolus arm (as coded in opentiva; paper not read)",
    "Br J Anaesth 1981;53:27",
)
HIJAZI_2003: Final = _source(
    Status.SEEN_2,
    "HIJAZI_2003",
    "Hijazi et al., adults in intensive care (as coded in opentiva; abstract read)",
    "Br J Anaesth 2003;90:155",
)
HERD_2007: Final = _source(
    Status.SEEN,
    "HERD_2007",
    "Herd and Anderson, ketamine in children (abstract)",
    "Paediatr Anaesth 2007;17:622-629",
)
HORNIK_2018: Final = _source(
    Status.SEEN_2,
    "HORNIK_2018",
    "Hornik et al., ketamine in children and infants (as coded in opentiva; paper not read)",
    "J Clin Pharmacol 2018, PMID 29677389",
)
FLINT_2017: Final = _source(
    Status.SEEN,
    "FLINT_2017",
    "Flint et al., S-ketamine in paediatric intensive care, Table 3 (via nlmixr2lib)",
    "Pediatr Anesth 2017;27:1098-1107, doi:10.1111/pan.13239",
)
KAMP_2020_META: Final = _source(
    Status.SEEN_2,
    "KAMP_2020_META",
    "Kamp et al., meta-analysis of 14 raw data sets (as coded in SimTIVA; abstract read)",
    "Anesthesiology 2020;133:1192-1213",
)
SIMTIVA: Final = _source(
    Status.SEEN,
    "SIMTIVA",
    "SimTIVA: ke0 calculated back to a peak effect at 1.6 min; no endpoint measured",
    "SimTIVA pharmacology.js, commit 3dbe036",
)
OTTO_2021: Final = _source(
    Status.SEEN,
    "OTTO_2021",
    "Otto et al., S-ketamine and S-norketamine, Table 3 and NONMEM supplement (via nlmixr2lib); "
    "parent fixed to Fanta et al. 2015",
    "Eur J Clin Pharmacol 2021;77:1181-1192, doi:10.1007/s00228-021-03104-1",
)
PEREZRUIXO_2021: Final = _source(
    Status.SEEN,
    "PEREZRUIXO_2021",
    "Perez-Ruixo et al., esketamine nasal spray and noresketamine, Tables 2 and 3 (via nlmixr2lib)",
    "Clin Pharmacokinet 2021;60:501-516, doi:10.1007/s40262-020-00953-4",
)
SIMONS_2022: Final = _source(
    Status.SEEN,
    "SIMONS_2022",
    "Simons et al., S-ketamine oral thin film, Tables 1 and 4 (via nlmixr2lib)",
    "Front Pain Res 2022;3:946486, doi:10.3389/fpain.2022.946486",
)
OLOFSEN_2022: Final = _source(
    Status.SEEN,
    "OLOFSEN_2022",
    "Olofsen et al., half-life of equilibration for perception and pain, S-ketamine (abstract)",
    "Anesthesiology 2022",
)
HASAN_2021: Final = _source(
    Status.SEEN,
    "HASAN_2021",
    "Hasan et al., S- and R-ketamine after 5 mg of racemate (abstract)",
    "Anesthesiology 2021;135:326",
)
CLEMENTS_1982: Final = _source(
    Status.UNVERIFIED,
    "CLEMENTS_1982",
    "Clements et al., intramuscular and oral ketamine (values on tertiary pages only)",
    "J Pharm Sci 1982;71:539",
)
CHONG_2006: Final = _source(
    Status.SEEN,
    "CHONG_2006",
    "Chong et al., oral and sublingual ketamine, n = 6 (abstract)",
    "Pain Med 2006;7:469",
)
ROLAN_2014: Final = _source(
    Status.SEEN,
    "ROLAN_2014",
    "Rolan et al., sublingual ketamine wafer, n = 8 (abstract)",
    "Br J Clin Pharmacol 2014;77:1011, PMC4093926",
)
EBERT_1997: Final = _source(
    Status.SEEN,
    "EBERT_1997",
    "Ebert et al., affinities at the NMDA receptor, rat brain (abstract): relative potency only",
    "Eur J Pharmacol 1997;333:99, PMID 9311667",
)
VANSCHALKWYK_2018: Final = _source(
    Status.SEEN,
    "VANSCHALKWYK_2018",
    "van Schalkwyk et al., CADSS of 110 patients during 0.5 mg/kg over 40 min (abstract)",
    "J Affect Disord 2018;227:11",
)
GENHOSP_2024: Final = _source(
    Status.SEEN,
    "GENHOSP_2024",
    "Blood pressure in 138 patients and 2,342 ketamine infusions (abstract)",
    "Gen Hosp Psychiatry 2024, doi:10.1016/j.genhosppsych.2024.07.001",
)
RIVAPOSSE_2018: Final = _source(
    Status.SEEN_2,
    "RIVAPOSSE_2018",
    "Riva-Posse et al., 66 patients, 684 infusions: 3.3/3.2 mmHg at 30 min (copy of the page)",
    "J Affect Disord 2018",
)
SPRAVATO_LABEL: Final = _source(
    Status.SEEN_2,
    "SPRAVATO_LABEL",
    "Esketamine nasal spray label: 7 to 9 / 4 to 6 mmHg at 40 min (copy)",
    "Spravato label, warnings",
)
SPRAVATO_SEDATION: Final = _source(
    Status.SEEN_2,
    "SPRAVATO_SEDATION",
    "Esketamine nasal spray label: 50 and 61 % sedated after 56 and 84 mg (copy)",
    "Spravato label, warnings",
)
CADSS6_2021: Final = _source(
    Status.SEEN,
    "CADSS6_2021",
    "Rodrigues et al., CADSS-6: of the 23 patient items of the CADSS, each 0 to 4",
    "doi:10.1016/j.jad.2020.12.119",
)
SIGTERMANS_2009: Final = _source(
    Status.SEEN,
    "SIGTERMANS_2009",
    "Sigtermans et al., cardiac output 40 to 50 % up at 320 ng/mL of S-ketamine (abstract)",
    "Anesthesiology 2009;111:892",
)
LANGSJO_2005: Final = _source(
    Status.SEEN,
    "LANGSJO_2005",
    "Langsjo et al., heart rate 43.5 % up at 1,959 ng/mL of S-ketamine (abstract)",
    "Anesthesiology 2005",
)
HERD_2008: Final = _source(
    Status.SEEN,
    "HERD_2008",
    "Herd et al., arousal of 43 children against racemic ketamine (abstract)",
    "Paediatr Anaesth 2008;18:36",
)
MOLAR_MASSES: Final = _source(
    Status.SEEN,
    "MOLAR_MASSES",
    "Ketamine 237.73, norketamine 223.70, hydroxynorketamine 239.70 g/mol",
    "sums of standard atomic weights",
)
ASSEMBLED: Final = _source(
    Status.PROPOSED,
    "ASSEMBLED",
    "Put together here from parts of several papers; as a whole published by nobody",
    "morrow.pharmacology.models.assembled_racemic",
)
HOUSE_RANGE: Final = _source(
    Status.PROPOSED,
    "HOUSE_RANGE",
    "The studied range was not seen; Morrow's own bounds",
    "morrow.pharmacology.limits",
)
MORROW_LIMITS: Final = _source(
    Status.PROPOSED,
    "MORROW_LIMITS",
    "A model answers for the drug, the routes and the patients that it was made with",
    "morrow.pharmacology.limits",
)


ALL: Final = tuple(value for value in list(globals().values()) if isinstance(value, Source))
