"""How far Laplace's approximation of stage 1 is off: a numerical Hessian and a random walk."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from morrow.outcomes.calibration import observations
from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.mood import fit, terms
from morrow.outcomes.mood.data import Data, is_blind
from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.mood.relapse import ASKED
from morrow.pharmacology.linear import Array

STEP: Final = 0.05  # in posterior SDs, of the central differences


@dataclass(frozen=True)
class Stage1:
    """Stage 1 at its mode: coordinates z in which Laplace's approximation is a standard normal."""

    problem: fit._Problem
    between: Array
    mode: Array
    spread: Array  # x = mode + spread @ z

    @property
    def names(self) -> list[str]:
        return [term.name for term in self.problem.free]

    def log_density(self, z: Array) -> float:
        found = self.problem.residuals(self.mode + self.spread @ z, self.between)
        return -float(found @ found) / 2


def stage_1() -> Stage1:
    """Stage 1 of the frozen calibration, fitted again with its SDs between trials."""
    scores = [
        each
        for each in observations()
        if domain(each.ask.measure) is not Domain.ACUTE
        and each.ask.statistic not in ASKED
        and is_blind(each)
    ]
    held = {term.name: np.array(term.middle) for term in terms.ALL}
    problem = fit._Problem(Data(scores), terms.of_stage(1), held)
    between = np.array(frozen().between)
    mode, precision = problem.solve(between, problem.start)
    return Stage1(problem, between, mode, np.linalg.cholesky(np.linalg.inv(precision)))


def hessian_sds(of: Stage1) -> Array:
    """SD of each term by the numerical Hessian over its SD by Laplace's approximation."""
    size = len(of.mode)
    steps = np.eye(size) * STEP
    middle = of.log_density(np.zeros(size))
    up = np.array([of.log_density(step) for step in steps])
    down = np.array([of.log_density(-step) for step in steps])
    found = np.diag(-(up + down - 2 * middle)) / STEP**2
    for i in range(size):
        for j in range(i):
            both = of.log_density(steps[i] + steps[j]) + of.log_density(-steps[i] - steps[j])
            mixed = both - up[i] - up[j] - down[i] - down[j] + 2 * middle
            found[i, j] = found[j, i] = -mixed / (2 * STEP**2)
    true = of.spread @ np.linalg.inv(found) @ of.spread.T
    ratio: Array = np.sqrt(np.diag(true) / np.diag(of.spread @ of.spread.T))
    return ratio[: len(of.names)]


def random_walk(of: Stage1, *, steps: int, seed: int) -> Array:
    """Metropolis draws of the terms in SDs from the mode, every tenth, the first fifth left out."""
    rng = np.random.default_rng(seed)
    size = len(of.mode)
    z = np.zeros(size)
    now, kept = of.log_density(z), []
    for nth in range(steps):
        new = z + 2 / np.sqrt(size) * rng.standard_normal(size)
        there = of.log_density(new)
        if np.log(rng.random()) < there - now:
            z, now = new, there
        if nth >= steps // 5 and nth % 10 == 0:
            kept.append(z)
    laplace_sd = np.sqrt(np.diag(of.spread @ of.spread.T))
    found: Array = (np.array(kept) @ of.spread.T) / laplace_sd
    return found[:, : len(of.names)]
