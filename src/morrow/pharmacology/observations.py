"""Published observations, and what each model that can claim one predicts.

`compared()` lists model, observation, prediction in the observation's unit, and their ratio.  A
model claims an observation when it was made with the drug, the routes and people like these, and
tells the compound; nothing is extrapolated.  `own` marks what the model was itself made with.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from morrow.evidence import Refusal
from morrow.pharmacology import models
from morrow.pharmacology.engine import NG_PER_ML
from morrow.pharmacology.limits import admitted
from morrow.pharmacology.linear import Array, System
from morrow.pharmacology.model import Drug, Model, Route
from morrow.pharmacology.models import molar
from morrow.pharmacology.observed_designs import (
    DESIGNS,
    NOT_COMPARED,
    OWN,
    PEAKS_WITHIN_MIN,
    Design,
    Kind,
    Reading,
)
from morrow.pharmacology.regimen import Dose

ALL_TIME_MIN: Final = 60 * 1440.0  # areas "to infinity": 130 of the longest half-lives


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One row of the data, as it is.  `mean` is None where a cell holds no number (a range)."""

    study: str
    route: str
    dose: str
    compound: str
    metric: str
    time_min: float | None
    mean: float | None
    sd: str
    unit: str
    n: str
    source: str
    provenance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`ratio` is predicted over observed; None where nothing (0) was observed."""

    model: str
    design: Design
    observation: Observation
    predicted: float
    own: bool

    @property
    def ratio(self) -> float | None:
        assert self.observation.mean is not None
        return self.predicted / self.observation.mean if self.observation.mean else None


@cache
def observations() -> tuple[Observation, ...]:
    """Every row of the data."""
    path = resources.files("morrow.pharmacology") / "data" / "observed-concentrations.csv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return tuple(_observation(row) for row in rows)


def _observation(row: dict[str, str]) -> Observation:
    words = {name: row[name] for name in row if name not in {"time_min", "mean"}}
    return Observation(time_min=_number(row["time_min"]), mean=_number(row["mean"]), **words)


def _number(cell: str) -> float | None:
    """A cell that is empty or a range (100-250) has no number."""
    try:
        return float(cell)
    except ValueError:
        return None


def stands_for(design: Design, row: Observation) -> bool:
    cells = (row.study, row.route, row.dose) == (design.study, design.route, design.dose)
    return cells and row.metric in design.readings and row.mean is not None


@cache
def compared() -> tuple[Comparison, ...]:
    """Every observation with every model that can claim it, study by study."""
    return tuple(
        found
        for design in DESIGNS
        for model in models.ALL.values()
        for found in _by_model(model, design)
    )


def not_compared() -> Iterator[tuple[Observation, str]]:
    """The observations that no model claims, each with the reason; a row without one is our bug."""
    claimed = {id(each.observation) for each in compared()}
    for row in observations():
        if id(row) not in claimed:
            yield row, _reason(row)


def _reason(row: Observation) -> str:
    cells = ("", row.route, row.compound, row.metric)
    return next(why for study, cell, why in NOT_COMPARED if study == row.study and cell in cells)


def _by_model(model: Model, design: Design) -> Iterator[Comparison]:
    if isinstance(admitted(model, design.patient, design.regimen), Refusal):
        return
    system = System(model.structure(model.typical(design.patient)))
    for row in observations():
        if not stands_for(design, row):
            continue
        reading = design.readings[row.metric]
        found = parts(system.compounds, design.regimen.drug, reading.compound or row.compound)
        if found:
            told = _told(system, design, found, reading, row)
            yield Comparison(
                model=model.name,
                design=design,
                observation=row,
                predicted=told * factor(row.unit, found[0]),
                own=_own(model.name, row),
            )


def _own(model: str, row: Observation) -> bool:
    return any(
        name == model
        and row.study.startswith(study)
        and route in {"", row.route}
        and (not metrics or row.metric in metrics)
        for name, study, route, metrics in OWN
    )


_COMPOUNDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "esketamine": (("S-ketamine",),),
    "noresketamine": (("S-norketamine",),),
    "racemic ketamine": (("ketamine",), ("S-ketamine", "R-ketamine")),
    "racemic norketamine": (("S-norketamine", "R-norketamine"),),
}


def parts(told: Sequence[str], drug: Drug, compound: str) -> tuple[str, ...]:
    """The model's compounds that add up to an observed one; none where it does not tell it."""
    ways = _COMPOUNDS.get(compound, ((compound,),))
    if ways == (("S-ketamine",),) and drug is Drug.ESKETAMINE:
        ways = (*ways, ("ketamine",))  # a pooled model given S-ketamine
    return next((way for way in ways if set(way) <= set(told)), ())


_FACTORS: Final = {
    "ng/mL": 1.0,
    "ng/mL (median)": 1.0,
    "ug/L": 1.0,
    "ug/mL": 1e-3,
    "ng*min/mL": 1.0,
    "ng*h/mL": 1 / 60,
    "ug*h/L": 1 / 60,
    "min": 1.0,
    "h": 1 / 60,
    "%": 100.0,
}


def factor(unit: str, compound: str) -> float:
    """From ng/mL, ng/mL min, min or a fraction to the unit of an observation."""
    if unit != "nmol/mL":
        return _FACTORS[unit]
    return 1 / (molar.NORKETAMINE if compound.endswith("norketamine") else molar.KETAMINE)


_GRID_MIN: Final = np.arange(0, PEAKS_WITHIN_MIN + 0.25, 0.25)


def _told(
    system: System, design: Design, parts: Sequence[str], reading: Reading, row: Observation
) -> float:
    """What the model says to this row: ng/mL, ng/mL min, min, or a fraction."""
    minute = row.time_min if reading.minute is None else reading.minute
    doses = design.regimen.doses
    match reading.kind:
        case Kind.PEAK:
            return float(_curve(system, design, doses, parts, _GRID_MIN).max())
        case Kind.PEAK_TIME:
            return float(_GRID_MIN[_curve(system, design, doses, parts, _GRID_MIN).argmax()])
        case Kind.AREA:
            return _area(system, design, doses, parts, ALL_TIME_MIN if minute is None else minute)
        case Kind.AVAILABLE:
            by_vein = (Dose(route=Route.IV, at_min=0, amount_mg=design.regimen.total_mg),)
            whole = _area(system, design, by_vein, parts, ALL_TIME_MIN)
            return _area(system, design, doses, parts, ALL_TIME_MIN) / whole
        case _:
            assert minute is not None
            return float(_curve(system, design, doses, parts, np.array([minute]))[0])


def _curve(
    system: System, design: Design, doses: Sequence[Dose], parts: Sequence[str], at_min: Array
) -> Array:
    """The sum of the parts at these minutes."""
    found: Array = system.solve(doses, design.regimen.drug, at_min, parts).sum(axis=1)
    return NG_PER_ML * found


def _area(
    system: System, design: Design, doses: Sequence[Dose], parts: Sequence[str], until_min: float
) -> float:
    areas = [f"{part} (area)" for part in parts]
    return float(_curve(system, design, doses, areas, np.array([until_min]))[0])
