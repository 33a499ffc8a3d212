"""Whether a stop value waits for a prescriber's word that the dose may go on (R29)."""

from typing import TYPE_CHECKING

from morrow.care.visit.facts.dosing import ResumeCleared
from morrow.care.visit.facts.monitoring import AlarmRaised, Level
from morrow.care.visit.roles import counts

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState


def cleared_at(state: "VisitState") -> int:
    """The version at which a prescriber last cleared the dose to go on; 0: never."""
    return max((r.version for r in state.all(ResumeCleared) if counts(r)), default=0)


def must_be_cleared(state: "VisitState") -> bool:
    """Whether a stop value has come up since a prescriber last cleared the dose."""
    since = cleared_at(state)
    return any(r.fact.level is Level.STOP and r.version > since for r in state.all(AlarmRaised))
