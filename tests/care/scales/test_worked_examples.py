"""Scores worked out by hand where the rule is more than a sum."""

from collections.abc import Sequence
from typing import Final

import pytest

from morrow.care.scales import (
    ALL,
    AUDIT_C,
    BPRS_PLUS,
    BPRS_PLUS_FROM_0,
    CADSS,
    DAST10,
    HAMD17,
    KSET_FOLLOW_UP,
    MADRS,
    MAUDSLEY_STAGING,
    PCL5,
    PHQ9,
    QIDS_SR16,
    WHO5,
    YBOCS,
    AnswerError,
    Scale,
    Score,
    Sex,
)
from morrow.evidence import Incomplete

_: Final = None
Values = Sequence[int | None]


def scored(one: Scale, values: Values, sex: Sex | None = None) -> Score:
    answer = one.score(values, sex=sex)
    assert isinstance(answer, Score)
    return answer


def says(one: Scale, values: Values) -> list[str]:
    return [flag.says for flag in one.raised(one.read(values))]


# items      1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16
@pytest.mark.parametrize(
    ("values", "total", "band"),
    [
        # sleep 3, mood 2, weight 2, 1 + 1 + 0 + 2 + 1, motor 1: 13; the items sum to 18
        ([3, 1, 0, 2, 2, 1, _, 2, _, 1, 1, 0, 2, 1, 1, 1], 13, "moderate"),
        # the other of each pair answered: the same
        ([3, 1, 0, 2, 2, _, 1, _, 2, 1, 1, 0, 2, 1, 1, 1], 13, "moderate"),
        # all sixteen given: weight is the greatest of the four, 3: 14
        ([3, 1, 0, 2, 2, 1, 3, 2, 0, 1, 1, 0, 2, 1, 1, 1], 14, "moderate"),
        ([3] * 16, 27, "very severe"),  # nine domains of 3, not 48
        ([0] * 16, 0, "none"),
        # only sleep and motor, each three times over in items: 3 + 3
        ([3, 3, 3, 3, 0, 0, _, 0, _, 0, 0, 0, 0, 0, 3, 3], 6, "mild"),
    ],
)
def test_qids_sums_nine_domains(values: Values, total: int, band: str) -> None:
    """By hand from the domain rule of ids-qids.org."""
    answer = scored(QIDS_SR16, values)
    assert (answer.total, answer.band) == (total, band)
    assert sum(answer.subscores.values()) == total
    assert len(answer.subscores) == 9


def test_qids_names_both_of_a_pair_when_both_are_blank() -> None:
    values: Values = [0, 0, 0, 0, 0, _, _, 1, _, 0, 0, 0, 0, 0, 0, 0]
    assert QIDS_SR16.score(values) == Incomplete(("q6", "q7"))


@pytest.mark.parametrize(
    ("met", "provisional"),
    [
        ({1, 6, 8, 9, 15, 16}, True),  # one, one, two, two
        ({5, 7, 13, 14, 19, 20}, True),
        ({6, 8, 9, 15, 16}, False),  # no B
        ({1, 8, 9, 15, 16}, False),  # no C
        ({1, 6, 8, 15, 16}, False),  # one D
        ({1, 6, 8, 9, 15}, False),  # one E
    ],
)
def test_pcl5_needs_one_b_one_c_two_d_and_two_e(met: set[int], provisional: bool) -> None:
    """By hand from the VA's rule: B 1-5, C 6-7, D 8-14, E 15-20, a symptom from 2 on."""
    values: Values = [2 if number in met else 1 for number in range(1, 21)]
    assert says(PCL5, values) == (["provisional PTSD"] if provisional else [])
    answer = scored(PCL5, values)
    assert answer.total == 20 + len(met)
    assert [flag.says for flag in answer.flags] == says(PCL5, values)


def test_pcl5_criteria_that_are_met_do_not_wait_for_the_rest() -> None:
    values: Values = [2 if number in {1, 6, 8, 9, 15, 16} else None for number in range(1, 21)]
    assert isinstance(PCL5.score(values), Incomplete)
    assert says(PCL5, values) == ["provisional PTSD"]


