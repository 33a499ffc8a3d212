"""Rival 1: the mean of what such trials printed, by kind of control, doses, time and blinding.

A cell is a combination of the columns; it holds studies, each by the weighted mean of its numbers.
Where a question's cell is empty, or the question does not say a column, the columns are dropped in
the order of `LEVELS` until a cell has a study.  How far studies lie apart is taken from all cells of
that level together, and from a coarser level while fewer than two studies would speak.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from morrow.outcomes.common_scale import group_of
from morrow.outcomes.predicting import Answer, Unanswerable
from morrow.outcomes.rivals.columns import Columns, columns
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

LEVELS: Final = (
    ("symptom", "active", "control", "repeated", "band", "is_open"),
    ("symptom", "active", "control", "repeated", "band"),
    ("symptom", "active", "control", "band"),
    ("symptom", "active", "control"),
    ("symptom", "active"),
    ("active", "control", "band"),
    ("active", "band"),
    ("active",),
    (),
)

Cell = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Study:
    y: float
    variance: float
    weight: float


@dataclass(frozen=True, slots=True)
class _Level:
    """The cells of one level, and the variance between studies of one cell."""

    names: tuple[str, ...]
    cells: Mapping[Cell, tuple[_Study, ...]]
    between: float
    freedom: int

    def find(self, seen: Columns) -> tuple[_Study, ...]:
        key = _key(seen, self.names)
        return () if key is None else self.cells.get(key, ())


@dataclass(frozen=True, slots=True)
class CellMeans:
    """Rival 1, fitted."""

    training: Training
    levels: Mapping[str, tuple[_Level, ...]]
    name: str = "cell means"

    @classmethod
    def fit(cls, observations: Sequence[Observation]) -> "CellMeans":
        """Rival 1 from these observations."""
        training = learn(observations)
        levels = {
            group: tuple(_levels(samples))
            for group, samples in training.samples.items()
            if study_count(samples) >= STUDIES_MIN
        }
        return cls(training, levels)

    def predict(self, question: Question) -> Answer:
        seen = columns(question)
        if isinstance(seen, Unanswerable):
            return seen
        if refusal := refuse_start_state(question):
            return refusal
        levels = self.levels.get(group_of(question), ())
        for number, level in enumerate(levels):
            if studies := level.find(seen):
                return answer(question, self.training, _estimate(studies, levels, number))
        return Unanswerable(f"fewer than {STUDIES_MIN} studies printed {group_of(question)}")


def _estimate(studies: Sequence[_Study], levels: Sequence[_Level], number: int) -> Estimate:
    weights = [study.weight for study in studies]
    y = float(np.average([study.y for study in studies], weights=weights))
    sampling = float(np.average([study.variance for study in studies], weights=weights))
    speaking = next(level for level in (*levels[number:], levels[-1]) if level.freedom >= 2)
    between = max(speaking.between - sampling, 0.0)
    crossed = "symptom" not in levels[number].names
    estimate = Estimate(
        y=y,
        variance=between * (1 + 1 / len(studies)) + sampling / len(studies),
        quantile=float(stats.t.ppf(0.9, speaking.freedom)),
    )
    return estimate.of_another_disorder() if crossed else estimate


def _levels(samples: Sequence[Sample]) -> Iterator[_Level]:
    for names in LEVELS:
        cells: defaultdict[Cell, list[Sample]] = defaultdict(list)
        for sample in samples:
            if (key := _key(sample.columns, names)) is not None:
                cells[key].append(sample)
        by_cell = {key: tuple(_studies(found)) for key, found in cells.items()}
        squares = sum(_squares(studies) for studies in by_cell.values())
        freedom = sum(len(studies) - 1 for studies in by_cell.values())
        yield _Level(names, by_cell, squares / max(freedom, 1), freedom)


def _studies(samples: Sequence[Sample]) -> Iterator[_Study]:
    by_study: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        by_study[sample.study].append(sample)
    for found in by_study.values():
        weights = [sample.weight for sample in found]
        yield _Study(
            y=float(np.average([sample.y for sample in found], weights=weights)),
            variance=float(np.average([sample.variance for sample in found], weights=weights)),
            weight=float(np.mean(weights)),
        )


def _squares(studies: Sequence[_Study]) -> float:
    mean = np.mean([study.y for study in studies])
    return float(sum((study.y - mean) ** 2 for study in studies))


def _key(seen: Columns, names: Sequence[str]) -> Cell | None:
    """The cell of these columns; None where one of them is unknown."""
    key = tuple(getattr(seen, name) for name in names)
    return None if None in key else key
