"""The cast: two clinics of one organisation, and somebody in each role at each of them.

Used by tests of access, of pages and in the browser.  Everybody's password is `PASSWORD`, their
PIN is `PIN`.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.test import Client

from morrow.care import calendar
from morrow.care.clinic import Role
from morrow.care.patient import PatientRegistered
from morrow.care.protocols import ALL as PROTOCOLS
from morrow.care.visit.facts.check_in import ChairTaken, PatientArrived
from morrow.care.visit.facts.planning import VisitBooked
from morrow.care.visit.values import Product, Route, Signature
from morrow.clinic import journal
from morrow.clinic.people import actions
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.models import User
from morrow.clinic.protocols import actions as protocols
from morrow.clinic.store.writer import write

PASSWORD: Final = "four unrelated words here"
PIN: Final = "802461"
ZONE: Final = "America/New_York"

# The patient of each clinic; their names are what nobody from elsewhere may read.
PATIENTS: Final = {
    "near": PatientRegistered(
        given_name="Nearone", family_name="Syntheticnear", birth_date=date(1979, 3, 2),
        record_number="N-1001",
    ),
    "far": PatientRegistered(
        given_name="Farone", family_name="Syntheticfar", birth_date=date(1988, 11, 30),
        record_number="F-2001",
    ),
}  # fmt: skip

# One name for each role; the other clinic's people bear the same with "far-" before it.
NAMES: Final = {
    Role.COORDINATOR: ("coordinator", "Coordinator One, synthetic"),
    Role.NURSE: ("nurse", "Nurse One, synthetic"),
    Role.PRESCRIBER: ("prescriber", "Prescriber One, synthetic"),
    Role.DIRECTOR: ("director", "Director One, synthetic"),
    Role.ADMIN: ("admin", "Admin One, synthetic"),
    Role.AUDITOR: ("auditor", "Auditor One, synthetic"),
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
    """Open both clinics and employ everybody, as one unit of work.

    Besides one person for each role at each clinic: `second-nurse`, `second-prescriber` and
    `second-admin` at the near one, `leaver` who was deactivated, `newcomer` with a one-time
    password, and `nobody-yet`, who has no role.
    """
    return write(lambda: _made(now))


def _made(now: datetime) -> Cast:
    cast = Cast(clinic=uuid4(), far_clinic=uuid4())
    password, pin = make_password(PASSWORD), make_password(PIN)
    for place, name in ((cast.clinic, "Harbor Street"), (cast.far_clinic, "Hill Clinic")):
        actions.open_clinic(cast.duty(now, clinic=place), name=name, zone=ZONE)
    near = {username: (name, role) for role, (username, name) in NAMES.items()}
    near |= {
        "second-nurse": ("Nurse Two, synthetic", Role.NURSE),
        "second-prescriber": ("Prescriber Two, synthetic", Role.PRESCRIBER),
        "second-admin": ("Admin Two, synthetic", Role.ADMIN),
        "leaver": ("Nurse Three, synthetic", Role.NURSE),
        "newcomer": ("Nurse Four, synthetic", Role.NURSE),
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
    for place, before in ((cast.clinic, ""), (cast.far_clinic, "far-")):
        sign_protocols(cast, place, now, director=f"{before}director", second=f"{before}prescriber")
    cast.records = {
        "near": {"clinic": cast.clinic, "person": cast.people["nurse"]},
        "far": {"clinic": cast.far_clinic, "person": cast.people["far-nurse"]},
    }
    for number, (where, records) in enumerate(cast.records.items()):
        _treat(cast, records, now, patient=PATIENTS[where], number=number)
    return cast


def _treat(
    cast: Cast, records: dict[str, UUID], now: datetime, *, patient: PatientRegistered, number: int
) -> None:
    """A patient of that clinic: "visit" is planned for later today, "running" is in the chair."""
    place = records["clinic"]
    duty = cast.duty(now, clinic=place)
    records |= {name: uuid4() for name in ("patient", "visit", "running")}
    records["chair"] = actions.add_chair(duty, name=f"Chair {number + 1}")
    append(duty, f"patient:{records['patient']}", patient)
    midnight = calendar.end_of_day(now, zone=calendar.zone(ZONE))
    later = min(now + timedelta(hours=3), midnight - timedelta(minutes=1))  # and still today
    booked = VisitBooked(
        patient=records["patient"], product=Product.KETAMINE, route=Route.IV,
        protocol="iv-ketamine", starts_at=later, minutes=120,
    )  # fmt: skip
    append(duty, f"visit:{records['visit']}", booked)
    arrived = (replace(booked, starts_at=now), PatientArrived(), ChairTaken(chair=records["chair"]))
    append(duty, f"visit:{records['running']}", *arrived)


def append(duty: Duty, stream: str, *facts: object) -> None:
    """Put facts on record, as they happened."""
    journal.append(stream, facts=facts, expected_version=None, stamp=duty.stamp)


def sign_protocols(cast: Cast, place: UUID, now: datetime, *, director: str, second: str) -> None:
    """Every protocol in force in the library's words; of each a second version still waits."""

    def duty(username: str) -> tuple[Duty, Signature]:
        person = str(cast.people[username])
        signature = Signature(person=person, text_hash="0" * 64, at=now)
        return Duty(by=person, role="setup", clinic=place, now=now), signature

    for protocol in PROTOCOLS:
        for version in (1, 2):
            first, signature = duty(director)
            protocols.prepare(
                first, key=protocol.key, changes={}, reason="set-up", signature=signature
            )
            if version == 1:
                other, signature = duty(second)
                protocols.cosign(other, key=protocol.key, version=1, signature=signature)


def sign_in(client: Client, username: str) -> None:
    """Sign in by password, as a person does."""
    answer = client.post("/sign-in/", {"username": username, "password": PASSWORD})
    assert answer.status_code == HTTPStatus.FOUND, answer.content


def _employ(cast: Cast, username: str, name: str, password: str, pin: str) -> None:
    user = User(username=username, name=name, password=password, pin=pin)
    write(lambda: user.save(force_insert=True))
    cast.people[username] = user.id
