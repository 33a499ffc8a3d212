"""A visual predictive check: a model's patients against published concentrations over time.

What is published are means or medians of a group, not patients.  So two areas are drawn: where 90 %
of patients lie (variation between patients and error of measurement), and, narrower, where the mean
or median of as many patients as were measured falls in 90 % of such groups.  The points belong in
the narrow one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from morrow.evidence import Refusal
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Model, log_variance
from morrow.pharmacology.observations import Observation, factor, observations, parts, stands_for
from morrow.pharmacology.observed_designs import DESIGNS, Design
from morrow.pharmacology.pictures.picture import (
    MINUTES_IN,
    X_LABELS,
    Area,
    Line,
    Panel,
    Picture,
    Points,
    dose_row,
    model_caption,
    plain_numbers,
    plasma_of,
    time_unit,
)
from morrow.pharmacology.population import Population, simulate_population

PATIENTS: Final = 500
GROUPS: Final = 300
OUTER: Final = (5.0, 50.0, 95.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The observations of one compound, and the model's compounds that add up to it."""

    compound: str
    parts: tuple[str, ...]
    rows: tuple[Observation, ...]

    @property
    def people(self) -> int:
        return int(self.rows[0].n)

    @property
    def statistic(self) -> str:
        return "median" if "median" in self.rows[0].unit else "mean"


def curve_designs() -> tuple[Design, ...]:
    """The published designs that were sampled over time."""
    return tuple(each for each in DESIGNS if "conc" in each.readings)


def predictive_check(
    model: Model, design: Design, *, patients: int = PATIENTS, seed: int = 1
) -> Picture | Refusal:
    """A panel a compound that both tell.

    A Refusal where the model does not answer for the design, has no published variation between
    patients, or tells none of its compounds.
    """
    rows = [row for row in observations() if stands_for(design, row) and row.metric == "conc"]
    last = max(row.time_min or 0.0 for row in rows)
    at = np.linspace(0, last, 121)
    found = simulate_population(
        model, design.patient, design.regimen, at, patients=patients, seed=seed
    )
    if isinstance(found, Refusal):
        return found
    curves = list(_curves(model, design, rows))
    if not curves:
        return Refusal(
            rule="PK5",
            reason=f"{model.name} tells nothing that was measured in {design.study}",
            source=model.source,
            seen={"model": model.name, "study": design.study},
            remedy="choose another model",
        )
    unit = time_unit(last)
    rng = np.random.default_rng(seed)
    panels = tuple(_panel(found, curve, unit, rng) for curve in curves)
    return _picture(model, design, curves, panels, unit)


def _picture(
    model: Model, design: Design, curves: Sequence[Curve], panels: tuple[Panel, ...], unit: str
) -> Picture:
    sources = dict.fromkeys(row.source for curve in curves for row in curve.rows)
    assumed = f"Taken: {design.assumed}." if design.assumed else ""
    caption = (*(f"Published: {each}." for each in sources), model_caption(model), assumed)
    return Picture(
        title=f"{model.title}: predicted against published",
        subtitle=f"{design.study.replace('_', ' ')}: {design.route}, {design.dose}",
        x_label=X_LABELS[unit],
        x_unit=unit,
        panels=panels,
        doses=(dose_row(str(design.regimen.drug), 0, design.regimen, unit),),
        caption=(*(each for each in caption if each), _residual(model, curves)),
    )


def _residual(model: Model, curves: Sequence[Curve]) -> str:
    """What the areas contain, said; a model without a published error has narrower ones."""
    names = dict.fromkeys(part for curve in curves for part in curve.parts)
    known = [
        f"{x} {model.residual_cv_percent[x]:.3g} %" for x in names if x in model.residual_cv_percent
    ]
    missing = [name for name in names if name not in model.residual_cv_percent]
    said = f"Error of measurement (CV): {', '.join(known)}. " if known else ""
    if missing:
        said += f"No error of measurement is published for {', '.join(missing)}: areas too narrow. "
    return (
        said + "The narrow area is where the published value of such a group falls 9 times in 10."
    )


def _curves(model: Model, design: Design, rows: Sequence[Observation]) -> Iterator[Curve]:
    told = [each.compound for each in model.reference_structure().observed]
    for compound in dict.fromkeys(row.compound for row in rows):
        found = parts(told, design.regimen.drug, compound)
        own = tuple(row for row in rows if row.compound == compound)
        if found:
            yield Curve(compound=compound, parts=found, rows=own)


def _panel(found: Population, curve: Curve, unit: str, rng: np.random.Generator) -> Panel:
    measured = _measured(found, curve, rng)
    low, middle, high = np.percentile(measured, OUTER, axis=0)
    group_low, group_high = _groups(measured, curve, rng)
    x = plain_numbers(found.trace.time_min / MINUTES_IN[unit])
    site = plasma_of(found.trace.model.sampling)
    group = f"{curve.statistic} of {curve.people} patients, 90 % of groups"
    return Panel(
        title=curve.compound,
        y_label=site,
        unit="ng/mL",
        marks=(
            Area(name="90 % of patients", series=0, x=x,
                 low=plain_numbers(low), high=plain_numbers(high)),
            Area(name=group, series=0, x=x, strong=True,
                 low=plain_numbers(group_low), high=plain_numbers(group_high)),
            Line(name="median patient", series=0, x=x, y=plain_numbers(middle)),
            _points(curve, unit),
        ),
    )  # fmt: skip


def _points(curve: Curve, unit: str) -> Points:
    """Published values in ng/mL."""
    seen = [(row.time_min, row.mean, row.unit) for row in curve.rows]
    return Points(
        name=f"published {curve.statistic} ({curve.people} people)",
        series=1,
        x=tuple(
            time / MINUTES_IN[unit]
            for time, mean, _ in seen
            if time is not None and mean is not None
        ),
        y=tuple(
            mean / factor(code, curve.parts[0])
            for time, mean, code in seen
            if time is not None and mean is not None
        ),
    )


def _measured(found: Population, curve: Curve, rng: np.random.Generator) -> Array:
    """ng/mL as measured in each patient, shape (patients, times): the parts with error, summed.

    The error is multiplied, log-normal: a measured concentration is not below zero.  One
    draw a patient serves all times: what is read off are percentiles time by time, which it leaves as
    they are, and smooth.
    """
    names = [each.compound for each in found.trace.model.reference_structure().observed]
    total = np.zeros(found.ng_per_ml.shape[:2])
    for part in curve.parts:
        clean = found.ng_per_ml[:, :, names.index(part)]
        cv = found.trace.model.residual_cv_percent.get(part, 0.0)
        noise = rng.normal(0.0, np.sqrt(log_variance(cv)), size=(len(clean), 1))
        total += clean * np.exp(noise)
    return total


def _groups(measured: Array, curve: Curve, rng: np.random.Generator) -> tuple[Array, Array]:
    """Between what the group's mean or median falls, 9 times in 10."""
    of = np.median if curve.statistic == "median" else np.mean
    drawn = rng.integers(0, len(measured), size=(GROUPS, curve.people))
    found = np.stack([of(measured[group], axis=0) for group in drawn])
    low, high = np.percentile(found, (OUTER[0], OUTER[-1]), axis=0)
    return low, high
