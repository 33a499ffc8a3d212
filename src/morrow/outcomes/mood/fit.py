"""Calibration: the posterior of the free parameters given published numbers (Laplace).

Penalised least squares over the parameters and, for every trial, two effects of its own: on what
its control lifts and on what the drug lifts (normal on the log scale, SDs `between`).  The two SDs
are chosen by the Laplace approximation of the marginal likelihood.

Stage 1: double-blind trials.  Stage 2: open trials and clinics.  Stage 3: relapses.  Each with the
earlier stages held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import least_squares, minimize

from morrow.outcomes.mood import terms
from morrow.outcomes.mood.data import Data
from morrow.outcomes.mood.terms import Term
from morrow.pharmacology.linear import Array

FREEDOM: Final = 4.0  # of the Student t in which numbers scatter about the model (proposed)
BETWEEN_MIDDLE: Final = (0.35, 0.35)
BETWEEN_SD: Final = 0.5  # of the prior of either SD between trials, on the log scale (proposed)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Parameters on the scale without bounds: mode and covariance; SDs between trials."""

    terms: tuple[Term, ...]
    mode: Array
    covariance: Array
    between: tuple[float, ...]
    trials: tuple[str, ...]
    rows: int


class _Problem:
    """Penalised least squares in x = (parameters, effects on control, effects on drug)."""

    def __init__(self, data: Data, free: Sequence[Term], held: Mapping[str, Array]) -> None:
        self.data, self.free, self.held = data, tuple(free), dict(held)
        self.middles, self.sds = terms.middles(self.free), terms.sds(self.free)
        self.trials = len(data.trials)
        self.start = np.concatenate([self.middles, np.zeros(2 * self.trials)])

    def residuals(self, x: Array, between: Array) -> Array:
        """Of the data, the priors and the trial effects; each a standard normal if all is true."""
        count = len(self.free)
        p = self.held | terms.values(self.free, x[:count])
        effects = x[count:].reshape(2, self.trials) * between[:, None]
        of_data = robust((self.data.expected(p, effects) - self.data.value) * self.data.per_se)
        of_priors = (x[:count] - self.middles) / self.sds
        return np.concatenate([of_data, of_priors, x[count:]])

    def solve(self, between: Array, start: Array) -> tuple[Array, Array]:
        """The mode and the precision there."""
        solved = least_squares(
            self.residuals, start, args=(between,), method="trf", x_scale="jac", ftol=1e-7
        )
        return solved.x, solved.jac.T @ solved.jac

    def marginal(self, log_between: Array) -> float:
        """Laplace's approximation of minus the log marginal likelihood of `between`.

        The effects are scaled to standard normals, so that their prior holds no `between`.
        """
        between = np.exp(log_between)
        mode, precision = self.solve(between, self.start)
        self.start = mode  # the next one lies close by
        found = self.residuals(mode, between)
        prior = (((log_between - np.log(BETWEEN_MIDDLE)) / BETWEEN_SD) ** 2).sum()
        log_det = np.linalg.slogdet(precision)[1]
        return float((found @ found + log_det + prior) / 2)


def robust(residual: Array) -> Array:
    """Residuals whose squares are twice the negative log of a Student t density.

    A number that lies far off pulls less than its square would have it.
    """
    found: Array = np.sign(residual) * np.sqrt((FREEDOM + 1) * np.log1p(residual**2 / FREEDOM))
    return found


def fit_stage(
    data: Data,
    free: Sequence[Term],
    held: Mapping[str, Array],
    *,
    between: tuple[float, ...] | None = None,
) -> Posterior:
    """The posterior of the free parameters, the others held; chooses `between` unless given.

    Without any number it is the prior.
    """
    if not len(data):
        prior = np.diag(terms.sds(tuple(free)) ** 2)
        between = BETWEEN_MIDDLE if between is None else between
        return Posterior(tuple(free), terms.middles(tuple(free)), prior, between, (), 0)
    problem = _Problem(data, free, held)
    if between is None:
        found = minimize(
            problem.marginal,
            np.log(BETWEEN_MIDDLE),
            method="Nelder-Mead",
            options={"xatol": 0.05, "fatol": 0.02, "maxfev": 40},
        )
        between = tuple(float(sd) for sd in np.exp(found.x))
    mode, precision = problem.solve(np.array(between), problem.start)
    count = len(problem.free)
    covariance = np.asarray(np.linalg.inv(precision)[:count, :count], dtype=np.float64)
    return Posterior(problem.free, mode[:count], covariance, between, data.trials, len(data))
