"""Breadth-first over the shipping `decide`, `follow` and `fold`, up to what the guards read.

A state is a concrete visit at a time.  Two are one when their abstraction is equal: the answers
in force, the order and the preparation, the readings that count, the alarms, the timers, the
overrides, the flags.  Every wait of a world is a whole number of its ticks, and every timer is
kept exactly up to where it stops mattering, so that equal abstractions have equal futures;
`test_abstraction` tries that with histories of its own.

A world is a starting story with the events that may happen in it.  Its reachable states are
explored to the last one: there is no cap.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from morrow.care.recorded import Origin, Recorded
from morrow.care.visit import commands as c
from morrow.care.visit import flags
from morrow.care.visit.decide import Held, decide, follow
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import VisitState, fold
from morrow.care.visit.values import Actor, Phase
from tests.care.visit.abstraction import Key, rest_of, slot_changed, slots_of
from tests.care.visit.cast import NURSE, Story

TERMINAL = frozenset(
    {
        Phase.SIGNED,
        Phase.CANCELLED,
        Phase.NO_SHOW,
        Phase.NOT_DONE,
        Phase.DISCHARGED,
        Phase.LEFT,
        Phase.TRANSFERRED,
    }
)


@dataclass(frozen=True, eq=False)
class Event:
    """Something asked for or recorded (`commands`, in this order), or time going by (`wait`).

    `slot`: it only answers a question, so that neither timers nor alarms can change; on a sample
    of states the explorer asserts it.  `each`: of its commands those that are not held are done.
    `late`: so many minutes before it is written down it happened.
    """

    name: str
    commands: tuple[Any, ...] = ()
    by: Actor = NURSE
    wait: int = 0
    slot: bool = False
    each: bool = False
    late: int = 0


def ask(name: str, command: object, by: Actor = NURSE) -> Event:
    return Event(name, (command,), by)


def fact(name: str, what: object, by: Actor = NURSE, *, slot: bool = False, late: int = 0) -> Event:
    return Event(name, (c.Record(fact=what),), by, slot=slot, late=late)


@dataclass(frozen=True)
class World:
    """Where it begins, what may happen, and what may happen only in some states of it.

    Its waits are multiples of one tick, so that timers stay comparable.  A state in a phase of
    `until` is reached and inspected, and another world goes on from such states.
    """

    name: str
    start: Callable[[], Story]
    events: tuple[Event, ...]
    from_state: Callable[[VisitState], Iterable[Event]] = lambda state: ()
    until: frozenset[Phase] = frozenset()

    def events_in(self, state: VisitState) -> Iterable[Event]:
        """What may happen here; nothing in a phase from which another world goes on."""
        return () if state.phase in self.until else (*self.events, *self.from_state(state))


@dataclass(slots=True, eq=False)
class Node:
    state: VisitState
    now: datetime
    know: Knowledge
    key: Key


Answers = dict[str, "Held | Node"]
Check = Callable[[Node, Answers, Callable[[], str]], None]


@dataclass
class Explored:
    """What a world's exploration found.

    `contradicted`: for each phase reached by facts that contradict, the flags met in it.
    """

    name: str
    states: int = 0
    transitions: int = 0
    held: int = 0
    phases: dict[str, int] = field(default_factory=dict)
    contradicted: dict[str, set[str]] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)
    graph: str = ""


def envelope(
    what: object, state: VisitState, at: datetime, by: Actor, late: int = 0
) -> Recorded[Any]:
    version = state.version + 1
    return Recorded(
        fact=what,
        id=UUID(int=version),
        stream="visit:explored",
        version=version,
        position=version,
        by=by.id,
        role=min(by.roles),
        origin=Origin.PERSON,
        device="tablet-1",
        clinic="clinic-1",
        happened_at=at - timedelta(minutes=late),
        recorded_at=at,
    )


def append(
    state: VisitState, facts: Iterable[object], at: datetime, by: Actor, late: int = 0
) -> VisitState:
    for one in facts:
        state = fold(state, [envelope(one, state, at, by, late)])
    return state


def step(node: Node, event: Event) -> "Held | Node":
    """The state after this event: decided, folded, and what follows from it folded too."""
    now = node.now + timedelta(minutes=event.wait) if event.wait else node.now
    state, held = node.state, None
    for command in event.commands:
        decision = decide(state, command, event.by, node.know, now)
        if isinstance(decision, Held):
            if not event.each:
                return decision
            held = decision
        else:
            state = append(state, decision, now, event.by, event.late)
    if held is not None and state is node.state:
        return held
    if event.slot:
        kind = type(event.commands[0].fact)
        slots = slot_changed(node.key[0], kind, state, now)
        return Node(state, now, node.know, (slots, node.key[1]))
    state = append(state, follow(state, node.know, (), now), now, event.by)
    return Node(state, now, node.know, abstraction(state, node.know, now))


_RESTS: dict[Key, int] = {}


def abstraction(state: VisitState, know: Knowledge, now: datetime) -> Key:
    """The key of a state; its longer half as a number, which is quicker to compare."""
    rest = rest_of(state, know, now)
    return (slots_of(state, now), _RESTS.setdefault(rest, len(_RESTS)))


def begin(world: World) -> Node:
    story = world.start()
    key = abstraction(story.state, story.know, story.now)
    return Node(story.state, story.now, story.know, key)


class _Search:
    """The frontier and the graph of one exploration: numbers for states, in the order met."""

    def __init__(self, world: World) -> None:
        self.world, self.found, self.digest = world, Explored(world.name), sha256()
        first = begin(world)
        self.numbers = {first.key: 0}
        self.came: list[tuple[int, str]] = [(-1, "")]
        self.back: list[list[int]] = [[]]
        self.ends: list[int] = []
        self.queue = deque([first])

    def path(self, number: int) -> str:
        """The events that led to a state."""
        names = []
        while number > 0:
            number, name = self.came[number]
            names.append(name)
        return " > ".join(reversed(names)) or "at the start"

    def meet(self, node: Node, number: int, event: str) -> int:
        met = self.numbers.setdefault(node.key, len(self.came))
        if met == len(self.came):
            self.came.append((number, event))
            self.back.append([])
            self.queue.append(node)
        self.back[met].append(number)
        return met

    def stuck(self) -> list[str]:
        """The states from which no path leads to an end."""
        alive, todo = set(self.ends), deque(self.ends)
        while todo:
            for before in self.back[todo.popleft()]:
                if before not in alive:
                    alive.add(before)
                    todo.append(before)
        return [self.path(number) for number in range(len(self.came)) if number not in alive]


def explore(world: World, check: Check, *, sample: int = 101) -> Explored:
    """Every reachable state of this world, `check`ed once each with all its answers."""
    search = _Search(world)
    found = search.found
    while search.queue:
        node, number = search.queue.popleft(), found.states
        answers: Answers = {}
        line = []
        for event in world.events_in(node.state):
            answer = answers[event.name] = step(node, event)
            if isinstance(answer, Held):
                found.held += 1
                line.append(f"{event.name}!{','.join(sorted({f.rule for f in answer.findings}))}")
            else:
                if event.slot and number % sample == 0:
                    _assert_slot(answer, event.name)
                line.append(f"{event.name}>{search.meet(answer, number, event.name)}")
        found.states += 1
        found.transitions += len(answers)
        check(node, answers, lambda number=number: search.path(number))  # type: ignore[misc]
        _note(search, node, number, line)
    found.stuck, found.graph = search.stuck(), search.digest.hexdigest()
    return found


def _note(search: _Search, node: Node, number: int, line: list[str]) -> None:
    found, phase = search.found, str(node.state.phase)
    found.phases[phase] = found.phases.get(phase, 0) + 1
    search.digest.update(f"{number} {phase} {' '.join(line)}\n".encode())
    if node.state.flags:
        reasons = {flag.reason for flag in flags.unresolved(node.state)}
        found.contradicted.setdefault(phase, set()).update(reasons)
    if node.state.phase in TERMINAL or node.state.phase in search.world.until:
        search.ends.append(number)
    node.state.memo.clear()


def _assert_slot(node: Node, name: str) -> None:
    """A slot event left everything but its slot as it was, and nothing follows from it."""
    assert node.key == abstraction(node.state, node.know, node.now), name
    assert follow(node.state, node.know, (), node.now) == (), name
