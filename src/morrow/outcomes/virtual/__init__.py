"""Virtual trials: a design, simulated many times by the calibrated model, and its power.

`Design` says what is compared, `faults` what is wrong with one, `run` simulates it on any executor,
`powers` and `assumptions` say what was found and what it hangs on.
"""

from morrow.outcomes.virtual.checking import faults
from morrow.outcomes.virtual.design import (
    TESTS,
    Cohort,
    Comparison,
    Design,
    Outcome,
    described,
    design_sha256,
    usual_baseline,
    usual_rating,
)
from morrow.outcomes.virtual.kept import Kept, Unfit
from morrow.outcomes.virtual.means import OtherCalibration
from morrow.outcomes.virtual.report import Power, assumptions, below_zero, powers
from morrow.outcomes.virtual.running import run, usual_chunk
from morrow.outcomes.virtual.tally import Tally

__all__ = (
    "TESTS",
    "Cohort",
    "Comparison",
    "Design",
    "Kept",
    "OtherCalibration",
    "Outcome",
    "Power",
    "Tally",
    "Unfit",
    "assumptions",
    "below_zero",
    "described",
    "design_sha256",
    "faults",
    "powers",
    "run",
    "usual_baseline",
    "usual_chunk",
    "usual_rating",
)
