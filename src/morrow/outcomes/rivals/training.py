"""What both rivals learn from: observations on their common scale, with their columns."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from morrow.outcomes.common_scale import (
    CHANGE,
    DAYS,
    DIFFERENCE,
    Baseline,
    Placed,
    Way,
    group_of,
    place,
    way_back,
)
from morrow.outcomes.fallbacks import WIDER_WITHOUT_CROSSWALK
from morrow.outcomes.measures import one_name
from morrow.outcomes.predicting import Answer, Prediction, Unanswerable
from morrow.outcomes.rivals.columns import Columns, columns, sign
from morrow.outcomes.standard_errors import shrunk_share
from morrow.outcomes.trials import Observation, Question, Statistic

STUDIES_MIN = 3  # fewer give no idea how far studies lie apart


@dataclass(frozen=True, slots=True)
class Sample:
    """One observation as a rival sees it."""

    columns: Columns
    y: float
    variance: float
    weight: float
    study: str


@dataclass(frozen=True, slots=True)
class Training:
    """Samples by group, and what is typical of the trials that they come from."""

    samples: Mapping[str, tuple[Sample, ...]]
    baseline: Baseline
    patients: float  # few, for an arm that does not say how many it has
    unit_variance: Mapping[str, float]  # of one patient, on the common scale


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a rival expects on the common scale: value, variance without sampling, t quantile."""

    y: float
    variance: float
    quantile: float
    widen: float = 1.0
    why: str = ""

    def of_another_disorder(self) -> "Estimate":
        """The same, for a disorder that none of the studies is of."""
        factor = float(WIDER_WITHOUT_CROSSWALK.value)
        return replace(self, widen=factor, why="no study of this disorder: taken from others")


def learn(observations: Sequence[Observation]) -> Training:
    """Everything that a rival takes from observations.  Raises ValueError without a baseline."""
    baseline = _typical_baseline(observations)
    samples: defaultdict[str, list[Sample]] = defaultdict(list)
    unit: defaultdict[str, list[float]] = defaultdict(list)
    for each in [*observations, *derived_differences(observations)]:
        placed, seen = place(each, baseline), columns(each.question)
        if isinstance(placed, Placed) and isinstance(seen, Columns):
            y = placed.y * sign(each.question)
            samples[placed.group].append(Sample(seen, y, placed.variance, each.weight, each.study))
            unit[placed.group].append(placed.variance * each.n)
    return Training(
        samples={group: tuple(found) for group, found in samples.items()},
        baseline=baseline,
        patients=float(np.quantile([each.n for each in observations], 0.25)),
        unit_variance={group: float(np.median(found)) for group, found in unit.items()},
    )


def derived_differences(observations: Sequence[Observation]) -> Iterator[Observation]:
    """Differences of two printed changes, where the paper prints no difference itself."""
    printed = {_slot(each) for each in observations if group_of(each.question) == DIFFERENCE}
    arms = {(_slot(e), e.ask.statistic): e for e in observations if group_of(e.question) == CHANGE}
    for (slot, statistic), each in arms.items():
        control = _control_of(each)
        if slot in printed or control is None:
            continue
        other = arms.get(((slot[0], control, *slot[2:]), statistic))
        if other is not None and not math.isnan(_change(each) - _change(other)):
            yield _difference(each, other)


def answer(question: Question, training: Training, estimate: Estimate) -> Answer:
    """An estimate as the asked number, with the interval of what a trial of this size prints."""
    way = way_back(question, training.baseline)
    if isinstance(way, Unanswerable):
        return way
    y = estimate.y * sign(question)
    spread = estimate.variance + _sampling(question, y, training, way) + way.extra * y * y
    half = estimate.quantile * math.sqrt(spread) * max(way.widen, estimate.widen)
    return Prediction(
        value=way.back(y),
        low80=way.back(y - half),
        high80=way.back(y + half),
        unit=way.unit,
        why="; ".join(filter(None, [way.why, estimate.why, *_unknown(question)])),
    )


def refuse_start_state(question: Question) -> Unanswerable | None:
    """Rivals know patients who begin depressed; of others they know relapse alone."""
    if not question.arm.starts_well or group_of(question) in {DAYS, Statistic.RELAPSE_PCT.value}:
        return None
    return Unanswerable("the arm begins with responders, of whom no such number was seen")


def study_count(samples: Sequence[Sample]) -> int:
    return len({sample.study for sample in samples})


def _sampling(question: Question, y: float, training: Training, way: Way) -> float:
    """The sampling variance of the number on the common scale, by the size of the trial."""
    arms = [question.arm] if way.group != DIFFERENCE else [question.arm, question.comparator]
    n = sum((arm.n if arm and arm.n else training.patients) for arm in arms)
    if way.group in {Statistic.RELAPSE_PCT.value, DAYS} and not question.arm.starts_well:
        n /= 2  # those who had responded
    if question.ask.statistic.is_percentage:
        share = shrunk_share(100 / (1 + math.exp(-y)), n)
        return 1 / ((n + 2) * share * (1 - share))
    return training.unit_variance[way.group] / n


def _unknown(question: Question) -> Iterator[str]:
    if question.arm.n is None:
        yield "n is not given"
    if any(dose.time_h is None for dose in question.arm.doses):
        yield "the times of the doses are not given"
    if question.trial.blinding is None:
        yield "the blinding is not given"


def _typical_baseline(observations: Sequence[Observation]) -> Baseline:
    """Over studies, the MADRS at the start of their arms."""
    by_study: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for each in observations:
        for arm in each.question.arms:
            if arm.baseline_mean and one_name(arm.baseline_measure or "") == "MADRS":
                by_study[each.study][arm.arm_id] = arm.baseline_mean
    means = [float(np.mean(list(arms.values()))) for arms in by_study.values()]
    if len(means) < 2:
        raise ValueError(f"{len(means)} studies with a MADRS baseline: too few for a typical one")
    return Baseline(mean=float(np.mean(means)), sd=float(np.std(means, ddof=1)))


def _slot(each: Observation) -> tuple[str, str, float | None, str]:
    ask = each.ask
    return ask.trial_id, ask.arm_id, ask.time_h, one_name(ask.measure)


def _control_of(each: Observation) -> str | None:
    """The one control arm with the same dose times, and of the same subgroup (`arm-women`)."""
    arm = each.question.arm
    if not arm.is_active:
        return None
    alike = [
        other.arm_id
        for other in each.question.arms
        if not other.is_active
        and [dose.time_h for dose in other.doses] == [dose.time_h for dose in arm.doses]
        and other.arm_id.partition("-")[2] == arm.arm_id.partition("-")[2]
    ]
    return alike[0] if len(alike) == 1 else None


def _difference(each: Observation, other: Observation) -> Observation:
    ask = replace(
        each.ask,
        statistic=Statistic.DIFF_VS_CONTROL,
        comparator_arm=other.ask.arm_id,
    )
    return replace(
        each,
        question=replace(each.question, ask=ask),
        value=_change(each) - _change(other),
        se=math.hypot(each.se, other.se),
        n=each.n + other.n,
        weight=min(each.weight, other.weight),
    )


def _change(each: Observation) -> float:
    """The change of an arm; NaN of a mean whose baseline is not given."""
    if each.ask.statistic is Statistic.MEAN_CHANGE:
        return each.value
    start = each.question.arm.baseline_mean
    return each.value - (math.nan if start is None else start)
