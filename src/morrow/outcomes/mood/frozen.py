"""The calibrated model as a file: draws of its parameters, and the hash of what it was fitted to.

`data/mood.json` holds what every prediction uses.  `morrow calibrate` makes it anew; the same
inputs give the same file.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np

from morrow.outcomes.calibration import observations
from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.mood import fit, terms
from morrow.outcomes.mood.data import Data, is_blind
from morrow.outcomes.mood.relapse import ASKED
from morrow.outcomes.packaged import read_data
from morrow.outcomes.trials import Observation
from morrow.pharmacology.linear import Array

DRAWS: Final = 400
SEED: Final = 20_260_101
INPUTS: Final = ("trials.csv", "arms.csv", "observations.csv", "source/crosswalk.csv")
FILE: Final = "mood.json"


@dataclass(frozen=True)
class Calibrated:
    """Draws of every term in its own unit, shape (draws,), and the SDs between trials.

    `between` are the SDs (log scale) of a trial's own effect on control and drug; `between_open`
    of open trials and clinics, on all of it.
    """

    draws: dict[str, Array]
    between: tuple[float, ...]
    between_open: tuple[float, ...]
    inputs_sha256: str
    rows: int
    summary: dict[str, dict[str, Any]]

    def as_json(self) -> str:
        """What its file holds: draws rounded to seven digits."""
        rounded = {
            name: [float(f"{x:.7g}") for x in values.tolist()]
            for name, values in self.draws.items()
        }
        plain = {
            "inputs_sha256": self.inputs_sha256,
            "rows": self.rows,
            "between": list(self.between),
            "between_open": list(self.between_open),
            "terms": self.summary,
            "draws": rounded,
        }
        return json.dumps(plain, indent=1) + "\n"

    @cached_property
    def sha256(self) -> str:
        """The hash of its file: every draw counts."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()


def calibrate(seen: Sequence[Observation], *, between: bool = True) -> Calibrated:
    """Fit all stages to observations.  Deterministic.

    With `between` False the SDs between trials stay at their priors' middles: a quick refit.
    """
    about_mood = [each for each in seen if domain(each.ask.measure) is not Domain.ACUTE]
    scores = [each for each in about_mood if each.ask.statistic not in ASKED]
    stages: list[fit.Posterior] = []
    held = {term.name: np.array(term.middle) for term in terms.ALL}
    for stage, numbers in (
        (1, [each for each in scores if is_blind(each)]),
        (2, [each for each in scores if not is_blind(each)]),
        (3, [each for each in about_mood if each.ask.statistic in ASKED]),
    ):
        free = terms.of_stage(stage)
        fixed = None if between and stage < 3 else fit.BETWEEN_MIDDLE
        found = fit.fit_stage(Data(numbers), free, held, between=fixed)
        held |= terms.values(free, found.mode)
        stages.append(found)
    rng = np.random.default_rng(SEED)
    draws: dict[str, Array] = {}
    for each in stages:
        xs = rng.multivariate_normal(each.mode, each.covariance, size=DRAWS, method="cholesky")
        draws |= terms.values(each.terms, xs.T)
    return Calibrated(
        draws=draws,
        between=stages[0].between,
        between_open=stages[1].between,
        inputs_sha256=inputs_sha256(),
        rows=sum(each.rows for each in stages),
        summary=_summary(stages),
    )


def _summary(stages: Sequence[fit.Posterior]) -> dict[str, dict[str, Any]]:
    """Of each term: prior and posterior, and how much of the prior's width the data took."""
    return {
        term.name: {
            "says": term.says,
            "unit": term.unit,
            "stage": term.stage,
            "prior": term.middle,
            "prior_sd": term.sd,
            "posterior": round(float(term.back(x)), 4),
            "posterior_sd": round(float(variance**0.5), 4),
            "source": str(term.source),
        }
        for stage in stages
        for term, x, variance in zip(
            stage.terms, stage.mode, np.diag(stage.covariance), strict=True
        )
    }


def inputs_sha256() -> str:
    """The hash of the tables that the model is fitted to."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update(read_data(name))
    return digest.hexdigest()


@cache
def frozen() -> Calibrated:
    """The calibration that predictions use.

    Raises ValueError if its inputs, or the terms of the model, have changed since.
    """
    data = json.loads(read_data(FILE))
    if data["inputs_sha256"] != inputs_sha256():
        raise ValueError("the calibration set has changed; run `morrow calibrate`")
    if data["draws"].keys() != {term.name for term in terms.ALL}:
        raise ValueError("the terms of the model have changed; run `morrow calibrate`")
    return Calibrated(
        draws={name: np.array(values) for name, values in data["draws"].items()},
        between=tuple(data["between"]),
        between_open=tuple(data["between_open"]),
        inputs_sha256=data["inputs_sha256"],
        rows=data["rows"],
        summary=data["terms"],
    )


def from_set() -> Calibrated:
    """The calibration of the whole set."""
    return calibrate(observations())


def same(one: Calibrated, other: Calibrated) -> bool:
    """Whether two calibrations agree within one percent: machines differ in the last digits."""
    return (
        one.inputs_sha256 == other.inputs_sha256
        and one.summary.keys() == other.summary.keys()
        and np.allclose(one.between, other.between, rtol=1e-2)
        and all(
            np.isclose(each[what], other.summary[name][what], rtol=1e-2, atol=1e-4)
            for name, each in one.summary.items()
            for what in ("prior", "prior_sd", "posterior", "posterior_sd")
        )
    )
