"""One sweep over every rating scale: items, rule, bands, sources, licence, missing answers."""

import json
import re
from itertools import groupby, product
from typing import Any, Final

import pytest
from typer.testing import CliRunner

from morrow.care.scales import ALL, AnswerError, Band, LicenceState, Scale, Score, scale
from morrow.cli import app
from morrow.evidence import Incomplete, explain

each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
WORDLESS: Final = re.compile(
    r"(CADSS )?item \d+(, yes or no)?"
    r"|behaviour in the past 3 months, yes or no"
    r"|area: (bladder|liver|cognition|misuse|anything else), noted yes or no"
    r"|total of the \w+ form"
)
MAY_STAY_BLANK: Final = {"PHQ-9": ("function",), "QIDS-SR16": ("q6", "q7", "q8", "q9")}


def ladder(one: Scale) -> dict[int, list[int]]:
    """For each total, answers that give it: from the least, one item up by one at a time."""
    least = {item.key: item.low for item in one.items}
    start = one.total(least)
    if start is None:
        return {}
    rungs: dict[int, list[int]] = {}
    answers = dict(least)
    for item in one.items:  # a reversed item starts at its high end
        turned = one.total({**least, item.key: item.high})
        assert turned is not None
        answers[item.key] = item.high if turned < start else item.low
    for item in one.items:
        span = range(item.low, item.high + 1)
        for value in span if answers[item.key] == item.low else reversed(span):
            answers[item.key] = value
            total = one.total(answers)
            assert total is not None
            rungs[total] = list(answers.values())
    return rungs


def sets_of_bands(one: Scale) -> list[list[Band]]:
    """The scale's own bands, those of each sex, and those of each further definition."""
    bands = sorted((*one.bands, *one.other_bands), key=_which)
    return [list(group) for _, group in groupby(bands, key=_which)]


def _which(band: Band) -> tuple[str, str]:
    return band.definition, band.sex or ""


@each
def test_it_names_its_rule_its_version_and_its_sources(one: Scale) -> None:
    assert all((one.title, one.version, one.recall, one.rule, one.items, one.sources))
    assert one.licence.holder
    assert set(one.sources) <= set(explain(one))


@each
def test_a_score_entry_scale_ships_no_words_of_the_instrument(one: Scale) -> None:
    """R46: levels are words; they are there only where the licence allows words."""
    assert one.text_included == (one.licence.state is not LicenceState.SCORES_ONLY)
    assert one.text_included or one.licence.attribution
    if not one.text_included:
        assert not any(item.levels for item in one.items)
        assert [item.name for item in one.items if not WORDLESS.fullmatch(item.name)] == []


def test_words_of_an_instrument_would_be_found() -> None:
    assert not WORDLESS.fullmatch("reported sadness")
    assert not WORDLESS.fullmatch("item 1: reported sadness")


@each
def test_a_short_name_is_short_where_words_are_allowed(one: Scale) -> None:
    """Names of ours, never the sentences of the form."""
    assert all(len(item.name) <= 45 and "?" not in item.name for item in one.items)


@each
def test_its_levels_cover_every_value(one: Scale) -> None:
    for item in one.items:
        assert item.low < item.high
        assert not item.levels or set(item.levels) == set(range(item.low, item.high + 1))


@each
def test_its_span_is_reached_at_both_ends_and_at_every_total_between(one: Scale) -> None:
    if one.span is None:
        assert one.total({item.key: item.high for item in one.items}) is None
        return
    low, high = one.span
    assert sorted(ladder(one)) == list(range(low, high + 1))


@each
def test_its_bands_cover_every_total_once(one: Scale) -> None:
    for bands in sets_of_bands(one):
        assert one.span
        low, high = one.span
        for total in range(low, high + 1):
            assert sum(band.holds(total) for band in bands) == 1
        assert min(band.low for band in bands) == low
        assert max(band.high for band in bands) == high


@each
def test_each_edge_of_a_band_on_both_sides(one: Scale) -> None:
    rungs = ladder(one)
    for band in one.bands:
        for total, inside in ((band.low - 1, 0), (band.low, 1), (band.high, 1), (band.high + 1, 0)):
            if total in rungs:
                answer = one.score(rungs[total], sex=band.sex)
                assert isinstance(answer, Score)
                assert (answer.band == band.name) == bool(inside)


@each
def test_a_further_set_of_bands_is_given_beside_the_scales_own(one: Scale) -> None:
    for total, values in ladder(one).items():
        answer = one.score(values)
        assert isinstance(answer, Score)
        assert answer.other_bands == tuple(band for band in one.other_bands if band.holds(total))
        assert all(band.definition for band in answer.other_bands)


