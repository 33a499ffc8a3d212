"""Rival 2: a random-effects meta-regression on the same columns as rival 1.

The columns become indicators.  They enter in the order of `_indicators` while each adds rank and there
is one for at most every third study.  An indicator that a question does not say, or a control or
disorder that no study had, is taken at its mean over the studies, and its variance is added.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from morrow.outcomes.common_scale import group_of
from morrow.outcomes.measures import Domain
from morrow.outcomes.predicting import Answer, Unanswerable
from morrow.outcomes.rivals import reml
from morrow.outcomes.rivals.columns import INERT, NO_CONTROL, Band, Columns, columns
from morrow.outcomes.rivals.training import (
    STUDIES_MIN,
    Estimate,
    Sample,
    Training,
    answer,
    learn,
    refuse_start_state,
    study_count,
)
from morrow.outcomes.trials import Observation, Question

STUDIES_PER_COLUMN: Final = 3
_CONTROLS: Final = ("placebo spray", NO_CONTROL, "midazolam", "other treatment", "no treatment")


@dataclass(frozen=True, slots=True)
class _Regression:
    """The fit of one group: which indicators it has, and their means and spread in the set."""

    names: tuple[str, ...]
    fitted: reml.Fitted
    means: reml.Array
    spread: reml.Array
    freedom: int
    controls: frozenset[str]
    symptoms: frozenset[Domain]

    def estimate(self, seen: Columns) -> Estimate:
        known = dict(_indicators(seen))
        if seen.control not in self.controls:
            known |= {name: None for name in known if name.startswith("control ")}
        if seen.symptom not in self.symptoms:
            known["other disorder"] = None
        values = [known[name] for name in self.names]
        unknown = np.array([value is None for value in values])
        x = np.where(unknown, self.means, [value or 0.0 for value in values])
        blind = np.where(unknown, self.fitted.coefficients, 0.0)
        estimate = Estimate(
            y=float(x @ self.fitted.coefficients),
            variance=float(
                x @ self.fitted.covariance @ x
                + blind @ self.spread @ blind
                + self.fitted.between**2
                + self.fitted.within**2
            ),
            quantile=float(stats.t.ppf(0.9, self.freedom)),
        )
        return estimate if seen.symptom in self.symptoms else estimate.of_another_disorder()


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """Rival 2, fitted."""

    training: Training
    regressions: Mapping[str, _Regression]
    name: str = "meta-regression"

    @classmethod
    def fit(cls, observations: Sequence[Observation]) -> "MetaRegression":
        """Rival 2 from these observations."""
        training = learn(observations)
        regressions = {
            group: _regression(samples)
            for group, samples in training.samples.items()
            if study_count(samples) >= STUDIES_MIN
        }
        return cls(training, regressions)

    def predict(self, question: Question) -> Answer:
        seen = columns(question)
        if isinstance(seen, Unanswerable):
            return seen
        if refusal := refuse_start_state(question):
            return refusal
        regression = self.regressions.get(group_of(question))
        if regression is None:
            return Unanswerable(f"fewer than {STUDIES_MIN} studies printed {group_of(question)}")
        return answer(question, self.training, regression.estimate(seen))


def _regression(samples: Sequence[Sample]) -> _Regression:
    rows = [dict(_indicators(sample.columns)) for sample in samples]
    full = {name: _filled([row[name] for row in rows]) for name in rows[0]}
    names = _chosen(full, columns_max=max(1, study_count(samples) // STUDIES_PER_COLUMN))
    design = np.column_stack([full[name] for name in names])
    number = {study: i for i, study in enumerate(dict.fromkeys(s.study for s in samples))}
    fitted = reml.fit(
        y=np.array([sample.y for sample in samples]),
        variances=np.array([sample.variance for sample in samples]),
        design=design,
        studies=np.array([number[sample.study] for sample in samples], dtype=np.float64),
        weights=np.array([sample.weight for sample in samples]),
    )
    return _Regression(
        names=names,
        fitted=fitted,
        means=design.mean(axis=0),
        spread=np.atleast_2d(np.cov(design, rowvar=False)),
        freedom=max(study_count(samples) - len(names), 1),
        controls=frozenset({INERT} | {sample.columns.control for sample in samples}),
        symptoms=frozenset(sample.columns.symptom for sample in samples),
    )


def _indicators(seen: Columns) -> Iterator[tuple[str, float | None]]:
    """Name and value of each indicator, in the order in which they enter; None is unknown."""
    yield "1", 1.0
    yield "active", float(seen.active)
    band = seen.band
    yield "over 7 d", None if band is None else float(band is Band.LATER)
    for control in _CONTROLS:
        yield f"control {control}", float(seen.control == control)
    yield "2-7 d", None if band is None else float(band is Band.WEEK)
    yield "other disorder", float(seen.symptom is not Domain.DEPRESSION)
    yield "repeated", None if seen.repeated is None else float(seen.repeated)
    yield "open", None if seen.is_open is None else float(seen.is_open)


def _filled(values: Sequence[float | None]) -> reml.Array:
    """A column with its mean where the set itself does not say."""
    known = [value for value in values if value is not None]
    mean = float(np.mean(known)) if known else 0.0
    return np.array([mean if value is None else value for value in values])


def _chosen(full: Mapping[str, reml.Array], *, columns_max: int) -> tuple[str, ...]:
    chosen: list[str] = []
    for name in full:
        design = np.column_stack([full[each] for each in (*chosen, name)])
        if len(chosen) < columns_max and np.linalg.matrix_rank(design) == len(chosen) + 1:
            chosen.append(name)
    return tuple(chosen)
