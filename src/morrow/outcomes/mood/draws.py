"""Draws of what trials like the asked one would see, and the answer that they make."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from morrow.outcomes import crosswalk
from morrow.outcomes.fallbacks import WIDER_WITHOUT_CROSSWALK
from morrow.outcomes.measures import Domain, domain, one_name
from morrow.outcomes.mood.expected import MISFIT_PERCENT, Reading
from morrow.outcomes.mood.fit import FREEDOM
from morrow.outcomes.mood.frozen import Calibrated
from morrow.outcomes.mood.improvement import Improvement
from morrow.outcomes.mood.points import Point
from morrow.outcomes.mood.relapse import ASKED
from morrow.outcomes.predicting import Prediction, Unit
from morrow.outcomes.trials import Question, Statistic
from morrow.pharmacology.linear import Array

TRIALS_PER_DRAW: Final = 5
UNKNOWN_N: Final = 8
"""Patients of an arm that does not say: nine in ten arms of the set have as many or more (seen)."""
WIDER_PER_NOTE: Final = 0.15  # on the SD between trials, for each cell left empty (proposed)
QUANTILES: Final = (0.1, 0.5, 0.9)


def draw(
    calibrated: Calibrated, points: Sequence[Point], rng: np.random.Generator, *, unknown: int
) -> tuple[Array, dict[str, Array]]:
    """Share lifted at each point in trials like this, shape (draws, points); the parameters.

    `unknown` counts what the tables leave empty.
    """
    wider = 1 + WIDER_PER_NOTE * unknown
    between = calibrated.between_open if points[0].is_open else calibrated.between
    p = calibrated.draws
    effects = rng.standard_normal((2, TRIALS_PER_DRAW, len(p["emax"]), 1))
    on_control, on_drug = effects * np.array(between)[:, None, None, None] * wider
    shares = Improvement(points).shares(p, on_control, on_drug)
    tiled = {name: np.tile(values, TRIALS_PER_DRAW) for name, values in p.items()}
    return shares.reshape(-1, len(points)), tiled


def far(count: int, rng: np.random.Generator) -> Array:
    """Factors that turn normal scatter into the Student t of the fit."""
    found: Array = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, count))
    return found


def printed_percentage(mean: Array, n: int, rng: np.random.Generator) -> Array:
    """What trials of n patients would print for these expected percentages."""
    of_n = 100 * rng.binomial(n, mean / 100) / n
    misfit = MISFIT_PERCENT * rng.standard_normal(len(mean))
    return mean + (of_n - mean + misfit) * far(len(mean), rng)


def patients(question: Question) -> Iterator[str]:
    """What is taken for the numbers of patients that are not given."""
    for arm in filter(None, (question.arm, question.comparator)):
        if arm.n is None:
            yield f"the number of patients of {arm.arm_id} is not given: taken as {UNKNOWN_N}"


def answer(
    mean: Array, printed: Array, question: Question, notes: Sequence[str], *, read: Reading
) -> Prediction:
    """Median expectation and the 10th and 90th percentile of what a trial would print.

    The interval holds the expectation, which in a small arm no number may equal, and goes no
    further than a percentage or a score can.
    """
    value = float(np.median(mean))
    low, _, high = (float(x) for x in np.quantile(printed, QUANTILES))
    low, high = min(low, value), max(high, value)
    if why := crosses(question):
        low, high = wider((low, value, high))
        notes = [*notes, why]
    if read.statistic.is_percentage or read.statistic is Statistic.MEAN:
        low = max(low, 0.0)
    if read.statistic.is_percentage:
        high = min(high, 100.0)
    unit = Unit.PERCENT if read.in_percent else Unit.ASKED
    why = "; ".join(dict.fromkeys(notes))
    return Prediction(value=value, low80=low, high80=high, unit=unit, why=why)


def wider(interval: tuple[float, float, float]) -> tuple[float, float]:
    """The ends of (low, value, high), as far out as for another scale or disorder."""
    low, value, high = interval
    factor = float(WIDER_WITHOUT_CROSSWALK.value)
    return value - factor * (value - low), value + factor * (high - value)


def crosses(question: Question) -> str:
    """Why a number lies beyond what the depression scales say, or nothing."""
    measure = one_name(question.ask.measure)
    if domain(measure) is not Domain.DEPRESSION:
        return f"{measure} is no depression scale that is known here"
    of_scores = not question.ask.statistic.is_percentage and question.ask.statistic not in ASKED
    if of_scores and not crosswalk.reaches(measure):
        return f"no crosswalk for {measure}: taken as percent change"
    return ""
