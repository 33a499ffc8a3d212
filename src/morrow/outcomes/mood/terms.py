"""The free parameters of the model, on scales without bounds, each with its prior and its source.

A prior is normal on the scale of its transform: `logit` for shares, `log` for times and factors.
Stage 1 is fitted to double-blind trials; stage 2 (open trials, clinics) is fitted afterwards with
stage 1 held, so that open numbers, which show drug and expectancy together, say nothing of the
drug.  Stage 3 fits to relapses how ratings of one patient hang together over time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.special import expit, logit

from morrow.evidence import Source, Status
from morrow.pharmacology.linear import Array

MODEL_CHOICE: Final = Source(
    key="MODEL_CHOICE",
    citation="A prior of ours: wide, and stated",
    locator="docs/outcomes/mood-model.md",
    status=Status.PROPOSED,
)
SLOW_PD: Final = Source(
    key="SLOW_PD",
    citation="Loss of effect over about 10 d (5 to 20): Salloum 2019, Murrough 2013, Dahan 2011",
    locator="Eur J Pain 2011;15:258 (abstract) and abstracts of the trials",
    status=Status.SEEN,
)
CONTROL_RESPONSE: Final = Source(
    key="CONTROL_RESPONSE",
    citation="Response to saline near 0 to 6 %, midazolam 28 to 30 %, spray with a new "
    "antidepressant 39 to 52 % at day 28 (the trials of the calibration set)",
    locator="morrow.outcomes.data",
    status=Status.SEEN,
)


class Transform(StrEnum):
    LOGIT = "logit"
    LOG = "log"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One free parameter: `middle` in its own unit, `sd` on the transformed scale."""

    name: str
    says: str
    unit: str
    middle: float
    sd: float
    transform: Transform
    stage: int
    source: Source

    def forward(self, value: float) -> float:
        """From its own unit to the scale without bounds."""
        match self.transform:
            case Transform.LOGIT:
                return float(logit(value))
            case Transform.LOG:
                return float(np.log(value))
            case Transform.NONE:
                return value

    def back(self, x: Array) -> Array:
        """From the scale without bounds to its own unit."""
        match self.transform:
            case Transform.LOGIT:
                share: Array = expit(x)
                return share
            case Transform.LOG:
                return np.exp(x)
            case Transform.NONE:
                return x


def _share(
    name: str,
    says: str,
    middle: float,
    sd: float,
    *,
    source: Source = MODEL_CHOICE,
    stage: int = 1,
) -> Term:
    return Term(
        name=name,
        says=says,
        unit="share of symptoms",
        middle=middle,
        sd=sd,
        transform=Transform.LOGIT,
        stage=stage,
        source=source,
    )


def _time(
    name: str,
    says: str,
    middle: float,
    sd: float,
    *,
    source: Source = MODEL_CHOICE,
    stage: int = 1,
) -> Term:
    return Term(
        name=name,
        says=says,
        unit="h" if name.endswith("_h") else "d",
        middle=middle,
        sd=sd,
        transform=Transform.LOG,
        stage=stage,
        source=source,
    )


def _factor(name: str, says: str, sd: float, *, middle: float = 1.0, stage: int = 1) -> Term:
    return Term(
        name=name,
        says=says,
        unit="factor",
        middle=middle,
        sd=sd,
        transform=Transform.LOG,
        stage=stage,
        source=MODEL_CHOICE,
    )


ALL: Final = (
    # the drug
    _share("emax", "most that the drug can lift of what the control leaves", 0.60, 0.6),
    _factor("m50", "latent state of half that, in peaks of 0.5 mg/kg over 40 min", 0.7),
    _time("onset_h", "half-life of onset", 2.0, 0.8),
    _time("offset_d", "half-life of loss", 10.0, 0.4, source=SLOW_PD),
    _share("early", "lifted besides, at its peak, while the drug is in the blood", 0.15, 0.8),
    _factor("nasal", "the nasal route against what its concentrations would do", 0.35),
    _factor("with_new_antidepressant", "the drug beside an antidepressant begun with it", 0.35),
    # the control
    _share(
        "saline", "lifted by a saline control, within hours", 0.06, 0.7, source=CONTROL_RESPONSE
    ),
    _share(
        "midazolam",
        "lifted by a midazolam control, within hours",
        0.22,
        0.6,
        source=CONTROL_RESPONSE,
    ),
    _share(
        "spray",
        "lifted by a placebo spray control, within hours",
        0.15,
        0.6,
        source=CONTROL_RESPONSE,
    ),
    _share("hospital", "lifted by a control in suicidal crisis by care itself", 0.08, 0.5),
    _time("control_h", "half-life of what a control lifts at once", 4.0, 0.7),
    _share("drift", "lifted by weeks alone in a control", 0.10, 0.8),
    _share(
        "antidepressant",
        "lifted by weeks with a new antidepressant in a control",
        0.40,
        0.6,
        source=CONTROL_RESPONSE,
    ),
    _time("drift_d", "half-life of that drift", 10.0, 0.5),
    # populations, against treatment-resistant depression
    _factor("mdd", "the drug in depression that was not called resistant", 0.25),
    _factor("bipolar", "the drug in bipolar depression", 0.25),
    _factor("suicidal", "the drug in suicidal crisis", 0.25),
    _factor("ptsd", "the drug in PTSD, on its own scales", 0.35),
    _factor("ocd", "the drug in OCD, on its own scale", 0.35),
    _factor("ideation", "all of it, on a scale of suicidal thoughts", 0.4, middle=1.3),
    # patients
    _share("spread", "SD between patients of the share lifted, at its ends", 0.20, 0.4),
    _share("spread_amid", "what is added amid: SD times the root of 4 u (1 - u)", 0.28, 0.4),
    # open trials and clinics
    _share("open", "lifted by knowing that the drug is given", 0.20, 0.7, stage=2),
    _factor("clinic", "all of it in a clinic with self-report", 0.4, middle=0.7, stage=2),
    _share("ect", "lifted by electroconvulsive therapy over weeks", 0.50, 0.6, stage=2),
    # responders over time
    _share("stays", "correlation of two ratings of one patient close together", 0.80, 0.6, stage=3),
    _time("drifts_d", "in which that correlation halves", 60.0, 0.8, stage=3),
)


def of_stage(stage: int) -> tuple[Term, ...]:
    """The terms that a stage of the fit sets free."""
    return tuple(term for term in ALL if term.stage == stage)


def values(terms: tuple[Term, ...], x: Array) -> dict[str, Array]:
    """Parameters in their own units from scale-free ones; `x` has shape (terms,)."""
    return {term.name: term.back(each) for term, each in zip(terms, x, strict=True)}


def middles(terms: tuple[Term, ...]) -> Array:
    """The middle of every prior, on the scale without bounds."""
    return np.array([term.forward(term.middle) for term in terms])


def sds(terms: tuple[Term, ...]) -> Array:
    """The SD of every prior, on the scale without bounds."""
    return np.array([term.sd for term in terms])


Values = Mapping[str, Array]
