"""How far predictions lie from published numbers, and whether their intervals are honest.

Every error is divided by the standard error of the number, so that points, percentages and days can
be averaged; a perfect predictor has 0.8 (the mean of |z|), since the numbers themselves scatter.
Numbers are averaged within their study and then over studies, by the weight of their source: a trial
that prints forty numbers counts as one trial.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from morrow.outcomes.predicting import Answer, Prediction, Predictor, Unanswerable, Unit
from morrow.outcomes.trials import Observation

OUTSIDE: Final = 0.2  # the part of an 80 % interval that lies outside
DRAWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Scored:
    """An observation with a predictor's answer to its question."""

    observation: Observation
    answer: Answer

    @property
    def prediction(self) -> Prediction | None:
        """The answer, if it is one in the asked unit."""
        if isinstance(self.answer, Unanswerable) or self.answer.unit is not Unit.ASKED:
            return None
        return self.answer


@dataclass(frozen=True, slots=True)
class Summary:
    """The scores of one predictor: of so many numbers, so many answered."""

    numbers: int
    answered: int
    studies: int
    error: float  # mean of |error|/SE
    interval: float  # mean interval score/SE
    coverage: float  # part of the numbers inside their 80 % interval


@dataclass(frozen=True, slots=True)
class Ratio:
    """The error of one predictor over that of another, with a 95 % interval over studies."""

    value: float
    low95: float
    high95: float
    numbers: int
    studies: int


def score(observations: Iterable[Observation], predictor: Predictor) -> tuple[Scored, ...]:
    """What a predictor says of each observation."""
    return tuple(Scored(each, predictor.predict(each.question)) for each in observations)


def summarise(scored: Sequence[Scored]) -> Summary:
    """The scores of one predictor.  Raises ValueError if it answered nothing."""
    answered = [each for each in scored if each.prediction]
    if not answered:
        raise ValueError(f"none of {len(scored)} numbers was answered")
    return Summary(
        numbers=len(scored),
        answered=len(answered),
        studies=len({each.observation.study for each in answered}),
        error=_average(answered, error),
        interval=_average(answered, interval_score),
        coverage=_average(answered, covered),
    )


def compare(first: Sequence[Scored], second: Sequence[Scored], *, seed: int) -> Ratio:
    """The error of the first over the second, on what both answered, with studies drawn anew."""
    pairs = [
        (one, other)
        for one, other in zip(first, second, strict=True)
        if one.prediction and other.prediction
    ]
    if any(one.observation is not other.observation for one, other in pairs):
        raise ValueError("the two predictors answered different observations")
    mine = _by_study([one for one, _ in pairs], error)
    theirs = _by_study([other for _, other in pairs], error)
    weights = np.array([weight for _, weight in mine])
    errors = np.array([[value for value, _ in mine], [value for value, _ in theirs]])
    drawn = np.random.default_rng(seed).integers(len(weights), size=(DRAWS, len(weights)))
    totals = (errors * weights)[:, drawn].sum(axis=2)
    low, high = np.quantile(totals[0] / totals[1], [0.025, 0.975])
    value = float((errors[0] @ weights) / (errors[1] @ weights))
    return Ratio(value, float(low), float(high), len(pairs), len(weights))


def error(scored: Scored) -> float:
    """The distance of the prediction from the number, in standard errors of the number."""
    return abs(_said(scored).value - scored.observation.value) / scored.observation.se


def interval_score(scored: Scored) -> float:
    """Width, and a fine for a number outside (Gneiting, Raftery 2007, JASA 102:359), per SE."""
    said, value = _said(scored), scored.observation.value
    missed = max(said.low80 - value, 0.0) + max(value - said.high80, 0.0)
    return (said.high80 - said.low80 + 2 / OUTSIDE * missed) / scored.observation.se


def covered(scored: Scored) -> float:
    """1 if the number lies inside the interval, else 0."""
    said = _said(scored)
    return float(said.low80 <= scored.observation.value <= said.high80)


def _said(scored: Scored) -> Prediction:
    if scored.prediction is None:
        raise ValueError(f"{scored.observation.ask} has no answer to score")
    return scored.prediction


def _average(scored: Sequence[Scored], measure: Callable[[Scored], float]) -> float:
    values, weights = zip(*_by_study(scored, measure), strict=True)
    return float(np.average(values, weights=weights))


def _by_study(
    scored: Sequence[Scored], measure: Callable[[Scored], float]
) -> list[tuple[float, float]]:
    """Of each study the weighted mean of `measure`, and the mean weight."""
    studies: defaultdict[str, list[Scored]] = defaultdict(list)
    for each in scored:
        studies[each.observation.study].append(each)
    found = []
    for study in studies.values():
        weights = [each.observation.weight for each in study]
        mean = float(np.average([measure(each) for each in study], weights=weights))
        found.append((mean, float(np.mean(weights))))
    return found
