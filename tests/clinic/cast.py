"""The cast: two clinics of one organisation, and somebody in each role at each of them.

Used by tests of access, of pages and in the browser.  Everybody's password is `PASSWORD`, their
PIN is `PIN`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.test import Client

from morrow.care.clinic import Role
from morrow.clinic.people import actions
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.models import User
from morrow.clinic.store.writer import write

PASSWORD: Final = "four unrelated words here"
PIN: Final = "802461"
ZONE: Final = "America/New_York"

# One name for each role; the other clinic's people bear the same with "far-" before it.
NAMES: Final = {
    Role.COORDINATOR: ("coordinator", "Carla Voss"),
    Role.NURSE: ("nurse", "Noor Adeyemi, RN"),
    Role.PRESCRIBER: ("prescriber", "Dr Priya Raman"),
    Role.DIRECTOR: ("director", "Dr Dag Lindqvist"),
    Role.ADMIN: ("admin", "Ada Okafor"),
    Role.AUDITOR: ("auditor", "Aurel Popescu"),
}


@dataclass(slots=True, kw_only=True)
class Cast:
    """Who and what there is.  `people` by user name."""

    clinic: UUID
    far_clinic: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    records: dict[str, dict[str, UUID]] = field(default_factory=dict)
    """By place ("near", "far") and name: what routes may be asked for.  See `access/examples.py`."""

    def duty(self, now: datetime, *, clinic: UUID | None = None) -> Duty:
        """Somebody set the clinic up: for facts that a test needs beforehand."""
        return Duty(by="setup", role="admin", clinic=clinic or self.clinic, now=now)


def make(now: datetime) -> Cast:
    """Open both clinics and employ everybody.

    Besides one person for each role at each clinic: `second-nurse`, `second-prescriber` and
    `second-admin` at the near one, `leaver` who was deactivated, `newcomer` with a one-time
    password, and `nobody-yet`, who has no role.
    """
    cast = Cast(clinic=uuid4(), far_clinic=uuid4())
    password, pin = make_password(PASSWORD), make_password(PIN)
    for place, name in ((cast.clinic, "Harbor Street"), (cast.far_clinic, "Hill Clinic")):
        actions.open_clinic(cast.duty(now, clinic=place), name=name, zone=ZONE)
    near = {username: (name, role) for role, (username, name) in NAMES.items()}
    near |= {
        "second-nurse": ("Sam Nakata, RN", Role.NURSE),
        "second-prescriber": ("Dr Stella Moreau", Role.PRESCRIBER),
        "second-admin": ("Shira Levin", Role.ADMIN),
        "leaver": ("Lee Varga, RN", Role.NURSE),
        "newcomer": ("Nell Ito, RN", Role.NURSE),
    }
    far = {f"far-{username}": (name, role) for role, (username, name) in NAMES.items()}
    for place, members in ((cast.clinic, near), (cast.far_clinic, far)):
        for username, (name, role) in members.items():
            _employ(cast, username, name, password, pin)
            actions.set_roles(
                cast.duty(now, clinic=place), person=cast.people[username], wanted=[role],
                reason="set-up",
            )  # fmt: skip
    _employ(cast, "nobody-yet", "Nobody Yet", password, pin)
    actions.deactivate(cast.duty(now), person=cast.people["leaver"], reason="left")
    write(lambda: User.objects.filter(username="newcomer").update(must_change_password=True))
    cast.records = {
        "near": {"clinic": cast.clinic, "person": cast.people["nurse"]},
        "far": {"clinic": cast.far_clinic, "person": cast.people["far-nurse"]},
    }
    return cast


def sign_in(client: Client, username: str) -> None:
    """Sign in by password, as a person does."""
    answer = client.post("/sign-in/", {"username": username, "password": PASSWORD})
    assert answer.status_code == HTTPStatus.FOUND, answer.content


def _employ(cast: Cast, username: str, name: str, password: str, pin: str) -> None:
    user = User(username=username, name=name, password=password, pin=pin)
    write(lambda: user.save(force_insert=True))
    cast.people[username] = user.id
