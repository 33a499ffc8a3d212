"""Simons 2022: S-ketamine film with S-norketamine and S-hydroxynorketamine, arterial, volunteers.

The film enters by the mucosa, and swallowed, straight into hepatic metabolism.  Ketamine passes two
transit compartments to norketamine, and that two more to hydroxynorketamine.
"""

from collections.abc import Mapping
from math import log

from morrow.pharmacology import sources as s
from morrow.pharmacology.flows import chain, exchange, loss, metabolised
from morrow.pharmacology.model import (
    Biophase,
    Drug,
    Entry,
    Flow,
    Model,
    Moiety,
    Observed,
    Parameter,
    Range,
    Route,
    Sampling,
    Structure,
    Value,
)
from morrow.pharmacology.models import molar


def _ketamine(p: Mapping[str, Value]) -> tuple[Flow, ...]:
    v1 = p["V1"]
    return (
        Flow(source="mucosa", target="central", rate=p["KA1"]),
        *exchange("central", "shallow", clearance=p["Q2"], one_l=v1, other_l=p["V2"]),
        *exchange("central", "deep", clearance=p["Q3"], one_l=v1, other_l=p["V3"]),
        Flow(source="central", target="delay 1", rate=p["CL"] / v1),
        Flow(source="gut", target="portal", rate=p["KA2"]),
        Flow(source="portal", target="delay 1", rate=1 / p["MTTgut"]),
        *chain(("delay 1", "delay 2"), rate=2 / p["MTT K-NK"]),
    )


def _metabolites(p: Mapping[str, Value]) -> tuple[Flow, ...]:
    nk, hnk, vn, vh = "norketamine", "hydroxynorketamine", p["V1"], p["VH1"]
    return (
        *metabolised("delay 2", into=nk, fraction=p["fm K-NK"], rate=2 / p["MTT K-NK"]),
        *exchange(nk, "tissue NK", clearance=p["QN"], one_l=vn, other_l=p["VN2"]),
        Flow(source=nk, target="delay 3", rate=p["CLN"] / vn),
        *chain(("delay 3", "delay 4"), rate=2 / p["MTT NK-HNK"]),
        *metabolised("delay 4", into=hnk, fraction=p["fm NK-HNK"], rate=2 / p["MTT NK-HNK"]),
        *exchange(hnk, "tissue HNK", clearance=p["QH"], one_l=vh, other_l=p["VH2"]),
        loss(hnk, rate=p["CLH"] / vh),
    )


def _structure(p: Mapping[str, Value]) -> Structure:
    film = (
        Entry(compartment="mucosa", fraction=p["F1"], minutes=p["D1"], moiety=Moiety.S),
        Entry(compartment="gut", fraction=p["F2"], minutes=p["D2"], moiety=Moiety.S),
    )
    return Structure(
        flows=(*_ketamine(p), *_metabolites(p)),
        entries={
            Route.IV: ((Entry(compartment="central", moiety=Moiety.S),),),
            Route.BUCCAL: (film,),
        },
        observed=(
            Observed(compound="S-ketamine", compartment="central", litres=p["V1"]),
            Observed(
                compound="S-norketamine",
                compartment="norketamine",
                litres=p["V1"],
                scale=molar.NORKETAMINE / molar.KETAMINE,
            ),
            Observed(
                compound="S-hydroxynorketamine",
                compartment="hydroxynorketamine",
                litres=p["VH1"],
                scale=molar.HYDROXYNORKETAMINE / molar.KETAMINE,
            ),
        ),
        biophases=(Biophase(compound="S-ketamine", ke0_per_min=log(2) / p["t1/2ke0"]),),
    )


def _parameter(
    name: str, value: float, unit: str, cv: float | None = None, occasion: float | None = None
) -> Parameter:
    return Parameter(
        name=name,
        value=value,
        unit=unit,
        source=s.SIMONS_2022,
        cv_percent=cv,
        occasion_cv_percent=occasion,
    )


MODEL = Model(
    name="simons_2022",
    title="Simons 2022, S-ketamine oral thin film and its metabolites",
    source=s.SIMONS_2022,
    drugs=(Drug.ESKETAMINE, Drug.KETAMINE),
    population="20 healthy volunteers of 19 to 32 years; films of 50 and 100 mg, 20 mg iv",
    sampling=Sampling.ARTERIAL,
    parameters=(
        _parameter("V1", 11.6, "L/70kg", 24.2),
        _parameter("V2", 39.0, "L/70kg"),
        _parameter("V3", 174, "L/70kg"),
        _parameter("CL", 1.48, "L/min/70kg", 17.2),
        _parameter("Q2", 2.43, "L/min/70kg"),
        _parameter("Q3", 1.21, "L/min/70kg", 16.2),
        _parameter("F1", 0.263, "fraction", None, 24.9),
        _parameter("D1", 13.1, "min", None, 40.8),
        _parameter("KA1", 0.04, "1/min", None, 25.3),
        _parameter("F2", 1.16, "fraction", None, 24.2),
        _parameter("D2", 29.9, "min", None, 91.8),
        _parameter("KA2", 0.049, "1/min", None, 67.6),
        _parameter("MTTgut", 10.7, "min", None, 124.6),
        _parameter("MTT K-NK", 20.1, "min", 14.6),
        _parameter("fm K-NK", 0.80, "fraction"),
        _parameter("VN2", 221, "L/70kg"),
        _parameter("CLN", 1.00, "L/min/70kg", 22.6),
        _parameter("QN", 2.63, "L/min/70kg"),
        _parameter("MTT NK-HNK", 1.12, "min"),
        _parameter("fm NK-HNK", 0.70, "fraction"),
        _parameter("VH1", 4.4, "L/70kg", 154.5),
        _parameter("VH2", 87.5, "L/70kg", None, 40.5),
        _parameter("CLH", 0.933, "L/min/70kg", 32.9),
        _parameter("QH", 1.70, "L/min/70kg", 57.7),
        Parameter(
            name="t1/2ke0",
            value=8.3,
            unit="min",
            source=s.OLOFSEN_2022,
            note="95 % CI 5.1 to 13.0; external perception and pain, 17 volunteers, same group",
        ),
    ),
    structure=_structure,
    weight_kg=Range(low=53, high=93, unit="kg", source=s.SIMONS_2022),
    age_y=Range(low=19, high=32, unit="years", source=s.SIMONS_2022),
    residual_cv_percent={"S-ketamine": 10.95, "S-norketamine": 10.2, "S-hydroxynorketamine": 7.9},
    covariate_notes=(
        (
            "volumes x (WT/70), clearances x (WT/70)^0.75; the paper prints 'at 70 kg' without the "
            "exponents, which are usual and assumed"
        ),
    ),
    assumptions=(
        (
            "80 % of metabolised ketamine becomes norketamine, 70 % of that hydroxynorketamine (fixed "
            "in the paper); norketamine's central volume is ketamine's"
        ),
        "sublingual and buccal placement were pooled",
        "the effect site was estimated in another study of the same group",
        "of a racemic dose, half is S-ketamine",
    ),
    defects=(
        "F1 and F2 add to more than the film (1.42): apparent fractions, not parts of one whole",
    ),
)
