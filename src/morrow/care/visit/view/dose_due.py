"""What the dose itself waits for: a bag that should be empty by now, a device that may be given.

A set that is missing is asked for loudly; so is an infusion that nobody has said is over, and a
device that nobody has given.  The times of grace are those of a missing set.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from morrow.care.visit import given, going_on, schedule
from morrow.care.visit.case import Case
from morrow.care.visit.facts import dosing
from morrow.care.visit.schedule import Due
from morrow.care.visit.values import Phase
from morrow.care.visit.view.bedside import iso
from morrow.care.visit.view.drug import next_spray_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """`command` was due at `due_at`; `words` say so to a reader."""

    command: str
    due_at: datetime
    status: Due
    words: str


def awaited(case: Case) -> Awaited | None:
    """What the dose waits for; None where nothing is due, or where something holds it."""
    match case.state.phase:
        case Phase.INFUSING:
            due_at, command = given.ends_at(case.state), "CompleteInfusion"
            words = "The bag should be empty: is the infusion complete?"
        case Phase.SPRAYING if not going_on.holds(case):
            due_at, command = next_spray_at(case), "GiveSpray"
            words = f"Device {len(case.state.all(dosing.SprayGiven)) + 1} is due and not given"
        case _:
            return None
    if due_at is None or case.now < due_at:
        return None
    status = schedule.lateness(due_at, case.protocol, case.now)
    return Awaited(command=command, due_at=due_at, status=status, words=words)


def shown(case: Case) -> dict[str, Any] | None:
    found = awaited(case)
    if found is None:
        return None
    return {
        "command": found.command,
        "due_at": iso(found.due_at),
        "status": found.status,
        "words": found.words,
    }
