"""Sources, refusals that explain themselves, and the sources behind a result."""

from dataclasses import FrozenInstanceError, dataclass
from decimal import Decimal

import pytest

from morrow.care import dosing, scale_sources, scales, sources
from morrow.care.dosing import limits
from morrow.evidence import Figure, Incomplete, Override, Refusal, Source, Status, Warn, explain

A = Source(key="A", citation="A", locator="p. 1", status=Status.SEEN)
B = Source(key="B", citation="B", locator="p. 2", status=Status.PROPOSED)


@dataclass(frozen=True)
class Result:
    first: Figure
    rest: dict[str, object]


def test_explain_lists_each_source_once_in_the_order_met() -> None:
    figure = Figure(value=Decimal(1), unit="mg", source=B)
    refusal = Refusal(rule="R", reason="r", source=A, seen={}, remedy="m")
    assert explain(Result(first=figure, rest={"x": [refusal, figure], "y": (A, {B})})) == (B, A)


@pytest.mark.parametrize("value", [None, 3, "text", Incomplete(("q1",)), Override.NONE, [], {}])
def test_what_rests_on_no_source_lists_none(value: object) -> None:
    assert explain(value) == ()


def test_a_status_read_less_surely_makes_another_source_of_the_same_page() -> None:
    less = A.as_(Status.UNVERIFIED)
    assert (less.key, less.locator, less.status) == ("A", "p. 1", Status.UNVERIFIED)
    assert less != A
    assert "[unverified]" in str(less)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words_for_a_screen(status: Status) -> None:
    assert status.label


def test_a_refusal_is_set_aside_by_nobody_unless_it_says_who() -> None:
    refusal = Refusal(rule="R", reason="r", source=A, seen={}, remedy="m")
    assert refusal.override is Override.NONE


@pytest.mark.parametrize(
    "value", [A, Incomplete(("q1",)), Warn(rule="R", reason="r", source=A, seen={})]
)
def test_an_answer_cannot_be_changed_afterwards(value: object) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        value.status = "other"  # type: ignore[attr-defined]


def test_every_source_is_named_after_its_content_and_says_where_it_is() -> None:
    every = {**vars(sources), **vars(scale_sources)}
    named = {name: value for name, value in every.items() if isinstance(value, Source)}
    assert len(sources.ALL) == len(named) > 40
    for name, source in named.items():
        assert source.key == name
        assert source.citation
        assert source.locator


def test_every_number_of_dosing_has_a_source() -> None:
    modules = (dosing.plans, dosing.weight, dosing.checks, dosing.entry, limits)
    figures = [
        value for module in modules for value in vars(module).values() if isinstance(value, Figure)
    ]
    assert len(figures) > 15
    known = {source.key for source in sources.ALL}
    assert {figure.source.key for figure in figures} <= known


def test_every_scale_leads_to_known_sources() -> None:
    known = {source.key for source in sources.ALL}
    assert {source.key for source in explain(scales.ALL)} <= known
