"""The C-SSRS screener: skip rule, triage, and that a risk never waits for the last item."""

from itertools import product

import pytest

from morrow.care.scales import CSSRS_RECENT, CSSRS_SINCE_CONTACT, Score, Triage, triage
from morrow.evidence import Incomplete

Y, N = True, False


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ((N, N, None, None, None, N), "none"),
        ((Y, N, None, None, None, N), "low"),
        ((N, Y, N, N, N, N), "low"),
        ((Y, Y, Y, N, N, N), "moderate"),
        ((Y, Y, N, Y, N, N), "high"),
        ((Y, Y, Y, N, Y, N), "high"),
        ((N, N, None, None, None, Y), "high"),
        ((None,) * 6, "incomplete"),
        ((N, N, None, None, None, None), "incomplete"),
        ((N, Y, None, None, None, N), "incomplete"),  # 2 yes: 3 to 5 are to be asked
        ((N, None, None, None, None, N), "incomplete"),
        ((None, None, None, None, None, Y), "high"),  # grave whatever is missing
        ((None, Y, None, Y, None, None), "high"),
    ],
)
def test_triage_since_last_contact(answers: tuple[bool | None, ...], level: str) -> None:
    assert triage(answers) == level


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ((0, 0, None, None, None, 0, None), "none"),
        ((1, 0, None, None, None, 0, None), "low"),
        ((1, 1, 1, 0, 0, 0, None), "moderate"),
        ((1, 1, 0, 1, 0, 0, None), "high"),
        ((0, 0, None, None, None, 1, 0), "moderate"),  # behaviour, more than three months ago
        ((0, 0, None, None, None, 1, 1), "high"),
        ((1, 1, 0, 0, 1, 1, 0), "high"),
    ],
)
def test_triage_of_the_lifetime_and_recent_form(values: tuple[int | None, ...], level: str) -> None:
    answer = CSSRS_RECENT.score(values)
    assert isinstance(answer, Score)
    assert (answer.band, answer.total) == (level, None)


def test_behaviour_whose_time_was_not_asked_is_incomplete_and_already_high() -> None:
    values = (0, 0, None, None, None, 1, None)
    answer = CSSRS_RECENT.score(values)
    assert isinstance(answer, Incomplete)
    assert answer.missing == ("q6_recent",)
    assert CSSRS_RECENT.at_least(CSSRS_RECENT.read(values)) == Triage.HIGH


def test_a_further_answer_never_lowers_the_level_so_far() -> None:
    """Over all 3^6 states of the form: answering one more item keeps or raises what was known."""
    ranks = {Triage.NONE: 0, Triage.LOW: 1, Triage.MODERATE: 2, Triage.HIGH: 3}
    for values in product((None, 0, 1), repeat=6):
        before = CSSRS_SINCE_CONTACT.at_least(CSSRS_SINCE_CONTACT.read(values))
        for index, value in enumerate(values):
            if value is not None:
                continue
            for answer in (0, 1):
                more = [*values]
                more[index] = answer
                after = CSSRS_SINCE_CONTACT.at_least(CSSRS_SINCE_CONTACT.read(more))
                assert ranks[Triage(after)] >= ranks[Triage(before)]


def test_every_yes_to_four_five_or_six_is_high_in_every_state_of_the_form() -> None:
    for answers in product((None, N, Y), repeat=6):
        if Y in answers[3:]:
            assert triage(answers) is Triage.HIGH
