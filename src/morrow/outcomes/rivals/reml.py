"""Random-effects meta-regression of numbers that come in studies, by restricted likelihood.

    y = X b + u(study) + e + sampling error,   u ~ N(0, between^2),  e ~ N(0, within^2)

The sampling variances are known; `between` and `within` maximise the restricted likelihood
(Viechtbauer 2005, J Educ Behav Stat 30:261; three levels as in Konstantopoulos 2011, Res Synth
Methods 2:61).  A weight divides the whole variance of its number.

The covariance of a study is a diagonal plus `between^2` everywhere, so its inverse and determinant
are those of Sherman, Morrison and Woodbury, and no matrix larger than the columns is solved.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Array = NDArray[np.floating[Any]]
_STARTS: Final = ((1.0, 0.1), (0.1, 1.0))  # parts of the SD of y: between, within


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients with their covariance, and the two standard deviations."""

    coefficients: Array
    covariance: Array
    between: float
    within: float


@dataclass(frozen=True, slots=True)
class _Data:
    """Columns and y side by side, each row times the root of its weight, in order of study."""

    table: Array
    variances: Array
    starts: NDArray[np.intp]  # the first row of each study

    def gram(self, between: float, within: float) -> tuple[Array, float]:
        """[X y]' V^-1 [X y], and the log determinant of V."""
        own = self.variances + within**2
        scaled = self.table / own[:, None]
        sums = np.add.reduceat(1 / own, self.starts)
        shared = np.add.reduceat(scaled, self.starts)
        pull = between**2 / (1 + between**2 * sums)
        gram = _inner(self.table, scaled) - _inner(shared, shared * pull[:, None])
        return gram, float(np.sum(np.log(own)) + np.sum(np.log1p(between**2 * sums)))

    def loss(self, between: float, within: float) -> float:
        """Minus twice the restricted log likelihood, without its constant."""
        gram, log_det = self.gram(between, within)
        columns = gram[:-1, :-1]
        residual = gram[-1, -1] - gram[-1, :-1] @ np.linalg.solve(columns, gram[:-1, -1])
        return float(log_det + np.linalg.slogdet(columns)[1] + residual)


def fit(
    y: Array, variances: Array, design: Array, studies: Array, weights: Array | None = None
) -> Fitted:
    """The model's restricted maximum likelihood.  `design` must have full column rank.

    `studies` holds a number for each study.  If each study gave one number, `within` is 0: the
    two cannot be told apart.
    """
    rank = int(np.linalg.matrix_rank(design))
    if rank < design.shape[1] or len(y) <= rank:
        raise ValueError(f"{len(y)} numbers and rank {rank} cannot fit {design.shape[1]} columns")
    order = np.argsort(studies, kind="stable")
    _, starts = np.unique(studies[order], return_index=True)
    root = np.ones(len(y)) if weights is None else np.sqrt(weights)
    table = np.column_stack([design, y]) * root[:, None]
    data = _Data(table[order], variances[order], starts)
    between, within = _deviations(data, size=float(np.std(y)) or 1.0)
    gram, _ = data.gram(between, within)
    covariance = np.linalg.inv(gram[:-1, :-1])
    return Fitted(covariance @ gram[:-1, -1], covariance, between, within)


def _deviations(data: _Data, *, size: float) -> tuple[float, float]:
    """`between` and `within` of the greatest restricted likelihood.

    By simplex: the gradient methods at hand start a thread for each step, which is all they do
    where the processor is shared.
    """
    free = 2 if len(data.starts) < len(data.variances) else 1

    def loss(parts: Array) -> float:
        return data.loss(size * parts[0], size * parts[1] if free == 2 else 0.0)

    found = [
        optimize.minimize(
            loss,
            np.array(start[:free]),
            method="Nelder-Mead",
            bounds=[(0.0, None)] * free,
            options={"xatol": 1e-7, "fatol": 1e-10},
        )
        for start in _STARTS
    ]
    best = min(found, key=lambda each: float(each.fun)).x * size
    return float(best[0]), float(best[1]) if free == 2 else 0.0


def _inner(left: Array, right: Array) -> Array:
    """left' right, without the threads that a linear algebra library starts for it."""
    return np.asarray(np.einsum("ij,ik->jk", left, right))
