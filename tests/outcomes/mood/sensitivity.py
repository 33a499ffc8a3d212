"""Refits of the model of mood with something else taken for granted, and what moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final
from unittest.mock import patch

import numpy as np

from morrow.outcomes.calibration import observations
from morrow.outcomes.mood import improvement, points, terms
from morrow.outcomes.mood.frozen import Calibrated, calibrate
from morrow.outcomes.mood.predictor import MoodModel
from morrow.outcomes.predicting import Prediction
from morrow.outcomes.trials import Observation
from morrow.pharmacology import plasticity
from tests.outcomes.tables import questions

UNVERIFIED: Final = ("Singh2016ket", "Singh2016ket-open", "ASPIRE1")
EARLY_H: Final = 4
SHOWN: Final = ("emax", "m50", "onset_h", "offset_d", "nasal", "antidepressant", "ideation")
ASKS: Final = """\
trial_id,arm_id,time_h,measure,statistic,comparator_arm
Rowan,ket,24,MADRS,diff_vs_control,mdz
Rowan,ket,336,MADRS,diff_vs_control,mdz
Alder,six,288,MADRS,response_pct,
"""


@contextmanager
def scale(c50: float) -> Iterator[None]:
    """The relative drive on another scale."""
    points._of.cache_clear()
    with (
        patch.object(points, "exposure", partial(plasticity.exposure, c50_nmol_per_ml=c50)),
        patch.object(
            improvement, "reference_peak", partial(plasticity.reference_peak, c50_nmol_per_ml=c50)
        ),
    ):
        yield
    points._of.cache_clear()


@contextmanager
def priors(factor: float) -> Iterator[None]:
    """Every prior so many times as wide."""
    with patch.object(terms, "ALL", tuple(replace(t, sd=t.sd * factor) for t in terms.ALL)):
        yield


@contextmanager
def nothing() -> Iterator[None]:
    yield


def _all(_: Observation) -> bool:
    return True


def _verified(each: Observation) -> bool:
    return each.question.trial.trial_id not in UNVERIFIED


def _late(each: Observation) -> bool:
    hours = each.question.arm_hours
    return hours is None or hours >= EARLY_H


RUNS: Final[tuple[tuple[str, Callable[[], object], Callable[[Observation], bool]], ...]] = (
    ("as it is", nothing, _all),
    ("scale C50 0.38", partial(scale, 0.38), _all),
    ("scale C50 0.66", partial(scale, 0.66), _all),
    ("half of each prior's SD", partial(priors, 0.5), _all),
    ("twice each prior's SD", partial(priors, 2.0), _all),
    ("without Singh 2016, ASPIRE", nothing, _verified),
    (f"without the first {EARLY_H} hours", nothing, _late),
)


def table() -> str:
    """What each run gives: modes of some terms, and three predictions."""
    head = ["run", *SHOWN, "drug at 24 h", "at 14 d", "response, three open"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    lines += [f"| {name} | {' | '.join(_row(under, keep))} |" for name, under, keep in RUNS]
    return "\n".join(lines)


def _row(under: Callable[[], object], keep: Callable[[Observation], bool]) -> list[str]:
    with under():  # type: ignore[attr-defined]
        found = calibrate([each for each in observations() if keep(each)])
        return [f"{found.summary[name]['posterior']:.3g}" for name in SHOWN] + _predicted(found)


def _predicted(found: Calibrated) -> list[str]:
    answers = [MoodModel(found).predict(question) for question in questions(asks=ASKS)]
    values = [each.value for each in answers if isinstance(each, Prediction)]
    return [f"{value:.1f}" for value in np.array(values)]
