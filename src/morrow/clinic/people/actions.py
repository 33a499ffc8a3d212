"""Every write about people: roles as facts in the clinic's stream, credentials as rows.

`Duty` carries who does it: an administrator's request, or the command line for a first clinic.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password

from morrow.care import calendar
from morrow.care.clinic import (
    ChairAdded,
    ChairRetired,
    ClinicOpened,
    OpeningReviewed,
    Qualification,
    QualificationRecorded,
    QualificationWithdrawn,
    Role,
    StaffRoleGranted,
    StaffRoleRevoked,
)
from morrow.care.visit.facts.leaving import OpeningExplained
from morrow.clinic import journal
from morrow.clinic.journal import Stamp
from morrow.clinic.people import credentials, queries
from morrow.clinic.people.models import (
    ExplainedOpening,
    Opening,
    StaffQualification,
    StaffRole,
    User,
)
from morrow.clinic.store.writer import write

ONE_TIME_HOURS: Final = 72
"""Proposed (local policy): how long a one-time password opens an account."""


class NotPossible(Exception):
    """The entry cannot be taken as it is; the message says why and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who acts on the clinic's staff, in which capacity, when and from where."""

    by: str
    role: str
    clinic: UUID
    now: datetime
    device: str = ""

    @property
    def stamp(self) -> Stamp:
        """The journal's envelope."""
        return Stamp(
            by=self.by, role=self.role, clinic=str(self.clinic), now=self.now, device=self.device
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A new account and the password that opens it once."""

    person: UUID
    username: str
    one_time_password: str


def stream(clinic: UUID) -> str:
    """The clinic's stream."""
    return f"clinic:{clinic}"


def open_clinic(duty: Duty, *, name: str, zone: str) -> None:
    """Open `duty.clinic`, a new id, under a name, in an IANA zone (ZoneError if unknown)."""
    calendar.zone(zone)
    _append(duty, [ClinicOpened(name=name, zone=zone)], expected_version=0)


def add_chair(duty: Duty, *, name: str) -> UUID:
    """Add a chair and return its id."""
    chair = uuid4()
    _append(duty, [ChairAdded(chair=chair, name=name)])
    return chair


def retire_chair(duty: Duty, *, chair: UUID, reason: str) -> None:
    """Take a chair out of use."""
    _append(duty, [ChairRetired(chair=chair, reason=reason)])


def new_account(*, username: str, name: str, password: str) -> User:
    """An account with a password of its own: for the first administrator and the demo."""
    user = User(username=username.casefold(), name=name, password=make_password(password))
    write(lambda: user.save(force_insert=True))
    return user


def invite(duty: Duty, *, username: str, name: str, roles: Iterable[Role]) -> Invited:
    """Make an account, or wake one that was deactivated, with a one-time password and roles.

    NotPossible if the name belongs to somebody active.
    """
    password = credentials.one_time_password()
    fields: dict[str, Any] = {
        "name": name,
        "password": make_password(password),
        "pin": "",
        "is_active": True,
        "must_change_password": True,
        "password_expires_at": duty.now + timedelta(hours=ONE_TIME_HOURS),
    }

    def unit() -> UUID:
        user = User.objects.filter(username=username.casefold()).first()
        if user is not None and user.is_active:
            raise NotPossible(f"The user name {username!r} is taken. Choose another one.")
        user = user or User(username=username.casefold())
        for field, value in fields.items():
            setattr(user, field, value)
        user.save()
        set_roles(duty, person=user.id, wanted=roles, reason="invited")
        return user.id

    return Invited(person=write(unit), username=username.casefold(), one_time_password=password)


def set_roles(duty: Duty, *, person: UUID, wanted: Iterable[Role], reason: str) -> None:
    """Grant and revoke so that the person holds exactly these roles at the clinic.

    NotPossible for one's own roles: nobody gives a right to themselves.
    """
    _not_oneself(duty, person)

    def facts() -> list[Any]:
        held = StaffRole.objects.filter(clinic_id=duty.clinic, person_id=person)
        now_held, then = {Role(row.role) for row in held}, frozenset(wanted)
        return [
            *(
                StaffRoleGranted(person=person, role=role)
                for role in Role
                if role in then - now_held
            ),
            *(
                StaffRoleRevoked(person=person, role=role, reason=reason)
                for role in Role
                if role in now_held - then
            ),
        ]

    _append_if_any(duty, facts)


def set_qualifications(
    duty: Duty, *, person: UUID, valid: dict[Qualification, date | None], reason: str
) -> None:
    """Record what was seen (with its last day), and withdraw what is not there any more."""
    _not_oneself(duty, person)

    def facts() -> list[Any]:
        rows = StaffQualification.objects.filter(clinic_id=duty.clinic, person_id=person)
        before = {Qualification(row.qualification): row.expires_on for row in rows}
        return [
            *(
                QualificationRecorded(person=person, qualification=what, expires_on=last_day)
                for what, last_day in valid.items()
                if what not in before or before[what] != last_day
            ),
            *(
                QualificationWithdrawn(person=person, qualification=what, reason=reason)
                for what in before
                if what not in valid
            ),
        ]

    _append_if_any(duty, facts)


def set_rights(
    duty: Duty,
    *,
    person: UUID,
    roles: Iterable[Role],
    qualifications: dict[Qualification, date | None],
) -> None:
    """Roles and qualifications together, or neither."""

    def unit() -> None:
        set_roles(duty, person=person, wanted=roles, reason="changed by an administrator")
        set_qualifications(duty, person=person, valid=qualifications, reason="no longer shown")

    write(unit)


def deactivate(duty: Duty, *, person: UUID, reason: str) -> None:
    """Take all roles at this clinic; with no role left anywhere, close the account at once."""

    def unit() -> None:
        set_roles(duty, person=person, wanted=(), reason=reason)
        set_qualifications(duty, person=person, valid={}, reason=reason)
        if not StaffRole.objects.filter(person_id=person).exists():
            User.objects.filter(id=person).update(is_active=False, pin="")

    write(unit)


def reset_password(duty: Duty, *, person: UUID) -> str:
    """A new one-time password; every session of the person ends with the old one.

    NotPossible where the person works elsewhere too: whoever has the password has those records.
    """
    _not_oneself(duty, person)
    if elsewhere := queries.beyond(duty.by, person):
        raise NotPossible(
            f"This person also works at {', '.join(elsewhere)}. Only an administrator of every "
            "clinic where they work may make them a new password."
        )
    password = credentials.one_time_password()
    hashed = make_password(password)
    write(
        lambda: User.objects.filter(id=person).update(
            password=hashed,
            pin="",
            must_change_password=True,
            password_expires_at=duty.now + timedelta(hours=ONE_TIME_HOURS),
        )
    )
    return password


def change_password(user: User, *, password: str) -> None:
    """One's own new password.  The caller has checked the old one and the validators."""
    user.password = make_password(password)
    user.must_change_password, user.password_expires_at = False, None
    fields = ["password", "must_change_password", "password_expires_at"]
    write(lambda: user.save(update_fields=fields))


def set_pin(user: User, *, pin: str) -> None:
    """One's own new PIN.  The caller has checked the password and `credentials.pin_trouble`."""
    user.pin = make_password(pin)
    write(lambda: user.save(update_fields=["pin"]))


def explain_opening(opening: Opening, *, reason: str, now: datetime) -> None:
    """Say why, as a fact of the visit.  NotPossible a second time."""

    def unit() -> None:
        if ExplainedOpening.objects.filter(opening_id=opening.id).exclude(reason="").exists():
            raise NotPossible("This opening has its reason already.")
        duty = Duty(
            by=str(opening.person_id),
            role=opening.role,
            clinic=opening.clinic_id,
            now=now,
            device=opening.tablet,
        )
        fact = OpeningExplained(opening=opening.id, reason=reason)
        journal.append(opening.record, facts=[fact], expected_version=None, stamp=duty.stamp)

    write(unit)


def review_opening(duty: Duty, *, opening: Opening, finding: str) -> None:
    """Judge an emergency opening.  NotPossible for one's own."""
    if str(opening.person_id) == duty.by:
        raise NotPossible("Somebody else must review your own opening.")
    _append(duty, [OpeningReviewed(opening=opening.id, finding=finding)])


def _not_oneself(duty: Duty, person: UUID) -> None:
    if duty.by == str(person):
        raise NotPossible("Another administrator must change your own rights.")


def _append(duty: Duty, facts: Sequence[Any], *, expected_version: int | None = None) -> None:
    journal.append(
        stream(duty.clinic), facts=facts, expected_version=expected_version, stamp=duty.stamp
    )


def _append_if_any(duty: Duty, facts: Callable[[], list[Any]]) -> None:
    """Compare with the projection and append, in one unit, so that no other comes between."""

    def unit() -> None:
        if found := facts():
            _append(duty, found)

    write(unit)