@pytest.mark.parametrize(
    ("values", "total", "band"),
    [
        ([0, 0, 1, 0, 0, 0, 0, 0, 0, 0], 0, "none"),  # "yes" to item 3 scores nothing
        ([0] * 10, 1, "low"),  # and its "no" scores one
        ([1] * 10, 9, "severe"),
        ([1, 1, 0, 1, 1, 1, 1, 1, 1, 1], 10, "severe"),
        ([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], 2, "low"),
        ([1, 1, 0, 0, 0, 0, 0, 0, 0, 0], 3, "moderate"),
    ],
)
def test_dast10_reverses_item_3(values: Values, total: int, band: str) -> None:
    """By hand from the rule: a point for each yes, in item 3 for a no."""
    answer = scored(DAST10, values)
    assert (answer.total, answer.band) == (total, band)


def test_dast10_with_item_3_blank_is_incomplete_and_not_a_point() -> None:
    assert DAST10.score([0, 0, _, 0, 0, 0, 0, 0, 0, 0]) == Incomplete(("q3",))


@pytest.mark.parametrize(
    ("values", "raw", "hundred", "band"),
    [
        ([3, 2, 1, 1, 0], 7, 28, "low well-being, likely depression"),
        ([3, 2, 1, 1, 1], 8, 32, "low well-being"),
        ([3, 3, 2, 2, 2], 12, 48, "low well-being"),
        ([3, 3, 3, 2, 2], 13, 52, "not low"),
        ([5] * 5, 25, 100, "not low"),
    ],
)
def test_who5_gives_the_raw_sum_and_four_times_it(
    values: Values, raw: int, hundred: int, band: str
) -> None:
    """By hand from the rule: raw under 13 is low, 28 of 100 or less likely depression."""
    answer = scored(WHO5, values)
    assert answer.total == raw
    assert answer.subscores == {"raw": raw, "of 100": hundred}
    assert answer.band == band


@pytest.mark.parametrize(
    ("values", "man", "woman"),
    [
        ([1, 1, 0], "negative", "negative"),
        ([1, 1, 1], "negative", "positive"),
        ([2, 1, 1], "positive", "positive"),
    ],
)
def test_audit_c_by_sex(values: Values, man: str, woman: str) -> None:
    """By hand from the cut-offs: 4 for men, 3 for women; without the sex a total and no band."""
    assert scored(AUDIT_C, values, Sex.MALE).band == man
    assert scored(AUDIT_C, values, Sex.FEMALE).band == woman
    unknown = scored(AUDIT_C, values)
    assert (unknown.band, unknown.band_needs) == ("", ("sex",))
    assert unknown.total == sum(value for value in values if value is not None)


def test_the_sex_changes_nothing_where_the_cut_offs_do_not_differ() -> None:
    for one in ALL:
        values: Values = [item.high for item in one.items]
        answers = [scored(one, values, sex) for sex in (None, *Sex)]
        assert one is AUDIT_C or answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("function", [[], [None], [0], [3]])
def test_the_function_item_of_the_phq9_is_kept_and_not_scored(function: Values) -> None:
    """By hand: 2+1+3+2+1+0+2+1+0 = 12, moderate, whatever the tenth says."""
    answer = scored(PHQ9, [2, 1, 3, 2, 1, 0, 2, 1, 0, *function])
    assert (answer.total, answer.band, answer.flags) == (12, "moderate", ())
    assert answer.items.get("function") == (function or [None])[0]


@pytest.mark.parametrize(
    ("one", "item", "from_"),
    [(PHQ9, 9, 1), (QIDS_SR16, 12, 2), (MADRS, 10, 4), (BPRS_PLUS, 1, 4), (BPRS_PLUS_FROM_0, 4, 4)],
    ids=["PHQ-9", "QIDS-SR16", "MADRS", "BPRS+", "BPRS+0-6"],
)
def test_a_flag_is_raised_from_its_value_on_with_the_rest_blank(
    one: Scale, item: int, from_: int
) -> None:
    before: Values = [None] * (item - 1)
    assert says(one, [*before, from_ - 1]) == []
    assert says(one, [*before, from_]) == [one.flags[0].says]
    assert isinstance(one.score([*before, from_]), Incomplete)


def test_item_9_of_the_phq9_at_3_is_high_as_well() -> None:
    assert len(says(PHQ9, [*[0] * 8, 2])) == 1
    assert len(says(PHQ9, [*[0] * 8, 3])) == 2


