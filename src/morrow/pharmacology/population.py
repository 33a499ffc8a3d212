"""Patients around the typical one: parameters drawn with the published variation between patients.

Log-normal parameters are multiplied by exp(eta), fractions on the logit scale moved by eta; etas
are normal with the published variances and covariances.  A parameter without a published variation
does not vary, so a band is narrower than life.  Variation between occasions is not drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit, logit

from morrow.evidence import Refusal
from morrow.pharmacology import sources as s
from morrow.pharmacology.engine import NG_PER_ML, Trace, simulate
from morrow.pharmacology.linear import Array, System
from morrow.pharmacology.model import Model, Patient, Spread, Value
from morrow.pharmacology.regimen import Regimen, RegimenError

BAND: Final = (10.0, 90.0)  # percentiles: 80 % of patients
MOST_PATIENTS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A trace of the typical patient and, by compound, what 80 % of patients lie between.

    `low` and `high` have shape (times,) in ng/mL, at the times of the trace.
    """

    trace: Trace
    patients: int
    low: dict[str, Array]
    high: dict[str, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Curves of patients around the typical `trace`, without error of measurement.

    `ng_per_ml` has shape (patients, times, compounds), compounds as the trace orders them.
    """

    trace: Trace
    ng_per_ml: Array
    seed: int


def individuals(
    model: Model, patient: Patient, *, count: int, rng: np.random.Generator
) -> list[dict[str, Value]]:
    """Parameters of `count` patients who share the covariates of one (L, L/min, 1/min, min)."""
    varying = [each for each in model.parameters if each.spread]
    names = [each.name for each in varying]
    omega = np.diag([each.omega**2 for each in varying])
    for (one, other), value in model.covariances.items():
        i, j = names.index(one), names.index(other)
        omega[i, j] = omega[j, i] = value
    etas = rng.multivariate_normal(np.zeros(len(names)), omega, size=count, method="cholesky")
    typical = model.typical(patient)
    return [
        typical
        | {
            each.name: _moved(typical[each.name], float(eta), each.spread)
            for each, eta in zip(varying, row, strict=True)
        }
        for row in etas
    ]


def _moved(value: float, eta: float, spread: Spread | None) -> float:
    if spread is Spread.LOGIT_NORMAL:
        return float(expit(logit(value) + eta))
    return value * float(np.exp(eta))


def simulate_band(
    model: Model,
    patient: Patient,
    regimen: Regimen,
    at: Sequence[float] | Array,
    *,
    patients: int,
    seed: int,
) -> Band | Refusal:
    """The typical trace with the 10th and 90th percentile of `patients` drawn with `seed`.

    `at` are minutes (times,), bands ng/mL (times,) for each compound.  A Refusal where `simulate`
    refuses, or where no variation between patients is published; RegimenError for times as there.
    """
    found = simulate_population(model, patient, regimen, at, patients=patients, seed=seed)
    if isinstance(found, Refusal):
        return found
    low, high = np.percentile(found.ng_per_ml, BAND, axis=0)
    names = list(found.trace.ng_per_ml)
    return Band(
        trace=found.trace,
        patients=patients,
        low={name: low[:, i] for i, name in enumerate(names)},
        high={name: high[:, i] for i, name in enumerate(names)},
    )


def simulate_population(
    model: Model,
    patient: Patient,
    regimen: Regimen,
    at: Sequence[float] | Array,
    *,
    patients: int,
    seed: int,
) -> Population | Refusal:
    """The curve of each of `patients` drawn with `seed`, who share one patient's covariates.

    A Refusal where no variation between patients is published.
    """
    if not 1 <= patients <= MOST_PATIENTS:
        raise RegimenError(f"ask for 1 to {MOST_PATIENTS:,} patients at once, not {patients:,}")
    trace = simulate(model, patient, regimen, at)
    if isinstance(trace, Refusal):
        return trace
    if not any(each.spread for each in model.parameters):
        return Refusal(
            rule="PK6",
            reason=f"no variation between patients is published for {model.name}: no band",
            source=s.MORROW_LIMITS,
            seen={"model": model.name},
            remedy="ask for the typical curve, or another model",
        )
    drawn = individuals(model, patient, count=patients, rng=np.random.default_rng(seed))
    curves = np.stack([_solved(model, one, trace) for one in drawn])
    return Population(trace=trace, ng_per_ml=curves, seed=seed)


def _solved(model: Model, values: Mapping[str, Value], trace: Trace) -> Array:
    """Concentrations of one patient in ng/mL, shape (times, compounds of the trace)."""
    system = System(model.structure(values))
    doses, drug = trace.regimen.doses, trace.regimen.drug
    return system.solve(doses, drug, trace.time_min, system.structure.told) * NG_PER_ML
