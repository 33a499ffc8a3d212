"""What is known of one patient's course: doses given, scores taken, and what they started from."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from morrow.outcomes.measures import Domain, domain, one_name
from morrow.pharmacology import Route
from morrow.pharmacology.model import Drug

MOST_DOSES: Final = 500
MOST_SCORES: Final = 500
SELF_REPORT: Final = frozenset({"QIDS-SR16", "PHQ9", "BDI", "IDS-SR30"})


class CourseError(ValueError):
    """A course that cannot be: says what was wrong and what would be right."""


class Split(StrEnum):
    """How the variance between scores divides into patients, occasions and measurement.

    No publication gives it for ketamine: three assumptions, so that a reader sees what hangs on it.
    """

    LOW = "low"
    BASE = "base"
    HIGH = "high"


SHARES: Final = {
    Split.LOW: (0.40, 0.35, 0.25),
    Split.BASE: (0.60, 0.20, 0.20),
    Split.HIGH: (0.75, 0.10, 0.15),
}
"""Of patients, occasions, measurement (proposed).  In the base split four fifths stay from one
rating to the next, as the trials' relapses suggest (`stays` of the calibration, 0.77)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A dose that was given: day from the first, drug, route, mg, and minutes of an infusion."""

    day: float
    drug: Drug
    route: Route
    mg: float
    minutes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A complete score on the course's scale, on a day from the first dose (before it: negative)."""

    day: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One patient: weight, scale, score at the start, doses and scores in order of time."""

    weight_kg: float
    measure: str
    baseline: float
    doses: tuple[Given, ...]
    scores: tuple[Score, ...] = ()

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise CourseError(problem)

    def _problems(self) -> Iterator[str]:
        if domain(self.measure) is not Domain.DEPRESSION:
            yield (
                f"{self.measure} is no depression scale that the model was fitted to; suicidality "
                "is never forecast"
            )
        if not (math.isfinite(self.baseline) and self.baseline > 0):
            yield f"the score at the start must be above 0, not {self.baseline:g}"
        if not self.doses:
            yield "a course has at least one dose"
        if len(self.doses) > MOST_DOSES or len(self.scores) > MOST_SCORES:
            yield f"a course has at most {MOST_DOSES} doses and {MOST_SCORES} scores"
        for what, days in (
            ("doses", [each.day for each in self.doses]),
            ("scores", [each.day for each in self.scores]),
        ):
            if any(not math.isfinite(day) for day in days):
                yield f"every day of the {what} must be a number"
            if days != sorted(days):
                yield f"{what} must be in order of time"
        if self.doses and self.doses[0].day != 0:
            yield f"the first dose is on day 0, not {self.doses[0].day:g}"
        for score in self.scores:
            if not (math.isfinite(score.total) and score.total >= 0):
                yield f"a score cannot be {score.total:g}"

    @property
    def name(self) -> str:
        return one_name(self.measure)

    @property
    def rated_by_self(self) -> bool:
        """A questionnaire filled in by the patient, as clinics have them."""
        return self.name in SELF_REPORT

    @property
    def after(self) -> tuple[Score, ...]:
        """Scores taken after the first dose: those that tell of its effect."""
        return tuple(score for score in self.scores if score.day > 0)
