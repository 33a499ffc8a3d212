"""Flags of a visit's folded state as matters.  Pure, apart from being Django rows."""

from collections.abc import Iterable
from uuid import UUID

from morrow.care.recorded import Recorded
from morrow.care.visit.flags import Flag
from morrow.care.visit.state import VisitState
from morrow.clinic.director.models import Kind, Matter


def matters(visit: UUID, state: VisitState, flags: Iterable[Flag]) -> list[Matter]:
    """These flags of the visit, each with who wrote the fact that raised it.  Nothing is saved."""
    facts = {one.id: one for kind in state.by_kind.values() for one in kind}
    return [_matter(visit, flag, facts[flag.fact]) for flag in flags]


def _matter(visit: UUID, flag: Flag, fact: Recorded[object]) -> Matter:
    note = getattr(fact.fact, "note", "")  # what was written beside it, where the fact has that
    return Matter(
        id=flag.key,
        clinic_id=UUID(fact.clinic),
        visit_id=visit,
        kind=Kind.BREACH if flag.breach else Kind.FLAG,
        reason=f"{flag.reason}: {note}" if note else flag.reason,
        by=fact.by,
        role=fact.role,
        at=fact.happened_at,
    )
