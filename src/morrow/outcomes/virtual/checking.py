"""What is wrong with a design: sentences, all at once, before anything is simulated."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from morrow.outcomes.measures import Domain, domain, untold
from morrow.outcomes.mood.points import WEIGHTS_KG
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.virtual.design import TESTS, Design, Outcome
from morrow.outcomes.virtual.means import found_points

N_MIN: Final = 2
N_MAX: Final = 5_000
SIZES_MAX: Final = 50
VISITS_MAX: Final = 60
BASELINE_SD_MAX: Final = 1 / 3  # of the mean: normal baselines then hardly reach 0


def faults(design: Design) -> list[str]:
    """Every fault of a design; none if it can be simulated."""
    found = [*_arms(design), *_numbers(design), *_times(design), *_cohort(design)]
    found += [*_endpoint(design)]
    if not found:
        points = found_points(design)
        if isinstance(points, Unanswerable):
            found.append(f"the model cannot tell this trial: {points.why}")
    return found


def _arms(design: Design) -> Iterator[str]:
    if design.arm_id == design.against_id:
        yield f"arm {design.arm_id!r} would be compared with itself; copy its row for a null trial"
    first, second = design.compared
    if first.starts_well != second.starts_well:
        yield "one arm begins with patients who have responded, the other does not"
    elif first.starts_well and design.outcome is not Outcome.RELAPSE:
        yield f"of who has responded already the model tells relapse, not {design.outcome}"


def _numbers(design: Design) -> Iterator[str]:
    if not design.ns:
        yield "no number of patients per arm is given"
    for n in design.ns:
        if not N_MIN <= n <= N_MAX:
            yield f"{n} patients per arm: from {N_MIN} to {N_MAX:,} can be compared"
    if len(design.ns) > SIZES_MAX:
        yield f"{len(design.ns)} sizes; at most {SIZES_MAX}"
    if any(later <= n for n, later in pairwise(design.ns)):
        yield "the numbers of patients must ascend"
    if not 0 < design.alpha < 1:
        yield f"alpha {design.alpha:g} lies outside 0 to 1: a usual one is 0.05"
    for arm_id, rate in zip(
        (design.arm_id, design.against_id), design.dropout_per_week, strict=True
    ):
        if rate < 0:
            yield f"the dropout of arm {arm_id!r} is {rate:g} a week: a hazard is 0 or more"
    if design.seed < 0:
        yield f"seed {design.seed}: a whole number from 0"


def _times(design: Design) -> Iterator[str]:
    visits = design.visits_h
    if not visits:
        yield "no visit is given"
    if len(visits) > VISITS_MAX:
        yield f"{len(visits)} visits; at most {VISITS_MAX}"
    if any(later <= earlier for earlier, later in pairwise(visits)):
        yield "the visits must ascend"
    doses = [(arm.arm_id, arm.doses[0].time_h or 0.0) for arm in design.compared if arm.doses]
    for hour in visits:
        for arm_id, start in doses:
            if hour <= start:
                yield f"visit at {hour:g} h: not after the first dose of arm {arm_id!r} at {start:g} h"
    if design.at_h not in visits:
        yield f"the endpoint at {design.at_h:g} h is not at a visit"


def _cohort(design: Design) -> Iterator[str]:
    cohort = design.cohort
    if cohort.baseline_mean <= 0 or cohort.baseline_sd < 0:
        yield "a baseline has a mean above 0 and an SD of 0 or more"
    elif cohort.baseline_sd > BASELINE_SD_MAX * cohort.baseline_mean:
        yield (
            f"baseline {cohort.baseline_mean:g}, SD {cohort.baseline_sd:g}: an SD over a third of "
            "the mean would draw baselines below 0"
        )
    low, high = WEIGHTS_KG
    if not low <= cohort.weight_kg <= high:
        yield f"a mean weight of {cohort.weight_kg:g} kg lies outside {low:g} to {high:g} kg"
    if cohort.weight_sd < 0:
        yield f"a weight's SD of {cohort.weight_sd:g} kg: 0 or more"
    if cohort.age is not None and cohort.age <= 0:
        yield f"age {cohort.age:g}: above 0"


def _endpoint(design: Design) -> Iterator[str]:
    if why := untold(design.measure):
        yield why
    if domain(design.measure) is Domain.ACUTE:
        yield f"{design.measure} is an acute effect: virtual trials are of mood"
    if design.test not in TESTS[design.outcome]:
        right = " or ".join(TESTS[design.outcome])
        yield f"test {design.test} does not compare {design.outcome}: {right} does"
    yield from _definition(design)
    if design.outcome is Outcome.RELAPSE:
        yield from _rating(design)
    elif design.rated_h is not None:
        yield f"a time at which responders are rated belongs to relapse, not to {design.outcome}"


def _definition(design: Design) -> Iterator[str]:
    definition = design.definition
    if definition is None:
        return
    match design.outcome:
        case Outcome.CHANGE:
            yield "a change has no definition"
        case Outcome.RESPONSE if not definition.is_percent or definition.sign != ">=":
            yield "a response is a fall by a share, such as >=50%"
        case Outcome.REMISSION if definition.is_percent or not definition.sign.startswith("<"):
            yield "remission is a score, such as <=10"
        case Outcome.RELAPSE if definition.is_percent != definition.sign.startswith("<"):
            yield "a relapse is a score such as >=22, or a share lost such as <50%"
        case Outcome.RESPONSE | Outcome.REMISSION if definition.twice:
            yield f"{design.outcome} is read at one visit, not twice"


def _rating(design: Design) -> Iterator[str]:
    if design.rated_h is None:
        yield "no visit lies a day after the last dose: say when responders are rated"
    elif design.rated_h not in design.times_h:
        yield f"responders rated at {design.rated_h:g} h: not at a visit"
    elif design.rated_h >= design.at_h:
        yield f"responders rated at {design.rated_h:g} h: not before the endpoint"
