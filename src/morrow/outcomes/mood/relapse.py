"""Relapse among those who had responded: the share lifted falls as the latent state fades.

Of one patient at two times, what makes them differ from the mean is correlated: most of it stays,
some drifts.  A responder has relapsed when the score has come back to the limit that the question
defines, or, without one, when the response is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr

from morrow.outcomes.mood import taken
from morrow.outcomes.mood.expected import (
    REMISSION_SHARE,
    RESPONSE_SHARE,
    patient_sd,
    scale_of,
)
from morrow.outcomes.mood.points import Point, point
from morrow.outcomes.mood.terms import Values
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.trials import Origin, Question, StartState, Statistic
from morrow.pharmacology.linear import Array

RATED_AFTER_H: Final = 24.0  # responders are those of the day after the last dose (proposed)
ASKED: Final = frozenset({Statistic.RELAPSE_PCT, Statistic.MEDIAN_DAYS_TO_RELAPSE})
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_FARTHEST: Final = 6.0  # SDs above the limit of response: what lies beyond is nothing


@dataclass(frozen=True, slots=True)
class Course:
    """Responders of an arm from when they were rated: `points` at `days` after that."""

    points: tuple[Point, ...]
    days: Array
    start_share: float  # lifted by at least this at the start
    lost_share: float  # and relapsed when lifted by less than this
    notes: tuple[str, ...]


def rated_at_h(question: Question) -> float | None:
    """When responders were rated, hours on the arm's clock; None where no dose has a time."""
    arm = question.arm
    if arm.starts_well:
        return 0.0
    times = [dose.time_h for dose in arm.doses if dose.time_h is not None]
    return max(times) + RATED_AFTER_H if times else None


def not_rated(question: Question) -> str:
    """Why nobody knows when the responders of an arm were rated."""
    arm = question.arm
    if not arm.doses:
        return (
            f"arm {arm.arm_id} has no dose after which responders could be rated: relapse needs a "
            "start_state of responder or remitter"
        )
    return f"responders were rated at no known time: arm {arm.arm_id} has no dose_times_h"


def asked_day(question: Question) -> float | None:
    """Days from the rating to the asked time, negative before it; None where either is not known."""
    start, hours = rated_at_h(question), question.arm_hours
    return None if start is None or hours is None else (hours - start) / 24


def rated_after_origin_d(question: Question) -> float | None:
    """Days from the instant that a median counts from until responders were rated."""
    start, doses = rated_at_h(question), question.arm.doses
    if start is None:
        return None
    from_dose = {Origin.FIRST_DOSE: 0, Origin.LAST_DOSE: -1}.get(question.ask.origin)
    origin_h = doses[from_dose].time_h or 0.0 if doses and from_dose is not None else 0.0
    return (start - origin_h) / 24


def course(question: Question, days: Array) -> Course | Unanswerable:
    """The responders of a question on the days after they were rated; the first day is 0."""
    start = rated_at_h(question)
    if start is None:
        return Unanswerable(not_rated(question))
    lost_share = _lost_share(question)
    if isinstance(lost_share, Unanswerable):
        return lost_share
    made = [point(question, question.arm, start + 24 * float(day)) for day in days]
    points = tuple(each for each in made if isinstance(each, Point))
    for each in made:
        if isinstance(each, Unanswerable):
            return each
    remitted = question.arm.start_state is StartState.REMITTER
    return Course(
        points=points,
        days=days,
        start_share=REMISSION_SHARE if remitted else RESPONSE_SHARE,
        lost_share=lost_share,
        notes=(*points[0].notes, *_taken(question)),
    )


def _lost_share(question: Question) -> float | Unanswerable:
    """The share lifted below which a patient has relapsed."""
    definition, scale = question.ask.definition, scale_of(question, question.arm)
    if definition is None:
        return RESPONSE_SHARE
    rises = definition.sign in {">", ">="}
    if definition.is_percent:  # `<50%` lifted, or `>=50%` of the baseline left
        return 1 - definition.limit / 100 if rises else definition.limit / 100
    if not rises:
        return Unanswerable(f"{definition.sign}{definition.limit:g} is a low score: no relapse")
    if scale is None:
        return RESPONSE_SHARE
    limit = definition.limit + (-0.5 if definition.sign == ">=" else 0.5)
    return 1 - limit / scale.mean


def _taken(question: Question) -> Iterator[str]:
    """What the model does not tell apart, and what stood in."""
    definition, scale = question.ask.definition, scale_of(question, question.arm)
    if definition is None:
        yield taken.RELAPSE
        return
    if definition.twice:
        yield "a score that is to be seen twice is taken as seen once"
    if not definition.is_percent and (scale is None or not scale.given):
        start = "a loss of response" if scale is None else f"from {scale.mean:.1f} as usual"
        yield f"the baseline before treatment is not given: the limit is taken as {start}"


def relapsed(of: Course, u: Array, p: Values) -> Array:
    """Share of the responders who have relapsed by each day; `u` and the result (..., days).

    The mean over all who responded of the chance that they are below the limit later; it is never
    less than it was on an earlier day.
    """
    sd = patient_sd(u, p)
    limit = (of.start_share - u[..., :1]) / sd[..., :1]
    top = np.maximum(limit, 0.0) + _FARTHEST
    z = limit + (top - limit) * (_NODES + 1) / 2  # shape (..., nodes)
    density = np.exp(-(z**2) / 2) * _WEIGHTS
    stays = np.asarray(p["stays"])[..., None] * 0.5 ** (
        of.days / np.asarray(p["drifts_d"])[..., None]
    )
    later = (of.lost_share - u) / sd
    inner = (later[..., None] - stays[..., None] * z[..., None, :]) / np.sqrt(
        1 - stays[..., None] ** 2
    )
    share = (density[..., None, :] * ndtr(inner)).sum(axis=-1) / density.sum(axis=-1)[..., None]
    found: Array = np.maximum.accumulate(share, axis=-1)
    return found
