"""The abstraction is sound: visits that it calls one answer every event alike.

Random walks through each world meet states that another history has reached before.  The two
concrete visits differ in facts, times and ids; every event must then be held by the same rules in
both, or lead both to states that are one again.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morrow.care.visit.decide import Held
from tests.care.visit.abstraction import rest_of
from tests.care.visit.explorer import Event, Node, World, begin, step
from tests.care.visit.worlds import all_worlds
from tests.examples import times

WORLDS = {world.name: world for world in all_worlds()}
WALKS, STEPS, MOST = 25, 40, 40


def answer(node: Node, event: Event) -> object:
    """What a guard or the next state shows of this event."""
    found = step(node, event)
    if not isinstance(found, Held):
        return found.key
    return frozenset(
        "FLAG" if one.rule.startswith("FLAG.") else (one.rule, getattr(one, "override", None))
        for one in found.findings
    )


def events_by_name(world: World, node: Node) -> dict[str, Event]:
    return {event.name: event for event in world.events_in(node.state)}


def compare(world: World, one: Node, other: Node) -> None:
    first, second = events_by_name(world, one), events_by_name(world, other)
    assert set(first) == set(second)
    for name in first:
        mine, theirs = answer(one, first[name]), answer(other, second[name])
        assert mine == theirs, (world.name, name, _differences(one, other, first[name]))


def _differences(one: Node, other: Node, event: Event) -> list[object]:
    """Where the two next states differ, to see what the abstraction lacks."""
    nodes = [step(node, event) for node in (one, other)]
    if any(isinstance(node, Held) for node in nodes):
        return [answer(node, event) for node in (one, other)]
    rests = [rest_of(n.state, n.know, n.now) for n in nodes if isinstance(n, Node)]
    return [pair for pair in zip(*rests, strict=True) if pair[0] != pair[1]]


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", WORLDS)
def test_two_histories_with_one_abstraction_answer_every_event_alike(name: str) -> None:
    world, compared = WORLDS[name], 0

    @settings(max_examples=times(0.02))
    @given(st.integers(0, 2**32))
    def walk(seed: int) -> None:
        nonlocal compared
        chance, met = random.Random(seed), dict[object, Node]()
        here = 0
        for _ in range(WALKS):
            node = begin(world)
            for _ in range(STEPS):
                events = list(world.events_in(node.state))
                if not events:
                    break
                found = step(node, chance.choice(events))
                if isinstance(found, Held):
                    continue
                node = found
                known = met.setdefault(node.key, node)
                if known.state != node.state and here < MOST:
                    compare(world, known, node)
                    here += 1
        compared += here

    walk()
    assert compared > 0, "no state was met by two histories"
