"""Response, remission and meaningful change: each cut-off on both sides, and its baseline."""

import pytest

from morrow.care.scales import ALL, HAMD17, MADRS, PHQ9, QIDS_SR16, WHO5, YBOCS, Kind, Rule, Scale
from morrow.evidence import Incomplete, Status

each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
BY_TABLE = {
    "PHQ-9": "response 50 %; remission <=4; change 6, 3, 6, 5",
    "GAD-7": "response 50 %; remission <=4; change 4",
    "QIDS-SR16": "response 50 %; remission <=5; change 28.5 %, 3",
    "MADRS": "response 50 %; remission <=10, <=10, <=9, <=12; change 6, 12, 10",
    "HAM-D17": "response 50 %; remission <=7; change 3, 4",
    "YMRS": "response ; remission <=12; change ",
    "PCL-5": "response 5; remission ; change 10, 15",
    "Y-BOCS": "response 35 %; remission <=12; change ",
    "WHO-5": "response ; remission ; change 2.5 up",
}


def in_words(one: Scale) -> str:
    marks = {
        Rule.FALL_PERCENT: "{} %",
        Rule.TOTAL_AT_MOST: "<={}",
        Rule.FALL_POINTS: "{}",
        Rule.RISE_POINTS: "{} up",
    }
    kinds = (
        ("response", one.outcome.response),
        ("remission", one.outcome.remission),
        ("change", one.outcome.meaningful_change),
    )
    return "; ".join(
        f"{name} {', '.join(marks[each.rule].format(each.cut_off) for each in definitions)}"
        for name, definitions in kinds
    )


@each
def test_a_scale_has_the_definitions_of_the_table_and_no_other(one: Scale) -> None:
    """By hand from the scoring table; WHO-5's 10 of 100 is 2.5 raw points."""
    assert in_words(one) == BY_TABLE.get(one.key, "response ; remission ; change ")


@each
def test_definitions_of_one_kind_are_told_apart_by_name(one: Scale) -> None:
    named = [(kind, definition.name) for kind, definition in one.outcome.definitions]
    assert len(set(named)) == len(named)


@each
def test_every_cut_off_on_both_sides(one: Scale) -> None:
    """A baseline of 20 points, or as much as the scale has; percentages as whole points of 40."""
    for _, definition in one.outcome.definitions:
        if definition.rule is Rule.TOTAL_AT_MOST:
            last = int(definition.cut_off)
            assert definition.met(total=last, baseline=None) is True
            assert definition.met(total=last + 1, baseline=None) is False
        elif definition.rule is Rule.FALL_PERCENT:
            at = {50: 20, 35: 26}.get(int(definition.cut_off), 28)  # 28.5 % of 40 is 11.4
            assert definition.met(total=at, baseline=40) is True
            assert definition.met(total=at + 1, baseline=40) is False
        elif definition.rule is Rule.FALL_POINTS:
            fall = int(definition.cut_off)
            assert definition.met(total=20 - fall, baseline=20) is True
            assert definition.met(total=21 - fall, baseline=20) is False
        else:
            assert definition.met(total=13, baseline=10) is True  # 12 of 100
            assert definition.met(total=12, baseline=10) is False  # 8 of 100


@pytest.mark.parametrize("one", [PHQ9, QIDS_SR16, HAMD17, YBOCS, WHO5], ids=lambda one: one.key)
def test_without_a_baseline_a_change_is_unknown_and_not_absent(one: Scale) -> None:
    for verdict in one.outcome.verdicts(total=3, baseline=None):
        if verdict.definition.rule is not Rule.TOTAL_AT_MOST:
            assert verdict.met == Incomplete(("baseline",))


def test_a_share_of_a_baseline_of_nothing_is_unknown() -> None:
    response = PHQ9.outcome.response[0]
    assert response.met(total=0, baseline=0) == Incomplete(("baseline above 0",))


@pytest.mark.parametrize(
    ("total", "met"),
    [
        (9, [True, True, True, True]),
        (10, [True, True, False, True]),
        (11, [False, False, False, True]),
        (12, [False, False, False, True]),
        (13, [False, False, False, False]),
    ],
)
def test_remission_on_the_madrs_is_answered_by_every_definition(
    total: int, met: list[bool]
) -> None:
    """KADS and KetECT 10 or less, Hawley under 10, esketamine trials 12 or less."""
    verdicts = MADRS.outcome.verdicts(total=total, baseline=30)
    remission = [verdict for verdict in verdicts if verdict.kind is Kind.REMISSION]
    assert [verdict.met for verdict in remission] == met
    assert all(str(verdict.definition.cut_off) in {"10", "9", "12"} for verdict in remission)


def test_what_was_not_read_says_so() -> None:
    unsure = {
        (one.key, definition.name)
        for one in ALL
        for _, definition in one.outcome.definitions
        if definition.source.status is not Status.SEEN
    }
    assert unsure == {
        ("PHQ-9", "general care"),
        ("GAD-7", "fall by 50 %"),
        ("GAD-7", "under 5"),
        ("QIDS-SR16", "fall by 28.5 %"),
        ("QIDS-SR16", "3 points"),
        ("HAM-D17", "3 points, the lower end of what is given"),
        ("HAM-D17", "4 points, the upper end of what is given"),
        ("YMRS", "12 or less"),
        ("PCL-5", "15 points (newer work)"),
        ("Y-BOCS", "12 or less"),
    }
