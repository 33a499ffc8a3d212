"""Hornik 2018: two compartments, racemate, children and infants.  Never for adults."""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Drug, Model, Parameter, Sampling, Structure, Value
from morrow.pharmacology.models import ranges
from morrow.pharmacology.models.two_compartments import clearances


def _structure(p: Mapping[str, Value]) -> Structure:
    return clearances("ketamine", p)


def _parameter(name: str, value: float, unit: str) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=s.HORNIK_2018)


MODEL = Model(
    name="hornik_2018",
    title="Hornik 2018, racemic ketamine in children and infants, two compartments",
    source=s.HORNIK_2018,
    drugs=(Drug.KETAMINE,),
    population="children and infants",
    sampling=Sampling.NOT_SEEN,
    parameters=(
        _parameter("V1", 32.8, "L/70kg"),
        _parameter("V2", 152, "L/70kg"),
        _parameter("CL", 38.9, "L/h/70kg"),
        _parameter("Q", 54.9, "L/h/70kg"),
    ),
    structure=_structure,
    weight_kg=ranges.CHILD_WEIGHT_FROM_BIRTH,
    age_y=ranges.CHILD_AGE,
    children=True,
    covariate_notes=("volumes x (WT/70), clearances x (WT/70)^0.75",),
    assumptions=("no variation between patients is published in the code that was read",),
    defects=("its clearance lies far below that of every adult model",),
)
