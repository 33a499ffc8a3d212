"""Domino 1984: three compartments, racemate, micro-constants.  The default of most TIVA programs."""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.flows import loss
from morrow.pharmacology.model import (
    Biophase,
    Drug,
    Entry,
    Flow,
    Model,
    Observed,
    Parameter,
    Route,
    Sampling,
    Structure,
    Value,
)
from morrow.pharmacology.models import ranges


def _structure(p: Mapping[str, Value]) -> Structure:
    return Structure(
        flows=(
            loss("central", rate=p["k10"]),
            Flow(source="central", target="shallow", rate=p["k12"]),
            Flow(source="shallow", target="central", rate=p["k21"]),
            Flow(source="central", target="deep", rate=p["k13"]),
            Flow(source="deep", target="central", rate=p["k31"]),
        ),
        entries={Route.IV: ((Entry(compartment="central"),),)},
        observed=(Observed(compound="ketamine", compartment="central", litres=p["V1"]),),
        biophases=(Biophase(compound="ketamine", ke0_per_min=p["ke0"]),),
    )


def _micro(name: str, value: float) -> Parameter:
    return Parameter(name=name, value=value, unit="1/min", source=s.DOMINO_1984)


MODEL = Model(
    name="domino_1984",
    title="Domino 1984, racemic ketamine, three compartments",
    source=s.DOMINO_1984,
    drugs=(Drug.KETAMINE,),
    population="not seen",
    sampling=Sampling.NOT_SEEN,
    parameters=(
        Parameter(name="V1", value=0.063, unit="L/kg", source=s.DOMINO_1984),
        _micro("k10", 0.4381),
        _micro("k12", 0.5921),
        _micro("k13", 0.5900),
        _micro("k21", 0.2470),
        _micro("k31", 0.0146),
        Parameter(
            name="ke0",
            value=0.238,
            unit="1/min",
            source=s.NAVARRETE_2025,
            note="95 % CI 0.20 to 0.28; 20 adults under anaesthesia, 0.1 mg/kg; not for mood",
        ),
    ),
    structure=_structure,
    weight_kg=ranges.ADULT_WEIGHT,
    age_y=ranges.ADULT_AGE,
    covariate_notes=("V1 is linear in total body weight; rate constants do not depend on it",),
    assumptions=("no variation between patients is published in the code that was read",),
    defects=(
        (
            "V1 is 4.4 L at 70 kg: the concentration at once after a bolus (7,937 ng/mL for 0.5 mg/kg) "
            "means nothing"
        ),
    ),
)
