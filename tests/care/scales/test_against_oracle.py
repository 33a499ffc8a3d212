"""Every scale against a second scorer that shares no code with it, on random sets of answers."""

import random

import pytest

from morrow.care.scales import (
    ALL,
    CSSRS_RECENT,
    CSSRS_SINCE_CONTACT,
    MOAAS,
    MODIFIED_ALDRETE,
    RASS,
    Scale,
    Score,
    Sex,
    scale,
)
from morrow.evidence import Incomplete
from tests.care.scales import oracle

SETS = 10_000
OBSERVED = (MOAAS, RASS, MODIFIED_ALDRETE, CSSRS_RECENT, CSSRS_SINCE_CONTACT)
each = pytest.mark.parametrize("key", list(oracle.SCORERS))


def random_answers(chance: random.Random, key: str) -> list[int | None]:
    """Two sets in five complete, the others with about one blank in ten; some high, some low."""
    blanks = chance.choice((0.0, 0.0, 0.1, 0.1, 0.1))
    lean = chance.choice((0.0, 0.3, 1.0, 3.0))
    return [
        None if chance.random() < blanks else low + round((high - low) * chance.random() ** lean)
        for low, high in oracle.RANGES[key]
    ]


def test_every_scale_but_those_with_tests_of_their_own_has_a_second_scorer() -> None:
    assert {one.key for one in ALL} == set(oracle.SCORERS) | {one.key for one in OBSERVED}
    assert set(oracle.SCORERS) == set(oracle.RANGES) == set(oracle.SPANS)


@each
def test_the_items_and_the_span_are_those_of_the_table(key: str) -> None:
    one = scale(key)
    assert [(item.low, item.high) for item in one.items] == oracle.RANGES[key]
    assert one.span == oracle.SPANS[key]


@each
def test_both_scorers_agree(key: str) -> None:
    one = scale(key)
    chance = random.Random(f"second scorer of {key}")
    incomplete = 0
    for _ in range(SETS):
        values = random_answers(chance, key)
        incomplete += not agree(one, values)
    assert SETS // 20 < incomplete < SETS * 4 // 5


def agree(one: Scale, values: list[int | None]) -> bool:
    """Whether the set was complete; fails where the two scorers differ."""
    expected = oracle.SCORERS[one.key](values)
    answer = one.score(values)
    assert len(one.raised(one.read(values))) == oracle.flags(one.key, values), values
    if isinstance(answer, Incomplete):
        assert expected is None, values
        numbers = [[item.key for item in one.items].index(key) + 1 for key in answer.missing]
        assert numbers == oracle.missing(one.key, values), values
        return False
    assert expected == (answer.total, dict(answer.subscores), answer.band), values
    assert not oracle.missing(one.key, values)
    return True


@pytest.mark.parametrize("sex", list(Sex))
def test_both_give_the_audit_c_its_band_by_sex(sex: Sex) -> None:
    one = scale("AUDIT-C")
    chance = random.Random("AUDIT-C by sex")
    for _ in range(SETS):
        values = random_answers(chance, one.key)
        answer = one.score(values, sex=sex)
        if isinstance(answer, Score):
            assert answer.total is not None
            assert answer.band == oracle.audit_c_band(answer.total, sex.value), values
