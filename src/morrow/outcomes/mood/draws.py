"""Draws of what trials like the asked one would see, and the answer that they make."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from morrow.outcomes.fallbacks import WIDER_WITHOUT_CROSSWALK
from morrow.outcomes.measures import Domain, domain, one_name
from morrow.outcomes.mood.frozen import Calibrated
from morrow.outcomes.mood.improvement import Improvement
from morrow.outcomes.mood.points import Array, Point
from morrow.outcomes.predicting import Prediction, Unit
from morrow.outcomes.trials import Question

TRIALS_PER_DRAW: Final = 5
USUAL_N: Final = 25  # of an arm that does not say (a small trial; proposed)
WIDER_PER_NOTE: Final = 0.15  # on the SD between trials, for each cell left empty (proposed)
QUANTILES: Final = (0.1, 0.5, 0.9)


def draw(
    calibrated: Calibrated, points: Sequence[Point], rng: np.random.Generator
) -> tuple[Array, dict[str, Array]]:
    """Share lifted at each point in trials like this, shape (draws, points); the parameters."""
    notes = {note for each in points for note in each.notes}
    wider = 1 + WIDER_PER_NOTE * len(notes)
    between = calibrated.between_open if points[0].is_open else calibrated.between
    p = calibrated.draws
    effects = rng.standard_normal((2, TRIALS_PER_DRAW, len(p["emax"]), 1))
    on_control, on_drug = effects * np.array(between)[:, None, None, None] * wider
    shares = Improvement(points).shares(p, on_control, on_drug)
    tiled = {name: np.tile(values, TRIALS_PER_DRAW) for name, values in p.items()}
    return shares.reshape(-1, len(points)), tiled


def answer(
    mean: Array,
    printed: Array,
    question: Question,
    notes: Sequence[str],
    *,
    in_percent: bool = False,
) -> Prediction:
    """Median expectation and the 10th and 90th percentile of what a trial would print."""
    value = float(np.median(mean))
    low, _, high = (float(x) for x in np.quantile(printed, QUANTILES))
    if domain(question.ask.measure) is not Domain.DEPRESSION:
        wider = float(WIDER_WITHOUT_CROSSWALK.value)
        low, high = value - wider * (value - low), value + wider * (high - value)
        notes = [*notes, f"{one_name(question.ask.measure)} is no depression scale"]
    if question.ask.statistic.is_percentage:
        low, high = max(low, 0.0), min(high, 100.0)
    unit = Unit.PERCENT if in_percent else Unit.ASKED
    return Prediction(value=value, low80=low, high80=high, unit=unit, why="; ".join(notes))
