"""The posterior of one patient's particles, by adaptive importance sampling.

A first cloud from the prior finds where the patient may be; a second is drawn there (a Student t
about the first, a fifth of it still from the prior, so that nothing is ruled out) and weighted by
prior x likelihood / proposal.  `effective` is the number of independent draws that the weights are
worth (Kong 1992): a forecast reports it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import gammaln, logsumexp

from morrow.outcomes.forecast.course import SHARES, Course, Split
from morrow.outcomes.forecast.particles import Particles, lifted, prior_sd
from morrow.outcomes.mood.expected import patient_sd
from morrow.outcomes.mood.frozen import Calibrated
from morrow.pharmacology.linear import Array

FIRST: Final = 1000
SECOND: Final = 4000
DEFENSIVE: Final = 0.2  # of the second cloud still comes from the prior
FREEDOM: Final = 5.0  # of the proposal's Student t
ENOUGH: Final = 200.0  # effective draws that the tempered first cloud keeps
OCCASION_D: Final = 7.0
"""Half-life, in days, of what makes one occasion differ from the next (proposed: a week)."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Weighted particles; `weights` (n,) add to one; `shares` (days, n) lifted on asked days."""

    particles: Particles
    weights: Array
    effective: float


def kernel(one: Array, other: Array, split: Split) -> Array:
    """Correlation of what is left unexplained on two lists of days: occasions only."""
    apart = np.abs(one[:, None] - other[None, :])
    found: Array = SHARES[split][1] * 0.5 ** (apart / OCCASION_D)
    return found


def spread(calibrated: Calibrated, particles: Particles, shares: Array) -> Array:
    """The calibrated SD between patients at these shares, shape of `shares`."""
    p = {name: calibrated.draws[name][particles.draw] for name in ("spread", "spread_amid")}
    return patient_sd(shares.T, p).T


def noise_of(days: Array, split: Split) -> Array:
    """Covariance of scores about one patient's curve, in units of the calibrated variance."""
    found: Array = kernel(days, days, split) + SHARES[split][2] * np.eye(len(days))
    return found


def log_likelihood(
    course: Course, calibrated: Calibrated, particles: Particles, split: Split
) -> Array:
    """Of the course's scores, for each particle, shape (particles,)."""
    days = np.array([score.day for score in course.after])
    if not len(days):
        return np.zeros(len(particles.draw))
    seen = 1 - np.array([score.total for score in course.after]) / course.baseline
    shares = lifted(course, calibrated, particles, days)
    sd = spread(calibrated, particles, shares)
    apart = (seen[:, None] - shares) / sd
    solved = cho_solve(cho_factor(noise_of(days, split)), apart)
    found: Array = -(apart * solved).sum(axis=0) / 2 - np.log(sd).sum(axis=0)
    return found


def posterior(
    course: Course, calibrated: Calibrated, split: Split, rng: np.random.Generator
) -> Posterior:
    """Particles of one patient given the scores; the prior where there are none."""
    sds, draws = prior_sd(calibrated, split), len(calibrated.draws["emax"])
    first = Particles(rng.integers(draws, size=FIRST), rng.standard_normal((FIRST, 3)) * sds)
    if not course.after:
        return Posterior(first, np.full(FIRST, 1 / FIRST), float(FIRST))
    weights = _tempered(log_likelihood(course, calibrated, first, split))
    mean = weights @ first.factors
    apart = first.factors - mean
    shape = (apart * weights[:, None]).T @ apart + np.diag((0.1 * sds) ** 2)
    counted = np.bincount(first.draw, weights=weights, minlength=draws).astype(np.float64)
    by_draw = (1 - DEFENSIVE) * counted + DEFENSIVE / draws
    second = _proposed(mean, shape, by_draw, sds, rng)
    logs = (
        log_likelihood(course, calibrated, second, split)
        + _normal(second.factors, np.zeros(3), np.diag(sds**2))
        - np.log(draws)
        - np.logaddexp(
            np.log(1 - DEFENSIVE) + _student(second.factors, mean, shape),
            np.log(DEFENSIVE) + _normal(second.factors, np.zeros(3), np.diag(sds**2)),
        )
        - np.log(by_draw[second.draw])
    )
    found = np.exp(logs - logsumexp(logs))
    return Posterior(second, found, float(1 / (found**2).sum()))


def _tempered(logs: Array) -> Array:
    """Weights of the first cloud, flattened until enough of it counts."""
    power = 1.0
    while True:
        found: Array = np.exp(power * logs - logsumexp(power * logs))
        if 1 / (found**2).sum() >= ENOUGH or power < 1e-3:
            return found
        power *= 0.7


def _proposed(
    mean: Array, shape: Array, by_draw: Array, sds: Array, rng: np.random.Generator
) -> Particles:
    scale = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, size=SECOND))[:, None]
    near = mean + scale * rng.multivariate_normal(np.zeros(3), shape, size=SECOND)
    anywhere = rng.standard_normal((SECOND, 3)) * sds
    factors = np.where(rng.random(SECOND)[:, None] < DEFENSIVE, anywhere, near)
    return Particles(rng.choice(len(by_draw), size=SECOND, p=by_draw), factors)


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
