"""Hijazi 2003: two compartments, racemate, adults in intensive care."""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Drug, Model, Parameter, Sampling, Structure, Value
from morrow.pharmacology.models import ranges
from morrow.pharmacology.models.two_compartments import micro


def _structure(p: Mapping[str, Value]) -> Structure:
    return micro("ketamine", p)


def _parameter(name: str, value: float, unit: str) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=s.HIJAZI_2003)


MODEL = Model(
    name="hijazi_2003",
    title="Hijazi 2003, racemic ketamine in intensive care, two compartments",
    source=s.HIJAZI_2003,
    drugs=(Drug.KETAMINE,),
    population="12 adults in intensive care with brain or spinal cord injury",
    sampling=Sampling.NOT_SEEN,
    parameters=(
        _parameter("V1", 1.08, "L/kg"),
        _parameter("k10", 0.0333, "1/min"),
        _parameter("k12", 0.0088, "1/min"),
        _parameter("k21", 0.0030, "1/min"),
    ),
    structure=_structure,
    weight_kg=ranges.ADULT_WEIGHT,
    age_y=ranges.ADULT_AGE,
    covariate_notes=("V1 is linear in body weight; rate constants do not depend on it",),
    assumptions=("no variation between patients is published in the code that was read",),
    defects=("one program that codes it caps the age at 18; the paper's patients were adults",),
)
