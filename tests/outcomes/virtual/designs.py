"""Designs for the tests of virtual trials: Rowan's arms, ketamine against midazolam."""

from dataclasses import replace
from typing import Any

from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.trials import AnalysisSet, Arm, Question
from morrow.outcomes.virtual import Cohort, Comparison, Design, Outcome
from tests.outcomes import tables

ROWAN: Question = tables.questions()[0]
KET: Arm = ROWAN.arms[0]
POINT_COHORT = Cohort(baseline_mean=33, baseline_sd=0, weight_kg=70)


def design(**changes: Any) -> Design:
    """Change of MADRS at a week, without dropout, unless the test says otherwise."""
    usual: dict[str, Any] = {
        "trial": ROWAN.trial,
        "arms": ROWAN.arms,
        "arm_id": "ket",
        "against_id": "mdz",
        "cohort": Cohort(baseline_mean=33, baseline_sd=5, weight_kg=70),
        "measure": "MADRS",
        "outcome": Outcome.CHANGE,
        "at_h": 168.0,
        "visits_h": (24.0, 72.0, 168.0),
        "ns": (10, 20),
        "dropout_per_week": (0.0, 0.0),
        "analysis_set": AnalysisSet.ITT,
        "test": Comparison.T,
        "alpha": 0.05,
        "seed": 7,
        "calibration_sha256": frozen().sha256,
    }
    return Design(**(usual | changes))


def relapse(**changes: Any) -> Design:
    """Relapse of who had responded a day after the dose, up to four weeks."""
    return design(
        **{
            "outcome": Outcome.RELAPSE,
            "test": Comparison.LOGRANK,
            "visits_h": (24.0, 168.0, 336.0, 672.0),
            "at_h": 672.0,
            "rated_h": 24.0,
        }
        | changes
    )


def twins() -> tuple[Arm, ...]:
    """Rowan with its ketamine arm twice: nothing differs between `ket` and `twin`."""
    return (*ROWAN.arms, replace(KET, arm_id="twin"))