@each
def test_a_total_that_it_cannot_give_is_refused(one: Scale) -> None:
    if one.span is None:
        with pytest.raises(AnswerError, match="no total"):
            one.check_total(0)
        return
    low, high = one.span
    assert [one.check_total(total) for total in one.span] == [low, high]
    for total in (low - 1, high + 1):
        with pytest.raises(AnswerError, match=f"from {low} to {high}"):
            one.check_total(total)


@each
def test_the_ends_of_every_item_are_accepted_and_one_beyond_is_not(one: Scale) -> None:
    for index, item in enumerate(one.items):
        for value in (item.low, item.high):
            assert one.read([None] * index + [value]) == {item.key: value}
        for value in (item.low - 1, item.high + 1):
            with pytest.raises(AnswerError, match=item.key):
                one.read([None] * index + [value])


@pytest.mark.parametrize("value", [True, 0.5, 1.0, "1"])
@each
def test_what_is_no_whole_number_is_refused(one: Scale, value: Any) -> None:
    with pytest.raises(AnswerError, match=f"whole number from {one.items[0].low} to"):
        one.read([value])


@each
def test_too_many_answers_are_refused_and_it_says_how_many_are_expected(one: Scale) -> None:
    with pytest.raises(AnswerError, match=f"expects {len(one.items)} answers"):
        one.score([0] * (len(one.items) + 1))


@each
def test_without_answers_it_is_incomplete_and_says_what_is_missing(one: Scale) -> None:
    answer = one.score([None] * len(one.items))
    assert isinstance(answer, Incomplete)
    assert set(answer.missing) <= {item.key for item in one.items}
    assert answer.missing


@each
def test_any_needed_answer_left_out_leaves_no_score(one: Scale) -> None:
    """Missing is not zero, for every item by itself; two scales say which may stay blank."""
    full = [item.high for item in one.items]
    assert isinstance(one.score(full), Score)
    for index, item in enumerate(one.items):
        partial: list[int | None] = [*full]
        partial[index] = None
        answer = one.score(partial)
        if item.key in MAY_STAY_BLANK.get(one.key, ()):
            assert isinstance(answer, Score)
        else:
            assert isinstance(answer, Incomplete)
            assert answer.missing == (item.key,)


@each
def test_every_complete_set_of_answers_scores_with_its_sources(one: Scale) -> None:
    for values in product(*(range(item.low, item.high + 1) for item in one.items[:5])):
        rest = [item.low for item in one.items[5:]]
        answer = one.score([*values, *rest])
        assert isinstance(answer, Score)
        assert answer.sources == one.sources
        assert (answer.scale, answer.version) == (one.key, one.version)
        assert (answer.total is None) == (one.span is None)


@each
def test_the_worst_answers_raise_every_flag_and_no_answers_none(one: Scale) -> None:
    worst = {item.key: item.high for item in one.items}
    assert one.raised(worst) == one.flags
    assert one.raised({}) == ()
    assert all(flag.says and flag.source for flag in one.flags)


@each
def test_it_is_found_however_its_name_is_written(one: Scale) -> None:
    bare = "".join(letter for letter in one.key if letter.isalnum())
    assert scale(one.key) is scale(one.key.lower()) is scale(bare) is one


def test_an_unknown_scale_names_the_known_ones() -> None:
    with pytest.raises(AnswerError, match="MOAA/S"):
        scale("PHQ-99")


@each
def test_the_command_scores_it_and_gives_null_when_incomplete(one: Scale) -> None:
    full = ",".join(str(item.high) for item in one.items)
    complete = score_json(one.key, full)
    assert complete["flags"] == [flag.says for flag in one.flags]
    assert complete["complete"]
    expected = one.score([item.high for item in one.items])
    assert isinstance(expected, Score)
    assert complete["total"] == expected.total
    assert complete["subscores"] == expected.subscores
    assert (complete["band"] or "") == expected.band
    empty = score_json(one.key, "")
    assert (empty["total"], empty["complete"], empty["band"]) == (None, False, None)
    assert (empty["subscores"], empty["outcome"]) == ({}, [])
    assert empty["missing"]


def test_the_library_lists_every_scale_with_its_licence() -> None:
    listed = json.loads(CliRunner().invoke(app, ["scales", "--json"]).stdout)
    assert [one["name"] for one in listed] == [one.key for one in ALL]
    assert all(one["licence"] and one["sources"] for one in listed)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("PHQ-99", "1"),
        ("RASS", "5"),
        ("RASS", "-6"),
        ("RASS", "x"),
        ("RASS", "0,0"),
        ("PHQ-9", "1.5"),
        ("PHQ-9", "4"),
        ("QIDS-SR16", ",".join("0" * 17)),
    ],
)
def test_what_the_command_cannot_read_is_bad_usage(name: str, values: str) -> None:
    assert CliRunner().invoke(app, ["score", name, values]).exit_code == 2


def score_json(name: str, values: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["score", name, values, "--json"])
    assert result.exit_code == 0
    answer: dict[str, object] = json.loads(result.stdout)
    return answer
