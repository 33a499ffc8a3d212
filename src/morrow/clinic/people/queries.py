"""What the pages of people show."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from morrow.care.clinic import Machine, Qualification, Role
from morrow.clinic.people.models import (
    ExplainedOpening,
    Opening,
    StaffQualification,
    StaffRole,
    User,
)


@dataclass(slots=True, kw_only=True)
class Member:
    """Somebody on a clinic's staff."""

    id: UUID
    name: str
    username: str
    initials: str
    roles: list[Role] = field(default_factory=list)
    qualifications: dict[Qualification, date | None] = field(default_factory=dict)
    one_time: bool = False
    pin_set: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """One line of the access log, as the privacy officer reads it."""

    id: UUID
    at: datetime
    name: str
    role: str
    operation: str
    record: str
    allowed: bool
    emergency: bool
    own: bool
    explained: ExplainedOpening | None


def staff(clinic: UUID) -> list[Member]:
    """Everybody with a role at the clinic, by name."""
    roles: dict[UUID, list[Role]] = defaultdict(list)
    for row in StaffRole.objects.filter(clinic_id=clinic):
        roles[row.person_id].append(Role(row.role))
    order = list(Role)
    members = {
        user.id: Member(
            id=user.id,
            name=user.name,
            username=user.username,
            initials=user.initials,
            roles=sorted(roles[user.id], key=order.index),
            one_time=user.must_change_password,
            pin_set=bool(user.pin),
        )
        for user in User.objects.filter(id__in=roles).order_by("name", "username")
    }
    for held in StaffQualification.objects.filter(clinic_id=clinic, person_id__in=members):
        members[held.person_id].qualifications[Qualification(held.qualification)] = held.expires_on
    return list(members.values())


def names(people: set[str]) -> dict[str, str]:
    """Who is behind the journal's `by`: person ids and machines.  Raises KeyError for nobody."""
    machines = {machine.value: machine.value for machine in Machine}
    ids = [UUID(who) for who in people if who not in machines]
    known = {str(user.id): user.name for user in User.objects.filter(id__in=ids)}
    return {who: machines.get(who) or known[who] for who in people}


def access_log(
    clinic: UUID, *, reader: UUID, emergency_only: bool, limit: int
) -> list[OpeningLine]:
    """The newest lines of a clinic's access log."""
    rows = Opening.objects.filter(clinic_id=clinic).order_by("-at", "-id")
    if emergency_only:
        rows = rows.filter(emergency=True)
    lines = list(rows[:limit])
    known = names({str(line.person_id) for line in lines})
    explained = ExplainedOpening.objects.in_bulk([line.id for line in lines])
    return [
        OpeningLine(
            id=line.id,
            at=line.at,
            name=known[str(line.person_id)],
            role=Role(line.role).label if line.role else "no role here",
            operation=line.operation,
            record=line.record,
            allowed=line.allowed,
            emergency=line.emergency,
            own=line.person_id == reader,
            explained=explained.get(line.id),
        )
        for line in lines
    ]
