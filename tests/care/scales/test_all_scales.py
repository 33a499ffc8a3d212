"""One sweep over every rating scale: items, rule, bands, sources, licence, missing answers."""

import json
from itertools import product

import pytest
from typer.testing import CliRunner

from morrow.care.scales import ALL, AnswerError, LicenceState, Scale, Score, scale
from morrow.cli import app
from morrow.evidence import Incomplete, explain

each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)


@each
def test_it_names_its_rule_its_version_and_its_sources(one: Scale) -> None:
    assert all((one.title, one.version, one.recall, one.rule, one.items, one.sources))
    assert one.licence.holder
    assert set(one.sources) <= set(explain(one))


@each
def test_a_score_entry_scale_ships_no_words_of_the_instrument(one: Scale) -> None:
    """R46: levels are words; they are there only where the licence allows words."""
    has_levels = any(item.levels for item in one.items)
    assert has_levels == one.text_included
    assert one.text_included == (one.licence.state is not LicenceState.SCORES_ONLY)
    assert one.text_included or one.licence.attribution


@each
def test_its_levels_cover_every_value(one: Scale) -> None:
    for item in one.items:
        assert item.low < item.high
        assert not item.levels or set(item.levels) == set(range(item.low, item.high + 1))


@each
def test_its_bands_cover_every_total_once(one: Scale) -> None:
    if not one.bands:
        return
    low = sum(item.low for item in one.items)
    high = sum(item.high for item in one.items)
    for total in range(low, high + 1):
        assert sum(band.low <= total <= band.high for band in one.bands) == 1
    assert min(band.low for band in one.bands) == low
    assert max(band.high for band in one.bands) == high


@each
def test_the_ends_of_every_item_are_accepted_and_one_beyond_is_not(one: Scale) -> None:
    for index, item in enumerate(one.items):
        for value in (item.low, item.high):
            assert one.read([None] * index + [value]) == {item.key: value}
        for value in (item.low - 1, item.high + 1):
            with pytest.raises(AnswerError, match=item.key):
                one.read([None] * index + [value])


@each
def test_too_many_answers_are_refused(one: Scale) -> None:
    with pytest.raises(AnswerError, match="items"):
        one.score([0] * (len(one.items) + 1))


@each
def test_without_answers_it_is_incomplete_and_says_what_is_missing(one: Scale) -> None:
    answer = one.score([None] * len(one.items))
    assert isinstance(answer, Incomplete)
    assert set(answer.missing) <= {item.key for item in one.items}
    assert answer.missing


@each
def test_any_needed_answer_left_out_leaves_no_score(one: Scale) -> None:
    """Missing is not zero, for every item by itself."""
    full = [item.high for item in one.items]
    assert isinstance(one.score(full), Score)
    for index, item in enumerate(one.items):
        partial: list[int | None] = [*full]
        partial[index] = None
        answer = one.score(partial)
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
        assert answer.total is None or answer.total == sum(values) + sum(rest)


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
    assert complete["complete"]
    expected = one.score([item.high for item in one.items])
    assert isinstance(expected, Score)
    assert complete["total"] == expected.total
    empty = score_json(one.key, "")
    assert (empty["total"], empty["complete"]) == (None, False)
    assert empty["missing"]


def test_the_library_lists_every_scale_with_its_licence() -> None:
    listed = json.loads(CliRunner().invoke(app, ["scales", "--json"]).stdout)
    assert [one["name"] for one in listed] == [one.key for one in ALL]
    assert all(one["licence"] and one["sources"] for one in listed)


@pytest.mark.parametrize(
    ("name", "values"),
    [("PHQ-99", "1"), ("RASS", "5"), ("RASS", "-6"), ("RASS", "x"), ("RASS", "0,0")],
)
def test_what_the_command_cannot_read_is_bad_usage(name: str, values: str) -> None:
    assert CliRunner().invoke(app, ["score", name, values]).exit_code == 2


def score_json(name: str, values: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["score", name, values, "--json"])
    assert result.exit_code == 0
    answer: dict[str, object] = json.loads(result.stdout)
    return answer
