"""What a decision is: facts to record, or what holds the command.

A command is decided by its guards, in order: the first that holds is the answer; when none does,
the facts follow.  Guards are data, so that a test can take away each one and see it missed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from morrow.care import sources as s
from morrow.care.visit.case import Case
from morrow.care.visit.values import Actor, Phase
from morrow.evidence import Override, Refusal, Source, Warn


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing is recorded.  Each finding says why, where it comes from and what would lift it."""

    findings: tuple[Refusal | Warn, ...]


Facts = tuple[object, ...]
Decision = Facts | Held
Guard = Callable[[Any, Case, Actor], Held | None]


@dataclass(frozen=True, slots=True)
class Decider:
    """What may hold a command, and the facts that it yields when nothing does."""

    facts: Callable[[Any, Case, Actor], Facts]
    guards: tuple[Guard, ...] = ()

    def __call__(self, command: object, case: Case, by: Actor) -> Decision:
        for guard in self.guards:
            if answer := guard(command, case, by):
                return answer
        return self.facts(command, case, by)


def held(rule: str, reason: str, remedy: str, source: Source = s.HOUSE_POLICY, **seen: str) -> Held:
    """One plain hold that nobody sets aside."""
    refusal = Refusal(
        rule=rule, reason=reason, source=source, seen=seen, remedy=remedy, override=Override.NONE
    )
    return Held((refusal,))


def phase_is(what: str, when: str, *phases: Phase | None) -> Guard:
    """The guard that the command fits what the visit is doing now."""

    def phase(command: object, case: Case, by: Actor) -> Held | None:
        del command, by
        if case.state.phase in phases:
            return None
        now = case.state.phase.value if case.state.phase else "not booked"
        return held("PHASE", f"cannot {what}: the visit is {now}", when, phase=now)

    return phase


def has_reason(command: Any, case: Case, by: Actor) -> Held | None:
    """What changes the plan for a patient says why."""
    del case, by
    if command.reason.strip():
        return None
    return held("REASON", "no reason is given", "write why")


def signed_by_author(command: Any, case: Case, by: Actor) -> Held | None:
    """A signature is the author's own: nobody signs in another's name."""
    del case
    if command.signature.person == by.id:
        return None
    return held("SIGNATURE", "signed by another person", "whoever signs also acts")
