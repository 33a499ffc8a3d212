"""Otto 2021 (parent fixed to Fanta 2015): S-ketamine and S-norketamine, venous, volunteers."""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.flows import exchange, loss, metabolised
from morrow.pharmacology.model import (
    Drug,
    Entry,
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


def _structure(p: Mapping[str, Value]) -> Structure:
    ketamine, norketamine = "central", "norketamine"
    v1, vn = p["V1"], p["VN"]
    return Structure(
        flows=(
            *metabolised(ketamine, into=norketamine, fraction=p["fm"], rate=p["CL"] / v1),
            *exchange(ketamine, "first", clearance=p["Q1"], one_l=v1, other_l=p["Vp1"]),
            *exchange(ketamine, "second", clearance=p["Q2"], one_l=v1, other_l=p["Vp2"]),
            loss(norketamine, rate=p["CLN"] / vn),
            *exchange(norketamine, "tissue", clearance=p["QN"], one_l=vn, other_l=p["VpN"]),
        ),
        entries={Route.IV: ((Entry(compartment=ketamine, moiety=Moiety.S),),)},
        observed=(
            Observed(compound="S-ketamine", compartment=ketamine, litres=v1),
            Observed(compound="S-norketamine", compartment=norketamine, litres=vn),
        ),
    )


def _parameter(name: str, value: float, unit: str, cv_percent: float | None = None) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=s.OTTO_2021, cv_percent=cv_percent)


MODEL = Model(
    name="otto_2021",
    title="Otto 2021, S-ketamine and S-norketamine, three and two compartments",
    source=s.OTTO_2021,
    drugs=(Drug.ESKETAMINE, Drug.KETAMINE),
    population="48 healthy volunteers of about 23 years; 10 mg over 30 min, and 2 h in steps",
    sampling=Sampling.VENOUS,
    parameters=(
        _parameter("V1", 133, "L/70kg", 29.6),
        _parameter("CL", 95.2, "L/h/70kg", 16.2),
        _parameter("Vp1", 187, "L"),
        _parameter("Q1", 23.2, "L/h"),
        _parameter("Vp2", 98.8, "L"),
        _parameter("Q2", 157, "L/h"),
        _parameter("VN", 98.638, "L/70kg", 20.3),
        _parameter("CLN", 57.72, "L/h/70kg", 33.0),
        _parameter("VpN", 160.04, "L"),
        _parameter("QN", 42.778, "L/h"),
        _parameter("fm", 1, "fraction"),
    ),
    structure=_structure,
    weight_kg=Range(
        low=53.6,
        high=88.3,
        unit="kg",
        source=s.OTTO_2021,
        note="means 68.0 and 71.3, SD 7.2 and 8.5, less and plus two SD; the range was not seen",
    ),
    age_y=Range(
        low=18,
        high=33.8,
        unit="years",
        source=s.OTTO_2021,
        note="adults; mean 23.6, SD 5.1, plus two SD; the range was not seen",
    ),
    covariances={("V1", "CL"): 0.02261, ("VN", "CLN"): 0.04456},
    residual_cv_percent={"S-ketamine": 23.609, "S-norketamine": 14.261},
    covariate_notes=(
        (
            "central volumes x (WT/70), clearances x (WT/70)^0.75; peripheral volumes and exchange "
            "clearances do not scale"
        ),
    ),
    assumptions=(
        "all S-ketamine cleared becomes S-norketamine (fm = 1, fixed)",
        "norketamine is on the paper's scale: the mass of S-ketamine, not corrected to its own",
        "of a racemic dose, half is S-ketamine",
    ),
)