def test_a_weight_that_was_not_assessed_is_blank_and_not_3() -> None:
    values: Values = [0] * 17
    with pytest.raises(AnswerError, match="not assessed, is left blank"):
        HAMD17.score([*values[:15], 3, 0])
    assert HAMD17.score([*values[:15], None, 0]) == Incomplete(("q16",))


@pytest.mark.parametrize(
    ("total", "own", "other"),
    [
        (6, "none", "none"),
        (7, "none", "mild"),
        (18, "moderate", "moderate"),
        (24, "very severe", "moderate"),
    ],
)
def test_hamd17_is_called_by_both_published_sets_of_bands(total: int, own: str, other: str) -> None:
    """By hand from 0-7/8-13/14-18/19-22/23 on, and 7-17/18-24/over 24."""
    values: Values = [4] * (total // 4) + [total % 4]
    places = (1, 2, 3, 7, 8, 9, 10, 11, 15)
    by_item = dict(zip(places, values, strict=False))
    answer = scored(HAMD17, [by_item.get(number, 0) for number in range(1, 18)])
    assert (answer.total, answer.band) == (total, own)
    assert [band.name for band in answer.other_bands] == [other]


@pytest.mark.parametrize(("eighth", "screen"), [(0, "negative screen"), (1, "positive screen")])
def test_the_phq9_screens_positive_from_10(eighth: int, screen: str) -> None:
    """By hand: three items of 3 are 9, and one more point is 10."""
    answer = scored(PHQ9, [3, 3, 3, 0, 0, 0, 0, eighth, 0])
    assert [band.name for band in answer.other_bands] == [screen]


def test_a_score_of_the_bprs_plus_carries_its_anchors() -> None:
    """By hand: 1+1+2+1 = 5 on 1 to 7, and the same patient 0+0+1+0 = 1 on 0 to 6."""
    seven, six = scored(BPRS_PLUS, [1, 1, 2, 1]), scored(BPRS_PLUS_FROM_0, [0, 0, 1, 0])
    assert (seven.total, seven.version) == (5, "items of 1 to 7")
    assert (six.total, six.version) == (1, "items of 0 to 6")


def test_ybocs_has_two_subscores() -> None:
    """By hand: obsessions 1+2+3+4+0 = 10, compulsions 1+0+0+0+4 = 5."""
    answer = scored(YBOCS, [1, 2, 3, 4, 0, 1, 0, 0, 0, 4])
    assert (answer.total, answer.subscores) == (15, {"obsessions": 10, "compulsions": 5})


def test_maudsley_stages_two_dimensions() -> None:
    """By hand from Fekadu's table 3: 18 months 2, severe 4; four drugs 2, lithium 1, no ECT 0."""
    answer = scored(MAUDSLEY_STAGING, [2, 4, 2, 1, 0])
    assert (answer.total, answer.band) == (9, "moderate")
    assert answer.subscores == {"illness": 6, "treatment": 3}
    assert [band.name for band in answer.other_bands] == ["treatment-resistant"]


def test_the_cadss_has_no_band_and_says_what_others_counted() -> None:
    answer = scored(CADSS, [1, 1, 1, 1, 1, *[0] * 18])
    assert (answer.total, answer.band) == (5, "")
    assert [band.name for band in answer.other_bands] == ["over 4"]


def test_the_kset_is_a_checklist() -> None:
    answer = scored(KSET_FOLLOW_UP, [0, 0, 0, 1, 0])
    assert (answer.total, answer.band) == (None, "")
    assert answer.items["misuse"] == 1


def test_only_codes_that_were_seen_are_given() -> None:
    """By hand from the table of LOINC codes; the others have none."""
    given = {
        one.key: [(code.names, code.code, code.source.status.value) for code in one.loinc]
        for one in ALL
        if one.loinc
    }
    assert given == {
        "PHQ-9": [("panel", "44249-1", "seen"), ("total", "44261-6", "seen")],
        "GAD-7": [("panel", "69737-5", "seen-2"), ("total", "70274-6", "seen")],
        "AUDIT-C": [("panel", "72109-2", "seen"), ("total", "75626-2", "seen")],
        "DAST-10": [("panel", "82666-9", "seen-2"), ("total", "82667-7", "seen-2")],
        "PCL-5": [("panel", "101697-1", "seen"), ("total", "101698-9", "seen")],
        "C-SSRS": [("panel", "93373-9", "seen-2")],
    }
