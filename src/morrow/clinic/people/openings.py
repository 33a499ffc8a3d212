"""The access log: one line for each opening of a record, and for each attempt turned away.

A live screen is one opening: the page that opened the record carries its line's id, and what the
page fetches or posts afterwards cites it in `X-Morrow-Opening` (a stream, which has no headers,
in `?opening=`).  Within the same session and tablet and for half a day; a page that somebody goes
to is always an opening of its own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from morrow.care.clinic import Role
from morrow.clinic.people.models import Opening
from morrow.clinic.people.principals import Principal
from morrow.clinic.store.kept import Kept
from morrow.clinic.store.writer import write

HEADER: Final = "X-Morrow-Opening"
QUERY: Final = "opening"
LASTS: Final = timedelta(hours=12)
"""Proposed (local policy): no screen stands open for longer than a day's work."""

STREAM: Final = "live.listen"
_MARK: Final = "openings"

_Key = tuple[UUID, UUID, str, bool, str, str]
_made: Final = Kept[_Key, datetime](1_000)  # as many screens as stand open
"""Lines of the log that screens have cited: a line never changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a door judged: who, in which role, what, on which record."""

    by: Principal
    role: Role | None
    operation: str
    record: str
    clinic: UUID
    tablet: str
    session: str
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
        session=access.session,
    )
    write(lambda: row.save(force_insert=True))
    return row.id


def mark(request: HttpRequest) -> None:
    """Name this sign-in, whatever keys its session gets: a tablet that was unlocked is the same."""
    request.session.setdefault(_MARK, uuid4().hex)


def session_of(request: HttpRequest) -> str:
    """The sign-in that a request belongs to, by a hash that opens nothing."""
    name = request.session.get(_MARK) or request.session.session_key or ""
    return salted_hmac("morrow.openings", str(name), algorithm="sha256").hexdigest()[:32]


def cited(request: HttpRequest, access: Access, *, now: datetime) -> UUID | None:
    """The opening of this same record by this same person that the request belongs to, or None."""
    text = request.headers.get(HEADER)
    if access.operation == STREAM:
        text = text or request.GET.get(QUERY)
    if not text or request.headers.get("Sec-Fetch-Mode") == "navigate":
        return None
    try:
        opening = UUID(text)
    except ValueError:
        return None
    at = _at(opening, access)
    return opening if at and at > now - LASTS else None


def _at(opening: UUID, access: Access) -> datetime | None:
    """When it was made, by this person, of this record, in this session; None if it was not."""
    key = (opening, access.by.id, access.record, access.emergency, access.session, access.tablet)
    at = _made.get(key)
    if at is None:
        found = Opening.objects.filter(
            id=opening,
            person_id=access.by.id,
            record=access.record,
            allowed=True,
            emergency=access.emergency,
            session=access.session,
            tablet=access.tablet,
        )
        at = found.values_list("at", flat=True).first()
    if at:
        _made.put(key, at)
    return at


def opened_at_once(person: UUID, record: str) -> bool:
    """True if this person made an emergency opening of this record."""
    return Opening.objects.filter(
        person_id=person, record=record, emergency=True, allowed=True
    ).exists()
