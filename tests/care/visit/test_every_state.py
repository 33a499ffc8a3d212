"""Every reachable state of a visit, explored to the last one and asked what must hold in it.

What must hold is said by `oracle`, which knows no rule.  A start, a spray, a resumption, a
discharge and a signature are accepted exactly where the oracle finds nothing unmet.  How many
states there are, and the hash of the whole graph, stands in docs/safety/visit-states.md: a change
of either is looked at, and the page written again by `python -m tests.care.visit.documents`.
"""

from collections.abc import Callable
from typing import Any

import pytest

from morrow.care.visit import commands as c
from morrow.care.visit import flags
from morrow.care.visit.case import Case
from morrow.care.visit.decide import Held, decide
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.facts.check_in import NurseAssigned
from morrow.care.visit.state import DOSING, GONE
from morrow.care.visit.values import Phase, Route
from morrow.care.visit.view import visit_view
from tests.care.visit import oracle
from tests.care.visit.cast import COORDINATOR, DIRECTOR, NURSE, PRESCRIBER, SECOND
from tests.care.visit.documents import STATES_PAGE, rows_of_page
from tests.care.visit.explorer import Answers, Event, Explored, Node, World, append, explore
from tests.care.visit.worlds import all_worlds

pytestmark = pytest.mark.long

WORLDS = {world.name: world for world in all_worlds()}
ROUTE_OF = {c.StartInfusion: Route.IV, c.GiveInjection: Route.IM, c.GiveSpray: Route.NASAL}
NEVER_HELD: tuple[tuple[Any, ...], ...] = (
    (c.StopDosing(reason="r"), None),
    (c.PauseInfusion(reason="r"), None),
    (c.Record(fact=mo.EmergencyDeclared()), None),
    (c.Record(fact=lv.PatientTransferred(to="hospital", reason="r")), Phase.TRANSFERRED),
    (c.Record(fact=lv.LeftBeforeDischarge(circumstances="c")), Phase.LEFT),
    (c.Record(fact=ds.InfusionFoundRunning(note="n")), Phase.INFUSING),
)


class Inspector:
    """Asks every state of a world what must hold in it."""

    def __init__(self, world: World) -> None:
        self.events = {event.name: event for event in world.events}
        self.number = 0

    def __call__(self, node: Node, answers: Answers, path: Callable[[], str]) -> None:
        for name, answer in answers.items():
            event = self.events.get(name)
            if event is not None and len(event.commands) == 1:
                self.decided(node, event, answer, path)
        self.dosing(node, path)
        self.never_held(node, path)
        if self.number % 53 == 0:
            self.shown(node, answers, path)
        self.number += 1

    def decided(self, node: Node, event: Event, answer: Any, path: Callable[[], str]) -> None:
        """Accepted exactly where the oracle finds nothing unmet."""
        command, phase = event.commands[0], node.state.phase
        what = (node.state, node.know, node.now)
        unmet: set[str] | None = None
        if isinstance(command, tuple(ROUTE_OF)) and phase is Phase.ARRIVED:
            unmet = oracle.unmet_to_start(*what) | _wrong(node, event)
        elif isinstance(command, c.GiveSpray) and phase is Phase.SPRAYING:
            unmet = oracle.unmet_to_go_on(*what) | _wrong(node, event)
        elif isinstance(command, c.ResumeInfusion) and phase is Phase.PAUSED:
            unmet = oracle.unmet_to_go_on(*what) | _not_theirs(node, event) | _no_rate(node)
        elif isinstance(command, c.Discharge) and phase in {Phase.ENDED, Phase.RECOVERY}:
            unmet = oracle.unmet_to_leave(*what) | (set() if command.to.strip() else {"nobody"})
        elif isinstance(command, c.SignVisit) and phase in {*GONE, Phase.NOT_DONE}:
            another = command.signature.person != event.by.id
            unmet = oracle.unmet_to_sign(*what) | ({"signature"} if another else set())
        elif isinstance(command, c.MarkNotDone) and phase in {Phase.PLANNED, Phase.ARRIVED}:
            unmet = oracle.unmet_to_end_undone(*what) | (set() if command.reason else {"reason"})
        elif isinstance(command, (*ROUTE_OF, c.ResumeInfusion, c.Discharge, c.SignVisit)):
            unmet = {"phase"}
        if unmet is not None:
            held = isinstance(answer, Held)
            rules = {found.rule for found in answer.findings} if held else set()
            assert held == bool(unmet), f"{event.name}: {unmet} but {rules or 'accepted'}; {path()}"

    def dosing(self, node: Node, path: Callable[[], str]) -> None:
        """No dose runs by command without order, consent, baseline and assigned nurse."""
        state = node.state
        found = state.has(ds.InfusionFoundRunning, ds.DoseFoundGiven, ds.PumpFoundChanged)
        if state.phase in DOSING and not found:
            unmet = oracle.unmet_while_dosing(state, node.know, node.now)
            assert not unmet, f"dosing without {unmet}; {path()}"

    def never_held(self, node: Node, path: Callable[[], str]) -> None:
        who = (NURSE, PRESCRIBER, SECOND, DIRECTOR, COORDINATOR)[self.number % 5]
        for command, phase in NEVER_HELD:
            decision = decide(node.state, command, who, node.know, node.now)
            assert not isinstance(decision, Held), f"{command} was held; {path()}"
            if phase and self.number % 29 == 0:
                after = append(node.state, decision, node.now, who)
                assert after.phase is phase, path()
                if phase is Phase.INFUSING:
                    assert any(flag.breach for flag in flags.unresolved(after)), path()

    def shown(self, node: Node, answers: Answers, path: Callable[[], str]) -> None:
        """What the page offers the nurse is not held when she takes it."""
        offered = set(visit_view(Case(node.state, node.know, node.now), NURSE)["commands"])
        for name, answer in answers.items():
            event = self.events.get(name)
            if event is None or event.by is not NURSE or len(event.commands) != 1:
                continue
            command, order = event.commands[0], node.state.order
            kind = type(command).__name__
            meant = getattr(command, "order", None) in {None, order and order.id}
            plain = name in {"start", "start anew", "inject", "discharge", "sign"}
            if plain and meant and kind in offered:
                assert not isinstance(answer, Held), f"{kind} is offered and held; {path()}"


