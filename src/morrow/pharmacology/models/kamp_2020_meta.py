"""Kamp 2020: three compartments from 14 raw data sets, arterial.  The general backbone."""

from collections.abc import Mapping
from math import log

from morrow.pharmacology import sources as s
from morrow.pharmacology.flows import exchange, loss
from morrow.pharmacology.model import (
    Biophase,
    Drug,
    Entry,
    Model,
    Observed,
    Parameter,
    Patient,
    Route,
    Sampling,
    Structure,
    Value,
)
from morrow.pharmacology.models import ranges


def _structure(p: Mapping[str, Value]) -> Structure:
    return Structure(
        flows=(
            loss("central", rate=p["CL"] / p["V1"]),
            *exchange("central", "shallow", clearance=p["Q2"], one_l=p["V1"], other_l=p["V2"]),
            *exchange("central", "deep", clearance=p["Q3"], one_l=p["V1"], other_l=p["V3"]),
        ),
        entries={Route.IV: ((Entry(compartment="central"),),)},
        observed=(Observed(compound="ketamine", compartment="central", litres=p["V1"]),),
        biophases=(Biophase(compound="ketamine", ke0_per_min=p["ke0"]),),
    )


def _covariates(values: dict[str, Value], patient: Patient) -> dict[str, Value]:
    """SimTIVA's ke0, per minute: 0.1876 ln(WT) + 0.5932."""
    return values | {"ke0": 0.1876 * log(patient.weight_kg) + values["ke0"]}


def _parameter(name: str, value: float, unit: str) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=s.KAMP_2020_META)


MODEL = Model(
    name="kamp_2020_meta",
    title="Kamp 2020 meta-model, ketamine, three compartments",
    source=s.KAMP_2020_META,
    drugs=(Drug.KETAMINE, Drug.ESKETAMINE),
    population="14 raw data sets of healthy adults, adult patients and children, pooled",
    sampling=Sampling.ARTERIAL,
    parameters=(
        _parameter("V1", 25, "L/70kg"),
        _parameter("V2", 56, "L/70kg"),
        _parameter("V3", 157, "L/70kg"),
        _parameter("CL", 84, "L/h/70kg"),
        _parameter("Q2", 161, "L/h/70kg"),
        _parameter("Q3", 79, "L/h/70kg"),
        Parameter(
            name="ke0",
            value=0.5932,
            unit="1/min",
            source=s.SIMTIVA,
            note="plus 0.1876 ln(WT in kg): 1.390 per min at 70 kg; no endpoint was measured",
        ),
    ),
    structure=_structure,
    weight_kg=ranges.ADULT_WEIGHT,
    age_y=ranges.ADULT_AGE,
    covariates=_covariates,
    covariate_notes=(
        (
            "volumes x (WT/70), clearances x (WT/70)^0.75 as SimTIVA has it (another program scales "
            "clearances linearly: 9 % apart at 40 kg); the paper found no covariate effect"
        ),
    ),
    assumptions=(
        "racemate and S-ketamine were pooled: the same kinetics at equal mass",
        "the two compartments of venous delay have no values seen and are left out",
        "no variation between patients is published in the code that was read",
    ),
)
