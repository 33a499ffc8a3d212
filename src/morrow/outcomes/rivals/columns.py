"""What a rival knows of a question: no dose, no drug level, only how the trial was made."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from morrow.outcomes.common_scale import DIFFERENCE, group_of
from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.predicting import Unanswerable
from morrow.outcomes.trials import Arm, Blinding, Drug, Question


class Band(StrEnum):
    """Time since the first dose."""

    DAY = "up to 1 d"
    WEEK = "2-7 d"
    LATER = "over 7 d"


DAY_H: Final = 24.0
WEEK_H: Final = 168.0

INERT: Final = "saline"  # and a placebo of unsaid form
NO_CONTROL: Final = "none"
_CONTROLS: Final = {
    Drug.SALINE: INERT,
    Drug.PLACEBO: INERT,
    Drug.MIDAZOLAM: "midazolam",
    Drug.PLACEBO_SPRAY: "placebo spray",
    Drug.ECT: "other treatment",
    Drug.OTHER: "other treatment",
    Drug.NONE: "no treatment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a question; None is unknown."""

    symptom: Domain
    active: bool
    control: str
    repeated: bool | None
    band: Band | None
    is_open: bool | None


def columns(question: Question) -> Columns | Unanswerable:
    """What a rival sees; Unanswerable where it cannot tell what it is asked."""
    arm, comparator = question.arm, question.comparator
    if arm.drug is None:
        return Unanswerable(f"the drug of arm {arm.arm_id} is not given")
    is_difference = group_of(question) == DIFFERENCE
    if is_difference and comparator is None:
        return Unanswerable("diff_vs_control needs a comparator_arm")
    if is_difference and comparator and comparator.is_active == arm.is_active:
        return Unanswerable("it compares two arms that only a dose tells apart")
    hours = question.arm_hours
    if hours == 0:
        return Unanswerable("hour 0 is the baseline, which is given and not predicted")
    blinding = question.trial.blinding
    return Columns(
        symptom=domain(question.ask.measure),
        active=arm.is_active or is_difference,
        control=_control(question),
        repeated=_repeated(arm, hours),
        band=None if hours is None else _band(hours),
        is_open=None if blinding is None else blinding is Blinding.OPEN,
    )


def sign(question: Question) -> float:
    """-1 for a difference that is asked from the side of the control."""
    return -1.0 if group_of(question) == DIFFERENCE and not question.arm.is_active else 1.0


def _control(question: Question) -> str:
    """The kind of the arm itself where it is a control, else of the control of its trial."""
    control = question.control if question.arm.is_active else question.arm
    drug = None if control is None else control.drug
    return NO_CONTROL if drug is None else _CONTROLS[drug]


def _repeated(arm: Arm, hours: float | None) -> bool | None:
    """Whether more than one dose was given before the asked time (or at all, if none is asked)."""
    times = [dose.time_h for dose in arm.doses]
    if None in times:
        return None
    given = [time for time in times if time is not None and (hours is None or time < hours)]
    return len(given) > 1


def _band(hours: float) -> Band:
    if hours <= DAY_H:
        return Band.DAY
    return Band.WEEK if hours <= WEEK_H else Band.LATER