def _wrong(node: Node, event: Event) -> set[str]:
    """What is wrong with this very command: its author, order, route, devices, lot."""
    command, found = event.commands[0], set()
    seen = oracle.Reading(node.state, node.know, node.now)
    nurses, signed = seen.of(NurseAssigned), seen.order()
    if not nurses or nurses[-1].fact.nurse != event.by.id:
        found.add("author")
    if signed and (signed.fact.order.id != command.order):
        found.add("order")
    if signed and signed.fact.order.route is not ROUTE_OF[type(command)]:
        found.add("route")
    if isinstance(command, c.GiveSpray):
        given = len(seen.of(ds.SprayGiven))
        if not command.lot.strip():
            found.add("lot")
        if signed and given >= (signed.fact.order.devices or 0):
            found.add("devices")
    return found


def _not_theirs(node: Node, event: Event) -> set[str]:
    nurses = oracle.Reading(node.state, node.know, node.now).of(NurseAssigned)
    theirs = nurses and nurses[-1].fact.nurse == event.by.id
    return set() if theirs or "prescriber" in event.by.roles else {"author"}


def _no_rate(node: Node) -> set[str]:
    """An order by another route says nothing of a pump."""
    signed = oracle.Reading(node.state, node.know, node.now).order()
    return {"rate"} if signed and signed.fact.order.rate_ml_per_h is None else set()


@pytest.mark.parametrize("name", WORLDS)
def test_every_state_of_this_world_is_safe_and_has_a_way_out(name: str) -> None:
    world = WORLDS[name]
    found = explore(world, Inspector(world))
    assert found.stuck == [], "states without a way to an end"
    assert found.states > 50
    assert _row(found) == rows_of_page()[name], (
        "the graph has changed: look at how, then write the page again by "
        "`python -m tests.care.visit.documents`"
    )


def _row(found: Explored) -> tuple[int, int, int, str]:
    return found.states, found.transitions, found.held, found.graph[:16]


def test_the_page_counts_at_least_a_hundred_thousand_states_of_these_worlds() -> None:
    rows = rows_of_page()
    assert set(rows) == set(WORLDS)
    total = sum(states for states, *_ in rows.values())
    assert total >= 100_000
    assert f"**{total:,} states**" in STATES_PAGE.read_text("utf-8")
