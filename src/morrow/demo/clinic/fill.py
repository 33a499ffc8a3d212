"""Fills a new store with the synthetic clinic, as of a moment.

The same seed gives the same people, values and courses; the ids of the clinics and chairs are new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from morrow.care.calendar import local_date, zone
from morrow.care.clinic import Role
from morrow.care.patient import ConsentAttested, EligibilityAttested, PatientRegistered
from morrow.care.protocols import ALL as PROTOCOLS
from morrow.clinic import streams
from morrow.clinic.bedside import actions as bedside
from morrow.clinic.bedside import inbox
from morrow.clinic.patients import actions as patients
from morrow.clinic.people import actions as people
from morrow.clinic.people.actions import Duty
from morrow.clinic.protocols import actions as protocols
from morrow.clinic.store import checkpointer
from morrow.clinic.visits.actions import visit_id_of
from morrow.demo.clinic import day, staff
from morrow.demo.clinic.day import CHAIRS, Told
from morrow.demo.clinic.plan import AT_REST_MIN, Patient, Plan, device
from morrow.demo.clinic.teller import Place, Telling, signed, tell
from morrow.demo.monitors.monitor import Monitor, Playing
from morrow.evidence import Refusal

NAME: Final = "Synthetic Ketamine Clinic"
OTHER: Final = "Synthetic Branch Clinic"
OPENED: Final = timedelta(days=60)
REGISTERED: Final = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtChair:
    """A monitor, and when the dose of its patient began; None while there is none."""

    monitor: Monitor
    dose_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was made: the clinic, its visits of today by family name, and its monitors."""

    clinic: UUID
    zone: str
    visits: dict[str, UUID]
    monitors: tuple[AtChair, ...]
    steps: int


def fill(*, now: datetime, zone_name: str, seed: int) -> Filled:
    """Open the clinic, employ, register, and tell last week and today up to `now`."""
    place = _open(now - OPENED, zone_name=zone_name, seed=seed)
    _sign_protocols(place, now - OPENED + timedelta(days=1))
    today, before = list(day.today(place, now)), list(day.earlier(place, now))
    _install(place, today, now - OPENED + timedelta(days=2))
    for plan in {plan.who.id: plan for plan, _ in (*before, *today)}.values():
        _register(place, plan.who, now - REGISTERED)
    for plan in {(p.who.id, p.route): p for p, _ in (*before, *today)}.values():
        _attest(place, plan, now - REGISTERED + timedelta(days=1))
    visits = {plan.who.family_name: _visit(place, plan) for plan, _ in today}
    scripts = [
        (telling := Telling(place=place, visit=_visit(place, plan)), story(plan, telling))
        for plan, story in (*before, *today)
    ]
    steps = tell(scripts, until=now)
    checkpointer.cover(now)
    return Filled(
        clinic=place.clinic,
        zone=zone_name,
        visits=visits,
        monitors=tuple(_monitors(today, now)),
        steps=steps,
    )


def _visit(place: Place, plan: Plan) -> UUID:
    return visit_id_of(place.id("booking", plan.who.family_name, plan.dose_at))


def _open(now: datetime, *, zone_name: str, seed: int) -> Place:
    """Two clinics of one organisation; the second only so that somebody can come from there."""
    clinic, other = uuid4(), uuid4()
    for each, name in ((clinic, NAME), (other, OTHER)):
        duty = Duty(by=staff.SETUP, role=Role.ADMIN, clinic=each, now=now)
        people.open_clinic(duty, name=name, zone=zone_name)
    accounts = staff.employ(clinic, other, zone_name=zone_name, now=now)
    admin = Duty(by=str(accounts["admin"]), role=Role.ADMIN, clinic=clinic, now=now)
    for number in range(1, CHAIRS + 1):
        bedside.add_chair(admin, name=_chair(number))
    names = {name: chair for chair, name in streams.clinic(clinic).chairs.items()}
    chairs = {number: names[_chair(number)] for number in range(1, CHAIRS + 1)}
    return Place(clinic=clinic, zone=zone_name, seed=seed, people=accounts, chairs=chairs)


