"""Flags: facts that contradict the state or are hard to believe.  Recorded all the same.

A flag is raised within the fold of its fact, from the state before it; it stays until a person
says what is true.  It blocks signing and never care.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from morrow.care.recorded import Recorded
from morrow.care.visit import contradictions, doubts
from morrow.care.visit.facts import dosing, leaving
from morrow.care.visit.roles import counts

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState

BREACHES: Final = (dosing.InfusionFoundRunning, dosing.DoseFoundGiven)
"""Drug went in past every gate: a prescriber or the director reviews it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A contradiction: which fact, why, and whether it is a breach that a prescriber reviews."""

    key: str
    fact: UUID
    reason: str
    breach: bool = False


def unresolved(state: "VisitState") -> tuple[Flag, ...]:
    """The flags that nobody has answered yet."""
    resolved = {r.fact.flag for r in state.all(leaving.FlagResolved)}
    reviewed = {r.fact.breach for r in state.all(dosing.BreachReviewed) if counts(r)}
    return tuple(
        flag
        for flag in state.flags
        if (flag.fact not in reviewed if flag.breach else flag.key not in resolved)
    )


def raised(before: "VisitState", recorded: Recorded[Any]) -> tuple[Flag, ...]:
    """What this fact contradicts, given the state before it."""
    reasons = (*contradictions.found(before, recorded), *doubts.found(before, recorded))
    breach = isinstance(recorded.fact, BREACHES) or contradictions.past_a_hold(before, recorded)
    return tuple(
        Flag(key=f"{recorded.id}.{number}", fact=recorded.id, reason=reason, breach=breach)
        for number, reason in enumerate(reasons)
    )
