"""The access log: one line for each opening of a record, and for each attempt turned away.

A live screen is one opening: the page that opened the record carries its line's id, and what the
page fetches or posts afterwards cites it in `X-Morrow-Opening` (a stream, which has no headers,
in `?opening=`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.http import HttpRequest

from morrow.care.clinic import Role
from morrow.clinic.people.models import Opening
from morrow.clinic.people.principals import Principal
from morrow.clinic.store.writer import write

HEADER: Final = "X-Morrow-Opening"
QUERY: Final = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a door judged: who, in which role, what, on which record."""

    by: Principal
    role: Role | None
    operation: str
    record: str
    clinic: UUID
    tablet: str
    emergency: bool = False


def log(access: Access, *, allowed: bool, now: datetime) -> UUID:
    """Append a line and return its id."""
    row = Opening(
        id=uuid4(),
        at=now,
        person_id=access.by.id,
        role=access.role.value if access.role else "",
        operation=access.operation,
        record=access.record,
        clinic_id=access.clinic,
        tablet=access.tablet,
        allowed=allowed,
        emergency=access.emergency,
    )
    write(lambda: row.save(force_insert=True))
    return row.id


def cited(request: HttpRequest, access: Access) -> UUID | None:
    """The opening of this same record by this same person that the request belongs to, or None."""
    text = request.headers.get(HEADER) or request.GET.get(QUERY)
    if not text:
        return None
    try:
        opening = UUID(text)
    except ValueError:
        return None
    live = Opening.objects.filter(
        id=opening,
        person_id=access.by.id,
        record=access.record,
        allowed=True,
        emergency=access.emergency,
    )
    return opening if live.exists() else None


def opened_at_once(person: UUID, record: str) -> bool:
    """True if this person made an emergency opening of this record."""
    return Opening.objects.filter(
        person_id=person, record=record, emergency=True, allowed=True
    ).exists()
