"""Herd and Anderson 2007: two compartments, racemate, children; standardised to 70 kg."""

from collections.abc import Mapping

from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Drug, Model, Parameter, Range, Sampling, Structure, Value
from morrow.pharmacology.models import ranges
from morrow.pharmacology.models.two_compartments import clearances


def _structure(p: Mapping[str, Value]) -> Structure:
    return clearances("ketamine", p)


def _parameter(name: str, value: float, unit: str, cv_percent: float) -> Parameter:
    return Parameter(name=name, value=value, unit=unit, source=s.HERD_2007, cv_percent=cv_percent)


MODEL = Model(
    name="herd_2007",
    title="Herd and Anderson 2007, racemic ketamine in children, two compartments",
    source=s.HERD_2007,
    drugs=(Drug.KETAMINE,),
    population="54 children of 8.3 (SD 3.5) years, 1 to 1.5 mg/kg, 188 samples",
    sampling=Sampling.VENOUS,
    parameters=(
        _parameter("V1", 38.7, "L/70kg", 64),
        _parameter("V2", 102, "L/70kg", 51.7),
        _parameter("CL", 90, "L/h/70kg", 38.1),
        _parameter("Q", 215, "L/h/70kg", 19),
    ),
    structure=_structure,
    weight_kg=ranges.CHILD_WEIGHT_FROM_A_YEAR,
    age_y=Range(
        low=1.3,
        high=15.3,
        unit="years",
        source=s.HERD_2007,
        note="mean and two SD; the range itself was not seen",
    ),
    covariate_notes=("volumes x (WT/70), clearances x (WT/70)^0.75",),
    assumptions=("its use for a body of 70 kg leaves the children whom it was made with",),
    defects=("sampled to 152 min: the terminal phase is too short",),
)
