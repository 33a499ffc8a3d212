"""The posterior of one patient's particles, by adaptive importance sampling.

A first cloud from the prior finds where the patient may be; a second is drawn there (a Student t
about the first, a fifth of it still from the prior, so that nothing is ruled out) and weighted by
prior x likelihood / proposal.  `effective` is the number of independent draws that the weights are
worth (Kong 1992): a forecast reports it.

Every cloud is made of the same points (`points`), spread evenly and not drawn: two forecasts then
differ by what was put in, and not by chance.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import gammaincinv, gammaln, logsumexp, ndtri

from morrow.outcomes.forecast.course import SHARES, Course, Split
from morrow.outcomes.forecast.particles import Particles, lifted, prior_sd
from morrow.outcomes.mood.expected import patient_sd
from morrow.outcomes.mood.frozen import Calibrated
from morrow.pharmacology.linear import Array

FIRST: Final = 1000
SECOND: Final = 4000
DEFENSIVE_EVERY: Final = 5  # the fifth, tenth, ... point of the second cloud comes from the prior
DEFENSIVE: Final = 1 / DEFENSIVE_EVERY
FREEDOM: Final = 5.0  # of the proposal's Student t
ENOUGH: Final = 200.0  # effective draws that the tempered first cloud keeps
BASES: Final = (11, 2, 3, 5, 7)  # of Halton's sequence: draw, three factors, scale
OCCASION_D: Final = 7.0
"""Half-life, in days, of what makes one occasion differ from the next (proposed: a week)."""


@dataclass(frozen=True, slots=True)
class Points:
    """Places that a cloud takes in every direction, before it is stretched to a patient.

    `draw` (n,) in (0, 1) picks calibrated parameters, `factors` (n, 3) are standard normal, `scale`
    (n,) makes a Student t of a normal.
    """

    draw: Array
    factors: Array
    scale: Array


@cache
def points(seed: int) -> Points:
    """`SECOND` points spread evenly: Halton's sequence (1960), moved by what `seed` gives."""
    moved = np.random.default_rng(seed).random(len(BASES))
    even = np.stack([_halton(SECOND, base) for base in BASES], axis=1) + moved
    even = np.clip(even % 1.0, 1e-9, 1 - 1e-9)
    return Points(
        draw=even[:, 0],
        factors=ndtri(even[:, 1:4]),
        scale=np.sqrt(FREEDOM / (2 * gammaincinv(FREEDOM / 2, even[:, 4]))),
    )


def _halton(count: int, base: int) -> Array:
    """The digits of 0, 1, 2, ... in a base, written backwards behind the point."""
    left, found, place = np.arange(count), np.zeros(count), 1.0
    while left.any():
        place /= base
        left, digit = np.divmod(left, base)
        found += place * digit
    return found


@dataclass(frozen=True, slots=True)
class Posterior:
    """Weighted particles; `weights` (n,) add to one."""

    particles: Particles
    weights: Array

    @property
    def effective(self) -> float:
        return float(1 / (self.weights**2).sum())


def kernel(one: Array, other: Array, split: Split) -> Array:
    """Correlation of what is left unexplained on two lists of days: occasions only."""
    apart = np.abs(one[:, None] - other[None, :])
    found: Array = SHARES[split].occasions * 0.5 ** (apart / OCCASION_D)
    return found


def spread(calibrated: Calibrated, particles: Particles, shares: Array) -> Array:
    """The calibrated SD between patients at these shares, shape of `shares`."""
    p = {name: calibrated.draws[name][particles.draw] for name in ("spread", "spread_amid")}
    return patient_sd(shares.T, p).T


def noise_of(days: Array, split: Split) -> Array:
    """Covariance of scores about one patient's curve, in units of the calibrated variance."""
    found: Array = kernel(days, days, split) + SHARES[split].measurement * np.eye(len(days))
    return found


