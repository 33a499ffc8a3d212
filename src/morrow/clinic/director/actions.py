"""A director's judgement of what happened at a visit."""

from morrow.care.clinic import ReviewNoted
from morrow.care.visit.facts.dosing import BreachReviewed
from morrow.clinic import journal, streams
from morrow.clinic.director.models import Finding, Kind, Matter
from morrow.clinic.people.actions import Duty, NotPossible
from morrow.clinic.store.writer import write


def review(duty: Duty, *, matter: Matter, finding: str) -> None:
    """Record what was found.  NotPossible for one's own deed, or a second time.

    A breach is judged in its visit's record, whose signing waits for that; everything else in the
    clinic's.
    """
    if matter.by == duty.by:
        raise NotPossible("Somebody else must review what you did yourself.")

    def unit() -> None:
        if _judged(matter):
            raise NotPossible("Somebody has reviewed this meanwhile.")
        if matter.kind == Kind.BREACH:
            stream = streams.of_visit(matter.visit_id)
            fact: object = BreachReviewed(breach=matter.fact, finding=finding)
        else:
            stream = streams.of_clinic(duty.clinic)
            fact = ReviewNoted(about=matter.id, finding=finding)
        journal.append(stream, facts=[fact], expected_version=None, stamp=duty.stamp)

    write(unit)


def _judged(matter: Matter) -> bool:
    answered = Matter.objects.filter(id=matter.id, kind=Kind.BREACH)  # stored once answered
    return answered.exists() or Finding.objects.filter(about=matter.id).exists()
