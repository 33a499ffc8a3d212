"""Laws of the fold: order, prefixes, late facts, any fact at all, and the journal's old versions."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from morrow.care import patient
from morrow.care.patient import PatientState
from morrow.care.recorded import Recorded
from morrow.care.visit import alarms, flags, gates, readings, schedule
from morrow.care.visit import commands as c
from morrow.care.visit import given as doses
from morrow.care.visit.case import Case
from morrow.care.visit.decide import DECIDED_ONLY, RECORDABLE, Held, decide, follow
from morrow.care.visit.facts import ALL, monitoring
from morrow.care.visit.state import BEFORE_DOSING, VisitState, fold
from morrow.care.visit.values import Parameter, Phase, Route
from morrow.care.visit.view import visit_view
from morrow.exchange import lines
from morrow.exchange.facts import CODEC
from tests.care.visit import cast
from tests.care.visit.anything import ANY_FACT, KINDS, built
from tests.care.visit.cast import NURSE, PRESCRIBER, Story, knowledge
from tests.care.visit.journal_v1 import JOURNAL, PUMP, STREAMS
from tests.examples import times

STORIES: tuple[Callable[[], Story], ...] = (
    Story,
    cast.booked,
    cast.arrived,
    cast.ready,
    cast.started,
    lambda: cast.started(knowledge(Route.IM)),
    lambda: cast.started(knowledge(Route.NASAL)),
    cast.ended,
    cast.recovered,
    cast.discharged,
    cast.signed,
)
_TOLD = [make() for make in STORIES]
PER_STATE = (
    readings.taken,
    readings.valid,
    doses.switches,
    doses.segments,
    doses.dose_began,
    doses.dose_ended,
    alarms.open_alarms,
    alarms.samples,
)


def told(which: int) -> Story:
    """A story told once and copied: states are never changed."""
    made = _TOLD[which]
    return Story(know=made.know, state=made.state, now=made.now, facts=list(made.facts))


HISTORY = st.lists(st.tuples(ANY_FACT, st.integers(0, 40), st.integers(0, 90)), max_size=6)
LAX = settings(max_examples=times(1.5), suppress_health_check=[HealthCheck.too_slow])


def continued(which: int, history: list[tuple[object, int, int]]) -> Story:
    """The story with any facts after it, some of them written down late."""
    story = told(which)
    for fact, wait, late in history:
        story.wait(wait).record(fact, late=late)
    return story


# ── order ────────────────────────────────────────────────────────────────────────────────────


@LAX
@given(st.integers(0, len(STORIES) - 1), HISTORY)
def test_a_fold_is_the_fold_of_its_parts_and_the_same_every_time(
    which: int, history: list[tuple[object, int, int]]
) -> None:
    story = continued(which, history)
    whole = fold(VisitState(), story.facts)
    assert whole == story.state
    for cut in range(0, len(story.facts), 7):
        before = fold(VisitState(), story.facts[:cut])
        assert fold(before, story.facts[cut:]) == whole


@LAX
@given(st.integers(0, len(STORIES) - 1), HISTORY, st.integers(1, 4))
def test_what_one_state_hands_on_to_the_next_is_what_a_fresh_one_finds(
    which: int, history: list[tuple[object, int, int]], each: int
) -> None:
    """Asked at every state, all is handed on that may be; asked at few, some facts lie between."""
    story = continued(which, history)
    state = VisitState()
    for number, recorded in enumerate(story.facts):
        state = fold(state, [recorded])
        for ask in PER_STATE if number % each == 0 else ():
            ask(state)
    as_fresh(state)


def as_fresh(state: VisitState) -> None:
    """What this state answers is what one answers that was handed nothing."""
    fresh = VisitState(state.version, state.phase, state.by_kind, state.flags)
    for ask in PER_STATE:
        assert ask(state) == ask(fresh), ask


def test_readings_that_grow_set_by_set_take_every_correction_and_mark() -> None:
    story = told(STORIES.index(cast.started))
    charted = story.wait(5).record(cast.readings()).facts[-1].id
    story.wait(5).record(cast.readings(), late=7)
    as_fresh(story.state)  # a set before the one that was charted earlier
    slip = monitoring.ReadingCorrected(
        set=charted, parameter=Parameter.SBP, value=Decimal(181), reason="slip"
    )
    moved = monitoring.ReadingMarkedArtefact(set=charted, parameter=Parameter.HR, reason="moved")
    for fact in (slip, cast.readings(), moved, cast.readings(), slip):
        story.wait(1).record(fact)
        as_fresh(story.state)
    of_set = {r.parameter: r for r in readings.taken(story.state) if r.set == charted}
    assert (of_set[Parameter.SBP].value, len(of_set[Parameter.SBP].was)) == (Decimal(181), 2)
    assert of_set[Parameter.HR].artefact


@LAX
@given(st.integers(0, len(STORIES) - 1), HISTORY)
def test_nothing_that_was_recorded_is_ever_undone(
    which: int, history: list[tuple[object, int, int]]
) -> None:
    """A late fact may raise a flag; no fact takes away another, a flag, an order or a dose."""
    story = told(which)
    for fact, wait, late in history:
        before = story.state
        story.wait(wait).record(fact, late=late)
        after = story.state
        for kind, facts in before.by_kind.items():
            assert after.by_kind[kind][: len(facts)] == facts
        assert after.flags[: len(before.flags)] == before.flags
        assert after.order == before.order
        assert after.dosed >= before.dosed
        assert not (before.dosed and after.phase in BEFORE_DOSING)


# ── any fact at all ──────────────────────────────────────────────────────────────────────────


@settings(LAX, max_examples=times(4))
@given(st.integers(0, len(STORIES) - 1), HISTORY, st.integers(0, 400))
def test_no_fact_whatever_its_content_breaks_the_page_or_stops_a_stop(
    which: int, history: list[tuple[object, int, int]], later: int
) -> None:
    story = continued(which, history).wait(later)
    for who in (NURSE, PRESCRIBER, None):
        visit_view(story.case(), who)
    for rules in (gates.START, gates.DISCHARGE, gates.SIGN, gates.ORDER):
        for found in gates.findings(rules, story.case()):
            assert found.reason
            assert found.source.citation
    schedule.next_due(story.state, story.protocol, story.now)
    follow(story.state, story.know, (), story.now)
    stop = c.StopDosing(reason="whatever")
    assert not isinstance(decide(story.state, stop, NURSE, story.know, story.now), Held)


@LAX
@given(st.integers(0, len(STORIES) - 1), HISTORY)
def test_what_follows_is_settled_once_it_is_recorded(
    which: int, history: list[tuple[object, int, int]]
) -> None:
    story = continued(which, history)
    assert follow(story.state, story.know, (), story.now) == ()


# ── the codec ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.hypothesis
@pytest.mark.parametrize("kind", [*ALL, *patient.ALL], ids=lambda kind: kind.__name__)
def test_every_kind_of_fact_goes_through_the_codec_unchanged(kind: type) -> None:
    @settings(max_examples=times(0.25))
    @given(built(kind))
    def goes_through(fact: Any) -> None:
        body = CODEC.encode(fact)
        assert CODEC.decode(kind.__name__, fact.VERSION, body) == fact

    goes_through()


def test_every_kind_is_either_decided_or_followed_or_recordable() -> None:
    assert set(ALL) == RECORDABLE | DECIDED_ONLY | {monitoring.AlarmRaised, monitoring.AlarmCleared}
    assert set(KINDS) == RECORDABLE


# ── the journal of version 1 ─────────────────────────────────────────────────────────────────


def journal(path: Path = JOURNAL) -> list[Recorded[Any]]:
    return list(lines.read(path.read_text("utf-8").splitlines()))


def test_the_sample_journals_hold_every_kind_of_version_1() -> None:
    kinds = {type(one.fact).__name__ for path in (JOURNAL, PUMP) for one in journal(path)}
    every = (*ALL, *patient.ALL)
    assert kinds == {kind.__name__ for kind in every if vars(kind)["VERSION"] == 1}


def test_the_sample_of_a_pump_found_changed_folds_to_what_it_folded_to_then() -> None:
    """By hand: 10 min and 20 min at 151 mL/h are 75.5 of 100.7 mL, so 26.24 of 35 mg."""
    told = journal(PUMP)
    state = fold(VisitState(), told)
    assert (state.phase, len(state.flags)) == (Phase.ENDED, 1)
    mg = doses.given_mg(state, told[-1].recorded_at)
    assert mg == Fraction("75.5") * 35 / Fraction("100.7")


def test_the_sample_journal_of_version_1_folds_to_what_it_folded_to_then() -> None:
    """Stored bytes never change: the file was written once, by `journal_v1`."""
    by_stream: dict[str, list[Recorded[Any]]] = {}
    for recorded in journal():
        by_stream.setdefault(recorded.stream, []).append(recorded)
    assert set(by_stream) == set(STREAMS)
    for stream, expected in STREAMS.items():
        if stream.startswith("patient:"):
            folded = patient.fold(PatientState(), by_stream[stream])
            assert folded.version == expected.version
            continue
        state = fold(VisitState(), by_stream[stream])
        now = by_stream[stream][-1].recorded_at + timedelta(minutes=1)
        know = knowledge(state.route or Route.IV)
        mg = doses.given_mg(state, now)
        assert (state.version, state.phase) == (expected.version, expected.phase)
        assert (len(state.flags), len(flags.unresolved(state))) == expected.flags
        assert (None if mg is None else str(mg)) == expected.given_mg
        visit_view(Case(state, know, now), NURSE)


def test_every_line_of_the_journal_writes_back_as_it_was_read() -> None:
    text = JOURNAL.read_text("utf-8").splitlines()
    assert [lines.write(recorded) for recorded in journal()] == text
