"""Flint 2017: two compartments, S-ketamine, intensive care of children.  Never for adults.

Its S-norketamine clearance rises with time since the first dose, which no linear system with
constant rates can hold; the parent alone is offered.
"""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.model import (
    Drug,
    Model,
    Moiety,
    Parameter,
    Range,
    Sampling,
    Structure,
    Value,
)
from morrow.pharmacology.models.two_compartments import clearances


def _structure(p: Mapping[str, Value]) -> Structure:
    return clearances("S-ketamine", p, moiety=Moiety.S)


def _parameter(name: str, value: float, unit: str, cv_percent: float | None = None) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=s.FLINT_2017, cv_percent=cv_percent)


MODEL = Model(
    name="flint_2017",
    title="Flint 2017, S-ketamine in paediatric intensive care, two compartments",
    source=s.FLINT_2017,
    drugs=(Drug.ESKETAMINE, Drug.KETAMINE),
    population="25 ventilated children of 0.02 to 12.5 years, infusions of 10 to 141 h",
    sampling=Sampling.NOT_SEEN,
    parameters=(
        _parameter("CL", 112, "L/h/70kg", 40.2),
        _parameter("V1", 7.73, "L/70kg"),
        _parameter("Q", 196, "L/h/70kg"),
        _parameter("V2", 545, "L/70kg"),
    ),
    structure=_structure,
    weight_kg=Range(low=3.4, high=35, unit="kg", source=s.FLINT_2017),
    age_y=Range(low=0.02, high=12.5, unit="years", source=s.FLINT_2017),
    children=True,
    residual_cv_percent={"S-ketamine": 41.9},
    covariate_notes=("volumes x (WT/70), clearances x (WT/70)^0.75",),
    assumptions=("of a racemic dose, half is S-ketamine",),
    defects=("its S-norketamine, whose clearance rises by 0.87 %/h, is not offered",),
)
