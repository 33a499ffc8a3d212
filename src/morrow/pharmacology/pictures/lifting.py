"""The latent state that lifts mood, over days: what the acute drive leaves behind.

It is latent: measured in nobody, without a unit, in multiples of its own peak after 0.5 mg/kg of
racemate over 40 min.  It is not a score and no forecast of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from morrow.evidence import Refusal, Source
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Model, Patient
from morrow.pharmacology.pictures.comparing import MOST_REGIMENS
from morrow.pharmacology.pictures.picture import (
    MINUTES_IN,
    X_LABELS,
    Area,
    Line,
    Panel,
    Picture,
    dose_row,
    model_caption,
    plain_numbers,
)
from morrow.pharmacology.plasticity import Exposure, exposure, reference_peak
from morrow.pharmacology.regimen import Regimen, RegimenError

NOT_A_SCORE = (
    "Latent: measured in nobody and without a unit; 1 is its own peak after 0.5 mg/kg of racemic "
    "ketamine over 40 min (70 kg). Not a score, and no forecast of one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLives:
    """Of onset in hours, and of loss in days: a value with the ends of its range.  From `source`."""

    onset_h: float
    loss_d: float
    loss_low_d: float
    loss_high_d: float
    source: Source

    def __post_init__(self) -> None:
        if not 0 < self.loss_low_d <= self.loss_d <= self.loss_high_d < float("inf"):
            raise ValueError("half-lives of loss must be above 0 and in order: low, value, high")
        if not 0 < self.onset_h < float("inf"):
            raise ValueError(f"the half-life of onset must be above 0 h, not {self.onset_h:g}")


def mood(
    model: Model,
    patient: Patient,
    regimens: Mapping[str, Regimen],
    *,
    until_days: float,
    half_lives: HalfLives,
) -> Picture | Refusal:
    """The latent state of each regimen by its name, shaded between the ends of the half-life of loss.

    A Refusal where the model cannot tell the drive or does not answer for this patient.
    """
    if not 1 <= len(regimens) <= MOST_REGIMENS:
        raise RegimenError(f"draw 1 to {MOST_REGIMENS} regimens, not {len(regimens)}")
    if not 0 < until_days <= 366:
        raise RegimenError(f"draw up to 366 days, not {until_days:g}")
    at_min = _times(regimens, until_days)
    lines: list[Line] = []
    areas: list[Area] = []
    for nth, (name, regimen) in enumerate(regimens.items()):
        found = exposure(model, patient, regimen)
        if isinstance(found, Refusal):
            return found
        line, area = _marks(name, nth, found, at_min, half_lives)
        lines.append(line)
        areas.append(area)
    panel = Panel(
        title="what lifts mood, latent",
        y_label="latent state",
        unit="peaks of 0.5 mg/kg in 40 min",
        marks=(*areas, *lines),
    )
    return Picture(
        title="Latent state that lifts mood, by regimen",
        subtitle=f"typical patient of {patient.weight_kg:g} kg; measured in nobody",
        x_label=X_LABELS["d"],
        x_unit="d",
        panels=(panel,),
        doses=tuple(
            dose_row(f"{name}: {regimen.drug}", nth, regimen, "d")
            for nth, (name, regimen) in enumerate(regimens.items())
        ),
        caption=(NOT_A_SCORE, _half_lives(half_lives), model_caption(model)),
    )


def _times(regimens: Mapping[str, Regimen], until_days: float) -> Array:
    """Even, and closer after each dose, where the state rises within hours."""
    after = np.array([0, 15, 30, 60, 120, 240, 360, 480, 720, 960])
    starts = {dose.at_min for regimen in regimens.values() for dose in regimen.doses}
    even = np.linspace(0, until_days * MINUTES_IN["d"], 401)
    found: Array = np.unique(np.concatenate([even, *(start + after for start in sorted(starts))]))
    return np.asarray(found[(found >= 0) & (found <= even[-1])], dtype=np.float64)


def _marks(
    name: str, nth: int, found: Exposure, at_min: Array, half_lives: HalfLives
) -> tuple[Line, Area]:
    x = plain_numbers(at_min / MINUTES_IN["d"])
    kon = log(2) / (half_lives.onset_h * 60)
    curves = []
    for days in (half_lives.loss_d, half_lives.loss_low_d, half_lives.loss_high_d):
        koff = log(2) / (days * MINUTES_IN["d"])
        latent = found.latent(at_min, kon_per_min=kon, koff_per_min=koff)
        curves.append(latent / reference_peak(kon_per_min=kon, koff_per_min=koff))
    low, high = np.minimum.reduce(curves), np.maximum.reduce(curves)
    line = Line(name=name, series=nth, x=x, y=plain_numbers(curves[0]))
    shaded = f"{name}, half-life of loss {half_lives.loss_low_d:g} to {half_lives.loss_high_d:g} d"
    area = Area(name=shaded, series=nth, x=x, low=plain_numbers(low), high=plain_numbers(high))
    return line, area


def _half_lives(found: HalfLives) -> str:
    return (
        f"Half-life of onset {found.onset_h:g} h, of loss {found.loss_d:g} d "
        f"(shaded {found.loss_low_d:g} to {found.loss_high_d:g} d): {found.source}."
    )
