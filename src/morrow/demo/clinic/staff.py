"""Employs the people of the synthetic clinic."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import make_password

from morrow.care.calendar import local_date, zone
from morrow.care.clinic import Role
from morrow.clinic.people import actions as people
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.models import User
from morrow.clinic.store.writer import write
from morrow.demo.clinic.roster import PASSWORD, PIN, STAFF, Member

SETUP: Final = "demo"
"""Who opened the clinic and employed its administrator: the program, by no account."""


def employ(clinic: UUID, other: UUID, *, zone_name: str, now: datetime) -> dict[str, UUID]:
    """Make every account with password and PIN; return their ids by user name.

    The program employs the administrator, and the administrator everybody else.
    """
    found: dict[str, UUID] = {}
    # One hash serves all: it takes a tenth of a second, and the secret is printed anyway.
    password, pin = make_password(PASSWORD), make_password(PIN)

    def unit() -> None:
        for member in STAFF:
            user = User(username=member.username, name=member.name, password=password, pin=pin)
            user.save(force_insert=True)
            found[member.username] = user.id
            by = SETUP if member.role is Role.ADMIN else str(found["admin"])
            place = other if member.elsewhere else clinic
            duty = Duty(by=by, role=Role.ADMIN, clinic=place, now=now)
            _entitle(duty, member, user.id, zone_name=zone_name)

    write(unit)
    return found


def _entitle(duty: Duty, member: Member, person: UUID, *, zone_name: str) -> None:
    last_day = local_date(duty.now + timedelta(days=365), zone=zone(zone_name))
    people.set_rights(
        duty,
        person=person,
        roles=[member.role],
        qualifications=dict.fromkeys(member.qualifications, last_day),
    )
