"""Whether a dose that rests may go on now, and all that holds it: what its button would answer."""

from typing import Final

from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.deciding.dosing import GOING_ON
from morrow.care.visit.rules._hold import Finding
from morrow.care.visit.values import Actor, Phase

COMMAND: Final = {Phase.PAUSED: c.ResumeInfusion, Phase.SPRAYING: c.GiveSpray}
"""What goes on with the dose from here."""

_ANYBODY: Final = Actor(id="", roles=frozenset())


def holds(case: Case) -> tuple[Finding, ...]:
    """Everything that holds the rest of the dose, in the order of its guards; none elsewhere."""
    command = COMMAND.get(case.state.phase) if case.state.phase else None
    if command is None:
        return ()
    answers = (guard(command, case, _ANYBODY) for guard in GOING_ON[command])
    return tuple(found for answer in answers if answer for found in answer.findings)
