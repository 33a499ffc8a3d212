"""R2: six deviations from eight samples, at the minimum that other programs found or missed.

The objective, 2.238287, is what mapbayr 0.10.2, optimistix 0.1.0 and an ODE solver in scipy came
within 3e-5 of.  Here its slope is taken anew from matrix exponentials.
"""

from dataclasses import replace

import numpy as np
import pytest

from morrow.pharmacology import fast
from morrow.pharmacology.individual import Prior, Samples, fit, log_curve
from tests.pharmacology.kernels_problems import OMEGA, TYPICAL
from tests.pharmacology.kernels_reference import Array, Course, System, by_matrix, mammillary
from tests.pharmacology.kernels_warm import TIERS

ORDER = [0, 1, 4, 2, 5, 3]  # CL, V1, V2, V3, Q2, Q3 of R1 to CL, V1, Q2, V2, Q3, V3
PRIOR = Prior(typical=TYPICAL[ORDER], omega=np.full(6, OMEGA))
DOSE = fast.Schedule(start=[0.0], duration=[40.0], amount=[35.0])
TIME = np.array([5.0, 20.0, 40.0, 50.0, 70.0, 100.0, 160.0, 280.0])
SAMPLES = Samples(
    time=TIME,
    concentration=np.array(
        [
            0.12366167275315615,
            0.17917515749085802,
            0.19925604992967824,
            0.06815028521748573,
            0.053011104880475474,
            0.035240209369526695,
            0.021656045079990485,
            0.007228791279699239,
        ]
    ),
    sigma=0.15,
)


def objective(eta: Array) -> float:
    """The same sum from compartments and matrix exponentials."""
    cl, v1, q2, v2, q3, v3 = PRIOR.typical * np.exp(eta)
    system = System(
        matrix=mammillary(cl, v1, q2, v2, q3, v3), dose_to=np.eye(3)[0],
        read=np.array([[1.0 / v1, 0.0, 0.0]]), drive=lambda x: x, inflow=np.ones(1),
        outflow=np.ones(1),
    )  # fmt: skip
    course = Course(
        start=np.zeros(1), duration=np.array([40.0]), amount=np.array([35.0]), samples=TIME,
        outcomes=np.array([]),
    )  # fmt: skip
    c = by_matrix(system, course, outcome=False)[0][0]
    misfit = (np.log(SAMPLES.concentration) - np.log(c)) / SAMPLES.sigma
    return float((misfit**2).sum() + (eta**2).sum() / OMEGA**2)


@pytest.mark.parametrize("tier", TIERS)
def test_the_estimate_is_the_minimum(tier: fast.Tier) -> None:
    """Curvature is at least 2 / omega^2 = 23, so a slope under 2e-5 is an eta within 1e-6."""
    found = fit(PRIOR, DOSE, SAMPLES, tier=tier)
    assert found.objective == pytest.approx(2.238287, abs=5e-7)
    assert found.objective == pytest.approx(objective(found.eta), rel=1e-10)
    for direction in np.eye(6) * 1e-4:
        slope = (objective(found.eta + direction) - objective(found.eta - direction)) / 2e-4
        assert abs(slope) < 2e-5


@pytest.mark.parametrize("tier", TIERS)
def test_the_covariance_is_the_inverse_of_the_curvature(tier: fast.Tier) -> None:
    """J'J / sigma^2 + 1 / omega^2 with J by finite differences of the curve."""
    found = fit(PRIOR, DOSE, SAMPLES, tier=tier)
    doses = np.zeros(1), np.array([40.0]), np.array([35.0])

    def curve(eta: Array) -> Array:
        return log_curve(PRIOR.typical * np.exp(eta), doses, TIME)[0]

    columns = [
        (curve(found.eta + step) - curve(found.eta - step)) / 2e-5 for step in np.eye(6) * 1e-5
    ]
    jacobian = np.stack(columns, axis=1)
    curvature = jacobian.T @ jacobian / SAMPLES.sigma**2 + np.eye(6) / OMEGA**2
    assert np.allclose(found.covariance, np.linalg.inv(curvature), rtol=1e-6, atol=1e-9)


def test_both_tiers_find_the_same() -> None:
    several = fast.Schedule(start=[0.0, 100.0], duration=[0.0, 30.0], amount=[10.0, 20.0])
    pytest.importorskip("numba")
    for schedule in (DOSE, several):
        numpy, numba = (fit(PRIOR, schedule, SAMPLES, tier=tier) for tier in fast.Tier)
        assert np.allclose(numba.eta, numpy.eta, atol=1e-8)
        assert np.allclose(numba.covariance, numpy.covariance, rtol=1e-6, atol=1e-10)


def test_without_deviation_in_the_data_there_is_none_in_the_estimate() -> None:
    doses = np.zeros(1), np.array([40.0]), np.array([35.0])
    exact = np.exp(log_curve(PRIOR.typical, doses, TIME)[0])
    found = fit(PRIOR, DOSE, replace(SAMPLES, concentration=exact), tier=fast.Tier.NUMPY)
    assert np.abs(found.eta).max() < 1e-9
    assert np.allclose(found.disposition().cl, TYPICAL[0])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"concentration": np.full(8, np.nan)}, "finite"),
        ({"concentration": np.zeros(8)}, "above zero"),
        ({"sigma": 0.0}, "above zero"),
        ({"time": np.array([0.0, *TIME[1:]])}, "before any dose"),
    ],
)
def test_samples_that_are_none_are_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        fit(PRIOR, DOSE, replace(SAMPLES, **change))  # type: ignore[arg-type]
