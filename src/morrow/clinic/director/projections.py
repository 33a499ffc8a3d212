"""From facts to what a director looks at."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Model

from morrow.care.clinic import ReviewNoted
from morrow.care.recorded import Recorded
from morrow.care.visit import flags
from morrow.care.visit.facts.check_in import GateOverridden
from morrow.care.visit.facts.dosing import BreachReviewed
from morrow.care.visit.facts.leaving import FlagResolved
from morrow.care.visit.facts.monitoring import EmergencyDeclared, EmergencyEnded
from morrow.care.visit.state import VisitState, fold
from morrow.clinic import journal
from morrow.clinic.director.flags import matters
from morrow.clinic.director.models import Finding, Kind, Matter
from morrow.clinic.store.projector import Projector, put


def _project(recorded: Recorded[Any]) -> None:
    match recorded.fact:
        case GateOverridden() as fact:
            _add(recorded, Kind.OVERRIDE, rule=fact.rule, reason=fact.reason, seen=fact.seen)
        case EmergencyDeclared(note=note):
            _add(recorded, Kind.EMERGENCY, reason=note)
        case EmergencyEnded(outcome=outcome):
            _answer_last_emergency(recorded, outcome)
        case FlagResolved() | BreachReviewed():
            _answer_flags(recorded)
        case ReviewNoted(about=about, finding=finding):
            Finding.objects.get_or_create(
                about=about,
                defaults={
                    "clinic_id": UUID(recorded.clinic),
                    "finding": finding,
                    "by": recorded.by,
                    "at": recorded.happened_at,
                },
            )


def _add(recorded: Recorded[Any], kind: Kind, **said: Any) -> None:
    Matter.objects.create(
        id=str(recorded.id),
        clinic_id=UUID(recorded.clinic),
        visit_id=_visit(recorded),
        kind=kind,
        by=recorded.by,
        role=recorded.role,
        at=recorded.happened_at,
        **said,
    )


def _answer_last_emergency(recorded: Recorded[Any], outcome: str) -> None:
    open_ = Matter.objects.filter(visit_id=_visit(recorded), kind=Kind.EMERGENCY, answered_at=None)
    open_.update(answer=outcome, answered_by=recorded.by, answered_at=recorded.happened_at)


def _answer_flags(recorded: Recorded[Any]) -> None:
    """Keep the flags that this very fact answers, if it is the word of somebody who may."""
    facts = journal.read(recorded.stream)[: recorded.version]
    before, after = fold(VisitState(), facts[:-1]), fold(VisitState(), facts)
    still_open = {flag.key for flag in flags.unresolved(after)}
    answered = [flag for flag in flags.unresolved(before) if flag.key not in still_open]
    for matter in matters(_visit(recorded), after, answered):
        matter.answer = _words(recorded.fact)
        matter.answered_by, matter.answered_at = recorded.by, recorded.happened_at
        put(matter)


def _words(fact: FlagResolved | BreachReviewed) -> str:
    return fact.resolution if isinstance(fact, FlagResolved) else fact.finding


def _visit(recorded: Recorded[Any]) -> UUID:
    return UUID(recorded.stream.partition(":")[2])


_TABLES: Final[tuple[type[Model], ...]] = (Matter, Finding)
PROJECTORS: Final[tuple[Projector, ...]] = (
    Projector(
        name="director",
        models=_TABLES,
        facts=(
            GateOverridden,
            EmergencyDeclared,
            EmergencyEnded,
            FlagResolved,
            BreachReviewed,
            ReviewNoted,
        ),
        apply=_project,
    ),
)