def residuals(
    course: Course, calibrated: Calibrated, particles: Particles
) -> tuple[Array, Array, Array]:
    """Days of the scores; how far each lies from each curve, in SDs; those SDs: (scores, particles)."""
    days = np.array([score.day for score in course.after])
    seen = 1 - np.array([score.total for score in course.after]) / course.baseline
    shares = lifted(course, calibrated, particles, days)
    sd = spread(calibrated, particles, shares)
    return days, (seen[:, None] - shares) / sd, sd


def log_likelihood(
    course: Course, calibrated: Calibrated, particles: Particles, split: Split
) -> Array:
    """Of the course's scores, for each particle, shape (particles,)."""
    if not course.after:
        return np.zeros(len(particles.draw))
    days, apart, sd = residuals(course, calibrated, particles)
    solved = cho_solve(cho_factor(noise_of(days, split)), apart)
    found: Array = -(apart * solved).sum(axis=0) / 2 - np.log(sd).sum(axis=0)
    return found


def posterior(course: Course, calibrated: Calibrated, split: Split, at: Points) -> Posterior:
    """Particles of one patient given the scores; the prior where there are none."""
    sds, draws = prior_sd(calibrated, split), len(calibrated.draws["emax"])
    anywhere = Particles((at.draw * draws).astype(np.intp), at.factors * sds)
    if not course.after:
        return Posterior(anywhere, np.full(SECOND, 1 / SECOND))
    first = Particles(anywhere.draw[:FIRST], anywhere.factors[:FIRST])
    weights = _tempered(log_likelihood(course, calibrated, first, split))
    mean = weights @ first.factors
    apart = first.factors - mean
    shape = (apart * weights[:, None]).T @ apart + np.diag((0.1 * sds) ** 2)
    counted = np.bincount(first.draw, weights=weights, minlength=draws).astype(np.float64)
    by_draw = (1 - DEFENSIVE) * counted + DEFENSIVE / draws
    second = _proposed(mean, shape, by_draw, anywhere, at)
    from_prior = _normal(second.factors, np.zeros(3), np.diag(sds**2))
    from_near = _student(second.factors, mean, shape)
    proposal = np.logaddexp(np.log(1 - DEFENSIVE) + from_near, np.log(DEFENSIVE) + from_prior)
    logs = log_likelihood(course, calibrated, second, split) + from_prior - np.log(draws)
    logs -= proposal + np.log(by_draw[second.draw])
    return Posterior(second, np.exp(logs - logsumexp(logs)))


def _tempered(logs: Array) -> Array:
    """Weights of the first cloud, flattened until enough of it counts."""
    power = 1.0
    while True:
        found: Array = np.exp(power * logs - logsumexp(power * logs))
        if 1 / (found**2).sum() >= ENOUGH or power < 1e-3:
            return found
        power *= 0.7


def _proposed(
    mean: Array, shape: Array, by_draw: Array, anywhere: Particles, at: Points
) -> Particles:
    near = mean + at.scale[:, None] * at.factors @ np.linalg.cholesky(shape).T
    defensive = np.arange(SECOND) % DEFENSIVE_EVERY == 0
    factors = np.where(defensive[:, None], anywhere.factors, near)
    sums = np.cumsum(by_draw)
    return Particles(np.searchsorted(sums, at.draw * sums[-1]), factors)


def _normal(x: Array, mean: Array, covariance: Array) -> Array:
    apart = x - mean
    square = (apart * np.linalg.solve(covariance, apart.T).T).sum(axis=1)
    log_det = np.linalg.slogdet(2 * np.pi * covariance)[1]
    found: Array = -(square + log_det) / 2
    return found


def _student(x: Array, mean: Array, shape: Array) -> Array:
    apart, size = x - mean, x.shape[1]
    square = (apart * np.linalg.solve(shape, apart.T).T).sum(axis=1)
    constant = gammaln((FREEDOM + size) / 2) - gammaln(FREEDOM / 2)
    constant -= np.linalg.slogdet(FREEDOM * np.pi * shape)[1] / 2
    found: Array = constant - (FREEDOM + size) / 2 * np.log1p(square / FREEDOM)
    return found
