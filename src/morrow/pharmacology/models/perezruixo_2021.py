"""Perez-Ruixo 2021: nasal, oral and iv esketamine with noresketamine, venous, 820 people.

A spray is taken up by the nasal mucosa in part; the rest is swallowed and passes the gut wall and
the liver (a well-stirred hepato-portal compartment through which all elimination goes).  Of later
sprays of one sitting, less is taken up by the nose than of the first.
"""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.flows import exchange, loss
from morrow.pharmacology.model import (
    Drug,
    Entry,
    Flow,
    Model,
    Moiety,
    Observed,
    Parameter,
    Patient,
    Range,
    Route,
    Sampling,
    Structure,
    Value,
)

QH_PER_YEAR_ABOVE_60 = 2.19  # L/h, PEREZRUIXO_2021 Table 3
KEL_IF_ASIAN = 0.36  # PEREZRUIXO_2021 Table 3
CLN_IF_ASIAN = 0.81  # PEREZRUIXO_2021 Table 3
FRN_IF_JAPANESE = 1.34  # PEREZRUIXO_2021 Table 3


def _covariates(values: dict[str, Value], patient: Patient) -> dict[str, Value]:
    found = dict(values)
    if patient.age_y is not None and patient.age_y > 60:
        found["Qh"] -= QH_PER_YEAR_ABOVE_60 / 60 * (patient.age_y - 60)
    if patient.asian or patient.japanese:
        found["kel"] *= KEL_IF_ASIAN
        found["CLN"] *= CLN_IF_ASIAN
    if patient.japanese:
        found["FRn"] *= FRN_IF_JAPANESE
    return found


def _spray(p: Mapping[str, Value], *, nose: Value) -> tuple[Entry, Entry]:
    swallowed = (1 - nose) * p["Fgut"]
    return (
        Entry(compartment="nose", fraction=nose, moiety=Moiety.S),
        Entry(compartment="swallowed", fraction=swallowed, minutes=p["Dsw"], moiety=Moiety.S),
    )


def _structure(p: Mapping[str, Value]) -> Structure:
    vc, vh, vn, nk = p["Vc"], p["Vh"], p["VN"], "norketamine"
    by_mouth = Entry(compartment="stomach", fraction=p["Fgut"], minutes=p["Dpo"], moiety=Moiety.S)
    return Structure(
        flows=(
            Flow(source="nose", target="central", rate=p["ka nose"]),
            Flow(source="swallowed", target="liver", rate=p["ka swallowed"]),
            Flow(source="stomach", target="liver", rate=p["ka oral"]),
            *exchange("central", "liver", clearance=p["Qh"], one_l=vc, other_l=vh),
            *exchange("central", "shallow", clearance=p["Q1"], one_l=vc, other_l=p["Vp1"]),
            *exchange("central", "deep", clearance=p["Q2"], one_l=vc, other_l=p["Vp2"]),
            loss("liver", rate=p["kel"]),
            Flow(source="liver", target=nk, rate=p["kmet"]),
            loss(nk, rate=p["CLN"] / vn),
            *exchange(nk, "tissue NK", clearance=p["QN"], one_l=vn, other_l=p["VpN"]),
        ),
        entries={
            Route.IV: ((Entry(compartment="central", moiety=Moiety.S),),),
            Route.NASAL: (
                _spray(p, nose=p["FRn"]),
                _spray(p, nose=p["FRn"] * p["later sprays"]),
            ),
            Route.ORAL: ((by_mouth,),),
        },
        observed=(
            Observed(compound="S-ketamine", compartment="central", litres=vc),
            Observed(compound="S-norketamine", compartment=nk, litres=vn),
        ),
    )


def _parameter(name: str, value: float, unit: str, cv_percent: float | None = None) -> Parameter:
    return Parameter(
        name=name, value=value, unit=unit, source=s.PEREZRUIXO_2021, cv_percent=cv_percent
    )


MODEL = Model(
    name="perezruixo_2021",
    title="Perez-Ruixo 2021, esketamine nasal spray and noresketamine",
    source=s.PEREZRUIXO_2021,
    drugs=(Drug.ESKETAMINE, Drug.KETAMINE),
    population="820 people in 13 studies: 256 healthy, 564 with treatment-resistant depression",
    sampling=Sampling.VENOUS,
    parameters=(
        _parameter("Vc", 192, "L", 27.5),
        _parameter("Q1", 84.3, "L/h"),
        _parameter("Vp1", 143, "L", 49.3),
        _parameter("Q2", 37.6, "L/h"),
        _parameter("Vp2", 417, "L"),
        _parameter("Qh", 151, "L/h", 23.2),
        _parameter("Vh", 101, "L", 34.6),
        _parameter("kel", 1.11, "1/h", 120),
        _parameter("kmet", 2.77, "1/h"),
        Parameter(
            name="FRn",
            value=0.54,
            unit="fraction",
            source=s.PEREZRUIXO_2021,
            logit_sd=0.708,
            note="of the first 28 mg device",
        ),
        _parameter("later sprays", 0.62, "fraction"),
        _parameter("ka nose", 2.93, "1/h", 61.5),
        _parameter("Dsw", 0.53, "h"),
        _parameter("ka swallowed", 1.45, "1/h", 132),
        _parameter("Fgut", 0.64, "fraction"),
        _parameter("Dpo", 0.32, "h"),
        _parameter("ka oral", 0.97, "1/h", 132),
        _parameter("VN", 70.0, "L", 31.6),
        _parameter("CLN", 38.0, "L/h", 25.4),
        _parameter("VpN", 115, "L"),
        _parameter("QN", 26.1, "L/h"),
    ),
    structure=_structure,
    weight_kg=Range(low=39, high=170, unit="kg", source=s.PEREZRUIXO_2021),
    age_y=Range(low=18, high=86, unit="years", source=s.PEREZRUIXO_2021),
    covariates=_covariates,
    residual_cv_percent={"S-ketamine": 27.6, "S-norketamine": 42.2},
    covariate_notes=(
        "hepatic flow falls by 2.19 L/h for each year of age above 60",
        "Asian: kel x 0.36, norketamine clearance x 0.81; Japanese: nasal uptake x 1.34",
        "body weight has no effect",
    ),
    assumptions=(
        "the second and later devices of a sitting have 62 % of the first's nasal uptake",
        "variation of kmet between patients is stated without a figure and left out",
        "of a racemic dose, half is S-ketamine",
    ),
    defects=(
        (
            "norketamine's published AUC is exceeded by 38 to 56 % with the published parameters; its "
            "peak agrees within 1 %"
        ),
        "the table implies a clearance of 109 L/h where the text says 114",
    ),
)
