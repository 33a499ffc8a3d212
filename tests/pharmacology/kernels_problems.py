"""The reference problems: R1, a course of six infusions, and the same for the whole racemate.

R1: Domino et al. 1984 in three compartments at 70 kg, 30 % lognormal variability on six parameters,
an effect site, a Hill occupancy, an inverted U and three filters.  Its effect is made up: only cost
and error matter.  The racemate: every parameter varies, those of the filters too.  Each builder
returns the problem as the package takes it, and a function that gives one patient as a `System`.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from morrow.pharmacology import fast
from morrow.pharmacology._kinetics import NMDA_POTENCY
from morrow.pharmacology.fast import Mammillary, Metabolite, one_drug, racemate
from tests.pharmacology.kernels_reference import Array, Course, System, mammillary

DAY: Final = 1440.0
STARTS: Final = np.array([0.0, 2.0, 4.0, 7.0, 9.0, 11.0]) * DAY
SAMPLES: Final = np.sort((STARTS[:, None] + [5, 10, 20, 30, 40, 50, 70, 100, 160, 280]).ravel())
COURSE: Final = Course(
    start=STARTS,
    duration=np.full(6, 40.0),
    amount=np.full(6, 35.0),
    samples=SAMPLES,
    outcomes=np.arange(1.0, 85.0) * DAY,
)
CV: Final = 0.30
OMEGA: Final = float(np.sqrt(np.log(1.0 + CV**2)))

# CL, V1, V2, V3 and Q2, Q3 of Domino et al. 1984: 0.063 L/kg and five micro-constants, 70 kg.
_V1: Final = 0.063 * 70.0
TYPICAL: Final = np.array(
    [
        0.438 * _V1, _V1, 0.592 * _V1 / 0.247, 0.590 * _V1 / 0.0146, 0.592 * _V1, 0.590 * _V1,
    ]
)  # fmt: skip
KE0: Final = 0.2
EC50, HILL, OPTIMUM, GAIN = 0.20, 1.4, 0.25, 100.0
TURNOVER: Final = np.log(2.0) / (np.array([0.25, 2.0, 7.0]) * DAY)


def schedule(course: Course) -> fast.Schedule:
    return fast.Schedule(start=course.start, duration=course.duration, amount=course.amount)


def course_r1(
    n: int, seed: int = 20260101, course: Course = COURSE
) -> tuple[fast.Problem, Callable[[int], System]]:
    """R1 for n patients."""
    parameters = TYPICAL * np.exp(np.random.default_rng(seed).standard_normal((n, 6)) * OMEGA)
    cl, v1, v2, v3, q2, q3 = (column.copy() for column in parameters.T)
    disposition = Mammillary(cl=cl, v1=v1, q2=q2, v2=v2, q3=q3, v3=v3)
    turnover = TURNOVER[:, None].copy()
    problem = fast.Problem(
        modes=one_drug(disposition, np.full(n, KE0)),
        schedules=(schedule(course),),
        effect=fast.Effect(
            drive=fast.Drive.INVERTED_U,
            parameters=np.array([[EC50], [HILL], [OPTIMUM], [GAIN]]),
            inflow=turnover,
            outflow=turnover,
        ),
        samples=course.samples,
        outcomes=course.outcomes,
    )

    def system(i: int) -> System:
        matrix = np.zeros((4, 4))
        matrix[:3, :3] = mammillary(cl[i], v1[i], q2[i], v2[i], q3[i], v3[i])
        matrix[3, 0], matrix[3, 3] = KE0 / v1[i], -KE0
        read = np.zeros((2, 4))
        read[0, 0], read[1, 3] = 1.0 / v1[i], 1.0
        return System(
            matrix=matrix, dose_to=np.eye(4)[0], read=read, drive=inverted_u,
            inflow=TURNOVER, outflow=TURNOVER, parameters=(EC50, HILL, OPTIMUM, GAIN),
        )  # fmt: skip

    return problem, system


def inverted_u(x: Array) -> Array:
    odds = (np.maximum(x, 0.0) / EC50) ** HILL
    z = odds / (1.0 + odds) / OPTIMUM
    return np.asarray(GAIN * z * np.exp(1.0 - z))


def course_racemate(
    n: int, seed: int = 7, course: Course = COURSE, *, transit: bool = True
) -> tuple[fast.Problem, Callable[[int], System]]:
    """The product's model for n patients; disposition as in Kamp et al. 2020 and Otto et al. 2021."""
    random = np.random.default_rng(seed)

    def vary(typical: float) -> Array:
        return typical * np.exp(OMEGA * random.standard_normal(n))

    shared = {
        "v1": vary(25.0),
        "v2": vary(56.0),
        "v3": vary(157.0),
        "q2": vary(2.68),
        "q3": vary(1.32),
    }
    parents = tuple(Mammillary(cl=vary(cl), **shared) for cl in (1.43, 1.30))
    formed = {"v1": vary(98.6), "v2": vary(160.0), "q2": vary(0.713)}
    delay = vary(0.1) if transit else None
    metabolites = tuple(
        Metabolite(fraction=np.full(n, 0.8), cl=vary(cl), transit=delay, **formed)
        for cl in (0.8, 0.7)
    )
    ke0, k50 = vary(np.log(2.0) / 8.3), vary(0.121)
    kon, koff = vary(np.log(2.0) / 240.0), vary(np.log(2.0) / (10.0 * DAY))
    problem = fast.Problem(
        modes=racemate((parents[0], parents[1]), (metabolites[0], metabolites[1]), ke0),
        schedules=(schedule(course),),
        effect=fast.Effect(
            drive=fast.Drive.OCCUPANCY,
            parameters=k50[None],
            inflow=np.stack([kon, np.ones(n)]),
            outflow=np.stack([kon, koff]),
        ),
        samples=course.samples,
        outcomes=course.outcomes,
    )

    def system(i: int) -> System:
        blocks = [
            _enantiomer(parent, metabolite, ke0[i], i)
            for parent, metabolite in zip(parents, metabolites, strict=True)
        ]
        matrix = np.zeros((18, 18))
        matrix[:9, :9], matrix[9:, 9:] = blocks
        dose_to, read = np.zeros(18), np.zeros((5, 18))
        dose_to[[0, 9]] = 0.5
        for e in range(2):
            read[e, 9 * e] = 1.0 / parents[e].v1[i]
            read[2 + e, 9 * e + 5] = 1.0 / metabolites[e].v1[i]
            read[4, 9 * e + 7], read[4, 9 * e + 8] = NMDA_POTENCY[e], NMDA_POTENCY[2 + e]
        return System(
            matrix=matrix, dose_to=dose_to, read=read, drive=lambda x: x / (k50[i] + x),
            inflow=np.array([kon[i], 1.0]), outflow=np.array([kon[i], koff[i]]),
            parameters=(float(k50[i]),),
        )  # fmt: skip

    return problem, system


