"""Clements and Nimmo 1981: two compartments, racemate, the arm given 0.25 mg/kg at once."""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Drug, Model, Parameter, Sampling, Structure, Value
from morrow.pharmacology.models import ranges
from morrow.pharmacology.models.two_compartments import micro


def _structure(p: Mapping[str, Value]) -> Structure:
    return micro("ketamine", p)


def _parameter(name: str, value: float, unit: str) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=s.CLEMENTS_1981)


MODEL = Model(
    name="clements_1981_250",
    title="Clements and Nimmo 1981 (250 ug/kg), racemic ketamine, two compartments",
    source=s.CLEMENTS_1981,
    drugs=(Drug.KETAMINE,),
    population="0.25 mg/kg bolus data; the rest not seen",
    sampling=Sampling.NOT_SEEN,
    parameters=(
        _parameter("V1", 1.7522, "L/kg"),
        _parameter("k10", 0.0109, "1/min"),
        _parameter("k12", 0.0186, "1/min"),
        _parameter("k21", 0.0137, "1/min"),
    ),
    structure=_structure,
    weight_kg=ranges.ADULT_WEIGHT,
    age_y=ranges.ADULT_AGE,
    covariate_notes=("V1 is linear in body weight; rate constants do not depend on it",),
    assumptions=("no variation between patients is published in the code that was read",),
)
