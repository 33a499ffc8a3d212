"""Tells visits: steps of many visits in the order of their times, each through the real actions.

A script is a generator of steps of one visit.  It is asked for its next step when the last one
has been recorded, so it may look at the visit's state; what it would do after `until` is not
told.  A step that a rule holds is our bug: the demonstration keeps the rules.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from morrow.care.calendar import local_date, zone
from morrow.care.clinic import Role
from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.decide import RECORDABLE, Held
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Actor, Signature
from morrow.clinic import streams
from morrow.clinic.journal import Stamp
from morrow.clinic.people import principals
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.models import SignedText, User
from morrow.clinic.people.signatures import Purpose, hash_of
from morrow.clinic.store.writer import write
from morrow.clinic.visits import actions, acts, knowledge, words
from morrow.demo.clinic.roster import STAFF

TABLET: Final = "demo"  # the device of every fact that was told and not entered


STEPS_AT_ONCE: Final = 64


class NotAsTold(Exception):
    """A rule holds what a script wanted: the script is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Somebody does something: a command, a fact, or a function that makes one at its time.

    `happened_at` if they write it down later than it was.
    """

    at: datetime
    by: str
    does: object
    happened_at: datetime | None = None


Script = Iterator[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The clinic that is told of: its people by user name and its chairs by number."""

    clinic: UUID
    zone: str
    seed: int
    people: Mapping[str, UUID]
    chairs: Mapping[int, UUID]

    def duty(self, by: str, now: datetime) -> Duty:
        """That person at work, at a time."""
        return Duty(
            by=str(self.people[by]), role=_role(by), clinic=self.clinic, now=now, device=TABLET
        )

    def actor(self, by: str, now: datetime) -> Actor:
        """The same as rules know them."""
        return _actor(self.people[by], _role(by), local_date(now, zone=zone(self.zone)))

    def id(self, *names: object) -> UUID:
        """An id that follows from the seed and these names."""
        return uuid5(self.clinic, ":".join(str(name) for name in (self.seed, *names)))


@cache
def _actor(person: UUID, role: Role, today: date) -> Actor:
    user = User.objects.get(id=person)
    return principals.actor(principals.of_user(user), [role], on=today)


def _role(username: str) -> Role:
    return next(member.role for member in STAFF if member.username == username)


@dataclass(slots=True, kw_only=True)
class Telling:
    """One visit as its script sees it."""

    place: Place
    visit: UUID
    now: datetime | None = None
    steps: int = 0

    @property
    def state(self) -> VisitState:
        return streams.visit(self.visit)

    def case(self, now: datetime) -> Case:
        state = self.state
        return Case(state, knowledge.of_state(self.visit, state, self.place.clinic), now)

    def signature(
        self, by: str, act: type, now: datetime, *, body: Mapping[str, Any] | None = None,
        order: c.OrderRequest | None = None,
    ) -> Signature:  # fmt: skip
        """Sign an act: its text is kept, and the signature cites its hash."""
        text = words.of_act(acts.ALL[act.__name__], body or {}, self.case(now), order)
        return signed(self.place, by, text, now)

    def does(self, step: Step) -> None:
        """Record one step, with what follows from it.  NotAsTold if a rule holds it."""
        does = step.does(self) if callable(step.does) else step.does
        command = c.Record(fact=does) if type(does) in RECORDABLE else does
        duty = self.place.duty(step.by, step.at)
        self.steps += 1
        outcome = actions.act(
            actions.Intent(
                visit=self.visit,
                clinic=self.place.clinic,
                command=command,
                by=self.place.actor(step.by, step.at),
                stamp=Stamp(
                    by=duty.by,
                    role=duty.role,
                    clinic=str(duty.clinic),
                    now=step.at,
                    happened_at=step.happened_at,
                    device=TABLET,
                ),
                client_id=self.place.id("step", self.visit, self.steps),
                request={"step": self.steps},
            )
        )
        if not isinstance(outcome, list):
            why = [f.reason for f in outcome.findings] if isinstance(outcome, Held) else outcome
            raise NotAsTold(f"{type(does).__name__} at {step.at}: {why}")


Waiting = list[tuple[datetime, int, Step, Telling, Script]]


def tell(scripts: Iterable[tuple[Telling, Script]], *, until: datetime) -> int:
    """Tell all visits up to a time, in the order in which it happened; return how many steps.

    Many steps are one unit of the writer: nobody reads along, and a disk is slow.
    """
    waiting: Waiting = []
    for number, (telling, script) in enumerate(scripts):
        _ask(waiting, number, telling, script)
    told = 0
    while waiting:
        outcome = write(lambda: _tell_some(waiting, until))
        if isinstance(outcome, NotAsTold):
            raise outcome
        told += outcome
    return told


def _tell_some(waiting: Waiting, until: datetime) -> int | NotAsTold:
    """The next steps; an error is returned, for a unit that raises is run again."""
    told = 0
    while waiting and told < STEPS_AT_ONCE:
        at, number, step, telling, script = heapq.heappop(waiting)
        if at > until:
            continue
        try:
            telling.does(step)
            _ask(waiting, number, telling, script)
        except NotAsTold as error:
            return error
        told += 1
    return told


def _ask(
    waiting: Waiting,
    number: int,
    telling: Telling,
    script: Script,
) -> None:
    step = next(script, None)
    if step is None:
        return
    if telling.now and step.at < telling.now:
        raise ValueError(f"visit {telling.visit}: a step at {step.at} after one at {telling.now}")
    telling.now = step.at
    heapq.heappush(waiting, (step.at, number, step, telling, script))


def signed(
    place: Place, by: str, text: str, now: datetime, *, beside: str | None = None
) -> Signature:
    """Keep a text as signed by that person, as `signatures.re_authenticate` does."""
    row = SignedText(
        id=uuid4(),
        person_id=place.people[by],
        purpose=Purpose.COSIGNATURE if beside else Purpose.SIGNATURE,
        beside_id=place.people[beside] if beside else None,
        clinic_id=place.clinic,
        text=text,
        text_hash=hash_of(text),
        tablet=TABLET,
        at=now,
    )
    write(lambda: row.save(force_insert=True))
    return Signature(person=str(place.people[by]), text_hash=row.text_hash, at=now)