def _chair(number: int) -> str:
    """With two digits, as lists sort by name."""
    return f"Chair {number:02}"


def _sign_protocols(place: Place, now: datetime) -> None:
    """Each in the library's words, by the director and a prescriber; one new version waits."""
    for protocol in PROTOCOLS:
        text = f"{protocol.title}, version 1, as in the library"
        _made(
            protocols.prepare(
                place.duty("director", now),
                key=protocol.key,
                changes={},
                reason="The library's figures, until this clinic has its own",
                signature=signed(place, "director", text, now),
            )
        )
        later = now + timedelta(hours=3)
        _made(
            protocols.cosign(
                place.duty("psychiatrist", later),
                key=protocol.key,
                version=1,
                signature=signed(place, "psychiatrist", text, later, beside="director"),
            )
        )
    text = "IV ketamine for depression, version 2: 90 minutes of recovery"
    _made(
        protocols.prepare(
            place.duty("director", now + timedelta(days=50)),
            key="iv-ketamine",
            changes={"recovery.minutes": Decimal(90)},
            reason="Longer observation until we have counted our own late events",
            signature=signed(place, "director", text, now + timedelta(days=50)),
        )
    )


def _made(outcome: object) -> None:
    if isinstance(outcome, Refusal):
        raise TypeError(f"the demonstration's protocol is refused: {outcome.reason}")


def _install(place: Place, today: Sequence[Told], now: datetime) -> None:
    """Each monitor is heard of, and then the coordinator puts it at its chair."""
    for at_chair in _monitors(today, now):
        name = at_chair.monitor.device
        playing = Playing(
            monitor=replace(at_chair.monitor, start_min=AT_REST_MIN), began=now, seed=place.seed
        )
        inbox.receive(playing.message(0, now), "127.0.0.1", now=now)
        chair = place.chairs[int(name.rpartition("-")[2])]
        bedside.assign(place.duty("coordinator", now), device=name, chair=chair)


def _register(place: Place, who: Patient, now: datetime) -> None:
    registered = PatientRegistered(
        given_name="Synthetic",
        family_name=who.family_name,
        birth_date=who.born,
        record_number=f"SYN-{who.number:04}",
        phone="555-0199",
    )
    stamp = place.duty("coordinator", now).stamp
    found = patients.register(stamp, registered, client_id=who.registration)
    assert found == who.id


def _attest(place: Place, plan: Plan, now: datetime) -> None:
    """A prescriber decides to treat, and has a consent for this drug and route."""
    on, number = local_date(now, zone=zone(place.zone)), plan.who.number
    decided = EligibilityAttested(
        product=plan.product,
        document=f"Decision to treat {number} (synthetic)",
        decided_on=on,
        contraindications=(),
    )
    consent = ConsentAttested(
        product=plan.product,
        route=plan.route,
        document=f"Consent {number} (synthetic)",
        signed_on=on,
        off_label_acknowledged=True,
    )
    stamp = place.duty("psychiatrist", now).stamp
    for fact in (decided, consent):
        client_id = place.id("attested", plan.who.id, plan.route, type(fact).__name__)
        patients.attest(stamp, plan.who.id, fact, client_id=client_id)


def _monitors(today: Iterable[Told], now: datetime) -> list[AtChair]:
    """What stands at each chair, for who sits there last; before a dose they stay at rest."""
    found = {}
    for plan, _ in sorted(today, key=lambda told: told[0].dose_at):
        if plan.chair:
            begun = plan.dose_at if plan.dose_at <= now else None
            monitor = plan.monitor if begun else replace(plan.monitor, start_min=AT_REST_MIN)
            found[plan.chair] = AtChair(monitor=monitor, dose_at=begun)
    assert sorted(found) == list(range(1, CHAIRS + 1))
    assert all(at.monitor.device == device(chair) for chair, at in found.items())
    return [found[chair] for chair in sorted(found)]
