"""What a question asks that the model cannot tell, and what it says that the model has no term for.

Of what the model has no term for, some widens the interval (`widening`) and some is only said
(`said`): a mean age within adult years and the set that was analysed differ among the numbers that
the spread between trials was fitted to, so it holds them already.
"""

from collections.abc import Iterator
from typing import Final

from morrow.outcomes.measures import HIGHEST, Domain, domain, loosely_named, one_name, untold
from morrow.outcomes.mood.relapse import ASKED, asked_day
from morrow.outcomes.mood.relapse_answer import LONGEST_D
from morrow.outcomes.trials import Arm, Drug, Question, Statistic

ADULT_Y: Final = 18.0  # every trial of the set treated adults
ELDERLY_Y: Final = 65.0  # from which the set has no mean age (proposed)
SCORED_H: Final = 2664.0  # the latest score of the set: 111 days, of a clinic's series (seen)
LATEST_H: Final = 365 * 24.0  # a score later than a year is not told (proposed)
ACUTE_H: Final = 24.0  # an acute effect is told of the day of a dose (proposed)
_AWAKE: Final = {"", "none", "no"}


def arms(question: Question) -> tuple[Arm, ...]:
    """The arms that an answer is about."""
    other = question.comparator
    is_read = question.ask.statistic is Statistic.DIFF_VS_CONTROL and other is not None
    return (question.arm, other) if is_read and other else (question.arm,)


def refusal(question: Question) -> str:
    """Why a question has no answer here, or nothing."""
    return next(_refusals(question), "")


def widening(question: Question) -> Iterator[str]:
    """What the model has no term for, or reads loosely, and what makes it less sure."""
    if loose := loosely_named(question.ask.measure):
        yield loose
    for arm in arms(question):
        if _asleep(arm):
            yield f"arm {arm.arm_id} is under anaesthesia, for which there is no term"
        if arm.mean_age is not None and arm.mean_age >= ELDERLY_Y:
            yield f"a mean age of {arm.mean_age:g} lies above the set's, and age has no term"
    hours = question.arm_hours
    if _is_score(question) and hours is not None and hours > SCORED_H:
        yield f"later than any score of the set was taken ({SCORED_H / 24:.0f} days)"


def said(question: Question) -> Iterator[str]:
    """What was read and changes nothing."""
    if any(arm.mean_age is not None and arm.mean_age < ELDERLY_Y for arm in arms(question)):
        yield "age has no term"
    if question.ask.analysis_set is not None:
        yield "itt and completers are not told apart"
    if question.ask.statistic in ASKED and question.comparator is not None:
        yield "relapse is that of the arm alone: the comparator_arm changes nothing"


def _refusals(question: Question) -> Iterator[str]:
    measure = question.ask.measure
    if why := untold(measure):
        yield why
    for arm in arms(question):
        yield from _of_arm(arm)
    if domain(measure) is Domain.ACUTE:
        yield from _of_acute(question)
    elif question.ask.statistic in ASKED:
        yield from _of_relapse(question)
    elif question.arm_hours is not None and question.arm_hours > LATEST_H:
        yield f"a score later than {LATEST_H / 24:.0f} days is not told: the set has none so late"


def _of_arm(arm: Arm) -> Iterator[str]:
    if arm.mean_age is not None and arm.mean_age < ADULT_Y:
        yield f"arm {arm.arm_id} has a mean age of {arm.mean_age:g}: the model is of adults"
    scale = one_name(arm.baseline_measure or "")
    highest = HIGHEST.get(scale)
    if highest is not None and arm.baseline_mean is not None and arm.baseline_mean > highest:
        yield f"arm {arm.arm_id}: {scale} goes to {highest}, and {arm.baseline_mean:g} is above it"


def _of_acute(question: Question) -> Iterator[str]:
    measure = one_name(question.ask.measure)
    for arm in arms(question):
        if arm.drug in {Drug.ECT, Drug.OTHER}:
            yield f"what {arm.drug} does to {measure} is not known here: arm {arm.arm_id}"
        if measure == "CADSS" and _asleep(arm):
            yield f"arm {arm.arm_id} is under anaesthesia: dissociation is not told"
    hours = question.arm_hours
    if hours is None:
        return
    times = [dose.time_h or 0.0 for dose in question.arm.doses]
    since = hours - max((time for time in times if time <= hours), default=0.0)
    if since > ACUTE_H:
        yield f"{measure} is told within {ACUTE_H:g} h of a dose, not {since:g} h after one"


def _of_relapse(question: Question) -> Iterator[str]:
    if domain(question.ask.measure) is Domain.SUICIDALITY:
        yield "no suicide risk is ever forecast: relapse is not told of suicidal thoughts"
    day = asked_day(question)
    if question.ask.statistic is Statistic.RELAPSE_PCT and day is not None and day > LONGEST_D:
        yield f"relapse later than {LONGEST_D} days is not told"


def _asleep(arm: Arm) -> bool:
    return (arm.anaesthesia or "").casefold() not in _AWAKE


def _is_score(question: Question) -> bool:
    is_acute = domain(question.ask.measure) is Domain.ACUTE
    return not is_acute and question.ask.statistic not in ASKED
