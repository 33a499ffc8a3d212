"""The design of a virtual trial: two arms, a cohort, visits, an endpoint, and how they are compared.

All times are hours on the clock of the arms' doses.  A design is a value: it can be sent to another
process, and its `described` form is what a run echoes, keeps and compares with another.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

import morrow
from morrow.outcomes.mood.expected import (
    REMISSION_SHARE,
    RESPONSE_SHARE,
    remission_below,
    scale_of,
)
from morrow.outcomes.mood.relapse import RATED_AFTER_H
from morrow.outcomes.trials import (
    AnalysisSet,
    Arm,
    Ask,
    Definition,
    Question,
    StartState,
    Statistic,
    Trial,
)


class Outcome(StrEnum):
    """What is compared."""

    CHANGE = "change"
    RESPONSE = "response"
    REMISSION = "remission"
    RELAPSE = "relapse"


class Comparison(StrEnum):
    """How it is compared; two-sided."""

    T = "t"
    WELCH = "welch"
    FISHER = "fisher"
    CHI2 = "chi2"
    LOGRANK = "logrank"


TESTS: Final[Mapping[Outcome, tuple[Comparison, ...]]] = {
    Outcome.CHANGE: (Comparison.T, Comparison.WELCH),
    Outcome.RESPONSE: (Comparison.FISHER, Comparison.CHI2),
    Outcome.REMISSION: (Comparison.FISHER, Comparison.CHI2),
    Outcome.RELAPSE: (Comparison.LOGRANK,),
}
"""The tests of each outcome; the first is the usual one."""

STATISTICS: Final[Mapping[Outcome, Statistic]] = {
    Outcome.CHANGE: Statistic.MEAN_CHANGE,
    Outcome.RESPONSE: Statistic.RESPONSE_PCT,
    Outcome.REMISSION: Statistic.REMISSION_PCT,
    Outcome.RELAPSE: Statistic.RELAPSE_PCT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Who is randomised, to either arm alike.  Age is recorded: the model has no term for it."""

    baseline_mean: float
    baseline_sd: float
    weight_kg: float
    weight_sd: float = 0.0
    age: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A trial to be simulated.  `checking.faults` says what is wrong with one."""

    trial: Trial
    arms: tuple[Arm, ...]  # every arm of the trial's table: they tell what kind of control it has
    arm_id: str
    against_id: str
    cohort: Cohort
    measure: str
    outcome: Outcome
    at_h: float
    visits_h: tuple[float, ...]
    ns: tuple[int, ...]  # patients per arm, each a trial of its own size
    dropout_per_week: tuple[float, float]  # constant hazard: of the arm, of the one it is against
    analysis_set: AnalysisSet
    test: Comparison
    alpha: float
    seed: int
    definition: Definition | None = None
    rated_h: float | None = None  # when responders are rated; of relapse only
    uncertain: bool = True  # parameters and trial effects drawn for every trial, or all held
    calibration_sha256: str

    @property
    def compared(self) -> tuple[Arm, Arm]:
        """The arm and the one it is against, at the cohort's mean weight."""
        by_id = {arm.arm_id: arm for arm in self.arms}
        first, second = by_id[self.arm_id], by_id[self.against_id]
        kg = self.cohort.weight_kg
        return replace(first, mean_weight_kg=kg), replace(second, mean_weight_kg=kg)

    @property
    def starts_well(self) -> bool:
        """Whether both arms begin with patients who have responded."""
        return all(arm.starts_well for arm in self.compared)

    @property
    def times_h(self) -> tuple[float, ...]:
        """When patients are rated: the visits, after the start of those who begin well."""
        return (0.0, *self.visits_h) if self.starts_well else self.visits_h

    @property
    def question(self) -> Question:
        """What a prediction would be asked of the same arm, against the same other."""
        return Question(
            trial=self.trial,
            arms=self.arms,
            ask=Ask(
                trial_id=self.trial.trial_id,
                arm_id=self.arm_id,
                time_h=self.at_h,
                measure=self.measure,
                statistic=STATISTICS[self.outcome],
                comparator_arm=self.against_id,
                definition=self.definition,
            ),
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as an event.  Shares are of the symptoms lifted; a score is on the scale."""

    responded: float
    start: float  # of relapse: lifted by at least this when rated
    lost: float  # and relapsed when lifted by less than this
    lost_score: float | None  # or, where it is given, at this score and above
    remitted_score: float | None  # at or below; None: by the share
    remitted_share: float


def limits(design: Design) -> Limits:
    """The limits of a design.  Scores are whole: at most 10 is below 10.5, at least 22 above 21.5."""
    definition = design.definition
    percent = definition.limit / 100 if definition and definition.is_percent else None
    remission = design.outcome is Outcome.REMISSION
    lost = definition if definition and design.outcome is Outcome.RELAPSE else None
    remitted = design.arms and all(
        arm.start_state is StartState.REMITTER for arm in design.compared
    )
    return Limits(
        responded=percent if percent and design.outcome is Outcome.RESPONSE else RESPONSE_SHARE,
        start=REMISSION_SHARE if remitted else RESPONSE_SHARE,
        lost=lost.limit / 100 if lost and lost.is_percent else RESPONSE_SHARE,
        lost_score=lost.limit - 0.5 if lost and not lost.is_percent else None,
        remitted_score=remission_below(design.question) if remission else None,
        remitted_share=REMISSION_SHARE,
    )


def usual_rating(arms: Sequence[Arm], visits_h: Sequence[float]) -> float | None:
    """The first visit a day after the last dose of any of the arms; 0 for who begin well."""
    if all(arm.starts_well for arm in arms):
        return 0.0
    last = max((dose.time_h or 0.0 for arm in arms for dose in arm.doses), default=0.0)
    return next((hour for hour in visits_h if hour >= last + RATED_AFTER_H), None)


def usual_baseline(trial: Trial, arms: Sequence[Arm], measure: str) -> tuple[float, float] | None:
    """Mean and SD of the arms' baselines on a scale; None where the tables do not lead there."""
    scales = []
    for arm in arms:
        ask = Ask(
            trial_id=trial.trial_id,
            arm_id=arm.arm_id,
            time_h=None,
            measure=measure,
            statistic=Statistic.MEAN_CHANGE,
        )
        scales.append(scale_of(Question(trial=trial, arms=tuple(arms), ask=ask), arm))
    given = [each for each in scales if each is not None and each.given]
    if not given:
        return None
    mean = sum(each.mean for each in given) / len(given)
    return mean, (sum(each.sd**2 for each in given) / len(given)) ** 0.5


def described(design: Design) -> dict[str, Any]:
    """A design as plain values: what a run echoes, and by which it is told from another."""
    plain: dict[str, Any] = asdict(design)
    for arm in plain["arms"]:
        del arm["n"]  # `ns` has the sizes
    found: dict[str, Any] = json.loads(json.dumps({"morrow": morrow.__version__, **plain}))
    return found


def design_sha256(design: Design) -> str:
    """The hash of all that a result hangs on, but for the number of simulated trials."""
    text = json.dumps(described(design), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
