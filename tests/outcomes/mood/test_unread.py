"""What is refused, and what is said: each limit on both sides."""

from dataclasses import replace

import pytest

from morrow.outcomes.measures import HIGHEST, Domain, domain, one_name, untold
from morrow.outcomes.mood import unread
from morrow.outcomes.predicting import Prediction
from morrow.outcomes.trials import Question, StartState, Statistic
from tests.outcomes.mood.ask import answered, ask, predicted, with_arm

RELAPSE = with_arm(ask(Statistic.RELAPSE_PCT), start_state=StartState.RESPONDER)


def later(question: Question, hours: float) -> Question:
    return replace(question, ask=replace(question.ask, time_h=hours))


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        (with_arm(ask(), mean_age=18.0), with_arm(ask(), mean_age=17.9)),
        (with_arm(ask(), baseline_mean=60.0), with_arm(ask(), baseline_mean=60.1)),
        (later(ask(), 8760.0), later(ask(), 8760.1)),
        (later(RELAPSE, 730 * 24.0), later(RELAPSE, 730 * 24.1)),
        (later(ask(measure="SBP"), 24.0), later(ask(measure="SBP"), 24.1)),
        (ask(measure="CADSS"), with_arm(ask(measure="CADSS"), anaesthesia="propofol")),
        (with_arm(ask(measure="CADSS"), anaesthesia="none"), ask(measure="BPRS")),
    ],
)
def test_beyond_a_limit_there_is_no_answer(within: Question, beyond: Question) -> None:
    assert isinstance(answered(within), Prediction)
    assert unread.refusal(beyond)
    assert not isinstance(answered(beyond), Prediction)


@pytest.mark.parametrize(
    ("known", "farther", "said"),
    [
        (later(ask(), 2664.0), later(ask(), 2665.0), "later than any score"),
        (later(RELAPSE, 6552.0), later(RELAPSE, 6576.0), "later than any relapse"),
        (with_arm(ask(), mean_age=64.0), with_arm(ask(), mean_age=65.0), "age has no term"),
        (ask(), with_arm(ask(), anaesthesia="propofol"), "anaesthesia"),
        (ask(), with_arm(ask(), baseline_measure="PHQ9", baseline_mean=20.0), "is read as MADRS"),
    ],
)
def test_what_lies_beyond_the_set_is_said_and_widens(
    known: Question, farther: Question, said: str
) -> None:
    less, more = predicted(known), predicted(farther)
    assert said in more.why
    widths = [(each.high80 - each.low80) / abs(each.value) for each in (less, more)]
    assert widths[1] > widths[0]


def test_relapse_on_another_disorders_scale_is_wider_and_says_so() -> None:
    there = replace(RELAPSE, ask=replace(RELAPSE.ask, measure="CAPS5"))
    own, other = predicted(RELAPSE), predicted(there)
    assert other.why == own.why.replace(
        "age has no term", "CAPS5 is no depression scale that is known here; age has no term"
    )
    assert other.high80 - other.low80 > own.high80 - own.low80


@pytest.mark.parametrize("measure", HIGHEST)
def test_every_scale_with_a_top_is_known_by_its_one_name(measure: str) -> None:
    assert one_name(measure) == measure
    assert domain(measure) is not Domain.OTHER
    assert untold(measure) == ""
