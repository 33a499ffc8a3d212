"""What is known of one patient's course: doses given, scores taken, and what they started from."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from morrow.evidence import Source, Status
from morrow.outcomes.measures import HIGHEST, Domain, domain, one_name
from morrow.pharmacology import Route
from morrow.pharmacology.model import Drug

MOST_DOSES: Final = 500  # a bound on time (proposed)
MOST_SCORES: Final = 500  # a bound on time (proposed)
EARLIEST_D: Final = (
    -365.0
)  # a score more than a year before the first dose tells nothing (proposed)
LATEST_D: Final = 3650.0  # ten years of treatment (proposed)
MOST_MINUTES: Final = 5760  # four days, as long as `plasticity` follows a dose (proposed)
MOST_MG_PER_KG: Final = {
    Route.IV: 4.5,  # the most for induction of anaesthesia (ketamine label; seen)
    Route.IM: 7.0,  # no figure seen: that of the lozenge (proposed)
    Route.NASAL: 7.0,  # no figure seen: that of the lozenge (proposed)
    Route.ORAL: 7.0,  # the highest reported (Andrade 2019; seen)
    Route.BUCCAL: 7.0,  # swallowed in part: as oral (proposed)
}
"""A dose above these is taken for a slip of the pen.  They are no limits for an order."""

SCALES: Final = frozenset(name for name in HIGHEST if domain(name) is Domain.DEPRESSION)
"""The depression scales whose highest score is known: bands end there."""

SELF_REPORT: Final = SCALES & {
    "QIDS-SR16", "PHQ9", "PHQ8", "BDI", "BDI-II", "IDS-SR30", "MADRS-S", "CES-D", "HADS-D",
    "POMS depression",
}  # fmt: skip
"""Filled in by patients, as clinics have them; that all take the clinics' factor is proposed."""


class CourseError(ValueError):
    """A course that cannot be: says what was wrong and what would be right.

    `about` names the field or argument at fault, such as `baseline` or `until_day`.
    """

    def __init__(self, about: str, said: str) -> None:
        super().__init__(said)
        self.about = about


class CourseRefused(CourseError):
    """The model of the drug does not answer for this patient or dose, and says for whom it does."""


class Split(StrEnum):
    """How the variance between scores divides into patients, occasions and measurement.

    No publication gives it for ketamine: three assumptions, so that a reader sees what hangs on it.
    """

    LOW = "low"
    BASE = "base"
    HIGH = "high"


class Shares(NamedTuple):
    """Of the variance between scores: they add to one."""

    patients: float
    occasions: float
    measurement: float


SHARES: Final = {
    Split.LOW: Shares(0.40, 0.35, 0.25),
    Split.BASE: Shares(0.60, 0.20, 0.20),
    Split.HIGH: Shares(0.75, 0.10, 0.15),
}
"""All proposed.  In the base split four fifths stay from one rating to the next, as the trials'
relapses suggest (`stays` of the calibration, 0.77)."""

SHARES_SOURCE: Final = Source(
    key="MORROW_SPLIT",
    citation="Morrow's own assumption: nobody has published this split for ketamine",
    locator="docs/decisions/0012-from-dose-to-mood.md",
    status=Status.PROPOSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A dose that was given: day from the first, drug, route, mg, and minutes of an infusion."""

    day: float
    drug: Drug
    route: Route
    mg: float
    minutes: float = 0.0

    def problems(self, weight_kg: float) -> Iterator[str]:
        """Why this cannot have been given to a patient of this weight, in words."""
        most = MOST_MG_PER_KG[self.route] * weight_kg
        if not 0 < self.mg <= most:
            yield (
                f"a dose must be more than 0 mg and at most {most:g} mg "
                f"({MOST_MG_PER_KG[self.route]:g} mg/kg by {self.route} route), not {self.mg:,g}"
            )
        if not 0 <= self.minutes <= MOST_MINUTES:
            yield f"an infusion lasts from 0 to {MOST_MINUTES:,} minutes, not {self.minutes:,g}"


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
        for about, said in self._problems():
            raise CourseError(about, said)

    def _problems(self) -> Iterator[tuple[str, str]]:
        if self.name not in SCALES:
            yield (
                "measure",
                (
                    f"{self.measure} is no depression scale whose highest score is known here; "
                    f"suicidality is never forecast; there are {', '.join(sorted(SCALES))}"
                ),
            )
        if not (math.isfinite(self.weight_kg) and self.weight_kg > 0):
            yield "weight_kg", f"a weight is a positive number of kg, not {self.weight_kg:g}"
        if not 0 < self.baseline <= self.highest:
            yield (
                "baseline",
                (
                    f"the score at the start must be above 0 and up to {self.highest:g}, the highest "
                    f"of {self.name}, not {self.baseline:g}"
                ),
            )
        yield from _in_order("doses", [each.day for each in self.doses], MOST_DOSES)
        yield from _in_order("scores", [each.day for each in self.scores], MOST_SCORES)
        yield from self._dose_problems()
        for score in self.scores:
            if not 0 <= score.total <= self.highest:
                yield (
                    "scores",
                    (
                        f"a score of {self.name} is from 0 to {self.highest:g}; on day {score.day:g} "
                        f"it cannot be {score.total:g}"
                    ),
                )

    def _dose_problems(self) -> Iterator[tuple[str, str]]:
        if not self.doses:
            yield "doses", "a course has at least one dose"
        elif self.doses[0].day != 0:
            yield "doses", f"the first dose is on day 0, not {self.doses[0].day:g}"
        for given in self.doses:
            for said in given.problems(self.weight_kg):
                yield "doses", f"on day {given.day:g} {said}"

    @property
    def name(self) -> str:
        return one_name(self.measure)

    @property
    def highest(self) -> float:
        """The highest total that the scale has."""
        return float(HIGHEST[self.name])

    @property
    def rated_by_self(self) -> bool:
        """A questionnaire filled in by the patient, as clinics have them."""
        return self.name in SELF_REPORT

    @property
    def after(self) -> tuple[Score, ...]:
        """Scores taken after the first dose: those that tell of its effect."""
        return tuple(score for score in self.scores if score.day > 0)


def _in_order(what: str, days: list[float], most: int) -> Iterator[tuple[str, str]]:
    if len(days) > most:
        yield what, f"a course has at most {most} {what}, not {len(days):,}"
    for day in days:
        if not EARLIEST_D <= day <= LATEST_D:
            yield (
                what,
                (
                    f"every day of the {what} is a number from {EARLIEST_D:g} to {LATEST_D:g} since "
                    f"the first dose, not {day:g}"
                ),
            )
    for before, day in pairwise(days):
        if day < before:
            yield what, f"{what} must be in order of time: day {day:g} comes after {before:g}"
        if day == before:
            yield (
                what,
                (
                    f"two {what} on day {day:g}: one of each moment; a part of a day is such as "
                    f"{day + 0.2:g}"
                ),
            )