def _enantiomer(parent: Mammillary, metabolite: Metabolite, ke0: float, i: int) -> Array:
    """Three compartments, two transits, two of the metabolite, and the effect site of each."""
    matrix = np.zeros((9, 9))
    matrix[:3, :3] = mammillary(
        parent.cl[i], parent.v1[i], parent.q2[i], parent.v2[i], parent.q3[i], parent.v3[i]
    )
    formed = metabolite.fraction[i] * parent.cl[i] / parent.v1[i]
    if metabolite.transit is None:
        matrix[5, 0] = formed
        matrix[3, 3] = matrix[4, 4] = -1.0
    else:
        k = metabolite.transit[i]
        matrix[3, 0], matrix[3, 3], matrix[4, 3], matrix[4, 4], matrix[5, 4] = formed, -k, k, -k, k
    out, back = metabolite.q2[i] / metabolite.v1[i], metabolite.q2[i] / metabolite.v2[i]
    matrix[5, 5], matrix[5, 6] = -metabolite.cl[i] / metabolite.v1[i] - out, back
    matrix[6, 5], matrix[6, 6] = out, -back
    matrix[7, 0], matrix[7, 7] = ke0 / parent.v1[i], -ke0
    matrix[8, 5], matrix[8, 8] = ke0 / metabolite.v1[i], -ke0
    return matrix
