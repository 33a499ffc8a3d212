"""Every read about visits, shaped for one screen."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from morrow.care.calendar import say, zone
from morrow.care.clinic import Machine, Role
from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.decide import Held, decide
from morrow.care.visit.events import EVENTS
from morrow.care.visit.facts import check_in
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Actor
from morrow.care.visit.view import visit_view
from morrow.care.visit.view.checks import finding
from morrow.clinic import streams
from morrow.clinic.people.models import StaffQualification, StaffRole, User
from morrow.clinic.people.principals import Principal
from morrow.clinic.policy import POLICY, Reach, capacity, emergency_capacity
from morrow.clinic.store import entries
from morrow.clinic.visits import feed, following, knowledge, veil
from morrow.clinic.visits.models import Visit
from morrow.quantities import MlPerH

SEE: Final = "visit.see"
_CLINIC: Final = tuple(name for name, rule in POLICY.items() if rule.reach is Reach.CLINIC)
_URLS: Final = {
    "visit": "visits:visit",
    "view": "visits:view",
    "rate_preview": "visits:rate_preview",
    "order": "visits:order",
    "move": "visits:move",
    "cancel": "visits:cancel",
    "no_show": "visits:no_show",
    "patient": "visits:patient",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks, in which roles, when; `emergency` beyond their own clinic; `opening` in the log.

    `locked`: on a tablet that shows nobody's identity now.
    """

    by: Principal
    actor: Actor
    emergency: bool
    opening: UUID | None
    now: datetime
    locked: bool = False


def case_of(row: Visit, now: datetime) -> Case:
    """The visit with all that its rules ask for."""
    state = streams.visit(row.id)
    return Case(state, knowledge.of_state(row.id, state, row.clinic_id), now)


def page(row: Visit, reader: Reader) -> dict[str, Any]:
    """The one JSON value of the visit page: the view of `care/`, and the clinic around it.

    At the version of the row at least.
    """
    position = entries.end()  # looked up first: what is committed since is told by the push
    place, state = streams.clinic(row.clinic_id), streams.visit(row.id, row.version)
    case = Case(state, knowledge.to_show(row.id, state, place, row.clinic_id), reader.now)
    shown = visit_view(case, reader.actor, following.samples(state, reader.now))
    live = feed.of_visit(case.state, reader.now)
    around = {
        **shown,
        "id": str(row.id),
        "people": people(row.clinic_id, _named(case.state), version=place.version),
        "chair": _chair(case.state, place.chairs),
        "chairs": [
            {"id": str(chair), "name": name}
            for chair, name in place.chairs.items()
            if chair not in place.retired
        ],
        "feed": live.as_json() if live else None,
        "urls": urls(row, reader.opening, position),
        "opening": str(reader.opening) if reader.opening else None,
        "can": can(reader, row.clinic_id),
        "synthetic": settings.MORROW.demo,
        "clinic": {"id": str(row.clinic_id), "name": place.name, "zone": place.zone},
        "me": {
            "id": str(reader.by.id),
            "name": reader.by.name,
            "initials": reader.by.initials,
            "roles": sorted(reader.actor.roles),
        },
        "events_catalogue": [
            {"key": event.key, "label": event.label, "level": event.level} for event in EVENTS
        ],
        "clinic_time": say(reader.now, zone=zone(place.zone)),
        "locked": False,
    }
    return veil.veiled(around, case) if reader.locked else around


def held_rate(case: Case, by: Actor, rate: MlPerH) -> list[dict[str, Any]]:
    """What would hold this rate now, as it would be answered to the command."""
    asked = c.ChangeRate(rate_ml_per_h=rate, reason="looked at")
    outcome = decide(case.state, asked, by, case.know, case.now)
    return [finding(one, case) for one in outcome.findings] if isinstance(outcome, Held) else []


def urls(row: Visit, opening: UUID | None, position: int) -> dict[str, str]:
    """Where the page posts and fetches; acts stand at `acts` + name + "/"."""
    visit = row.id
    found = {name: reverse(route, args=[visit]) for name, route in _URLS.items()}
    cited = f"&opening={opening}" if opening else ""
    return {
        **found,
        "acts": f"{found['visit']}acts/",
        "live": f"{reverse('live')}?visit={visit}&after={position}{cited}",
        "record": f"{found['visit']}record.pdf",
        "handover": f"{found['visit']}handover.pdf",
        "sheet": f"{found['visit']}sheet/",
        "board": reverse("visits:board", args=[row.clinic_id]),
        "patient_page": reverse("patients:patient", args=[row.patient_id]),
        "protocol_page": reverse("protocols:protocol", args=[row.clinic_id, row.protocol]),
    }


def can(reader: Reader, clinic: UUID) -> list[str]:
    """The operations that the policy gives this reader here."""
    held = reader.by.roles_at(clinic)
    if reader.emergency:
        clinical = reader.by.clinical_roles()
        return [name for name in _CLINIC if emergency_capacity(name, clinical)]
    return [name for name in _CLINIC if capacity(name, held)]


def people(
    clinic: UUID, others: Iterable[str], *, version: int | None = None
) -> dict[str, dict[str, Any]]:
    """The clinic's staff with their roles, whoever else is named, and the machines.

    Who works here follows from the clinic's facts, so it is kept until there is a new one (the
    caller may know their `version`); somebody else who is named is looked up.
    """
    version = streams.clinic(clinic).version if version is None else version
    known = _staff.get(clinic)
    if known is None or known[0] != version:
        known = _staff[clinic] = (version, _people_of(clinic))
    strangers = {person for who in others if who not in known[1] and (person := _person(who))}
    if not strangers:
        return known[1]
    return {**known[1], **{str(user.id): _shown(user, [], []) for user in _users(strangers)}}


_staff: Final[dict[UUID, tuple[int, dict[str, dict[str, Any]]]]] = {}


def _people_of(clinic: UUID) -> dict[str, dict[str, Any]]:
    roles: dict[UUID, list[str]] = defaultdict(list)
    for row in StaffRole.objects.filter(clinic_id=clinic):
        roles[row.person_id].append(row.role)
    certificates: dict[UUID, list[str]] = defaultdict(list)
    for held in StaffQualification.objects.filter(clinic_id=clinic):
        certificates[held.person_id].append(held.qualification)
    found = {
        str(user.id): _shown(user, roles[user.id], certificates[user.id])
        for user in _users(set(roles))
    }
    nobody: dict[str, Any] = {"initials": "M", "roles": [], "qualifications": [], "labels": []}
    machines = {each.value: {"name": f"Morrow ({each.value})", **nobody} for each in Machine}
    return found | machines


def _users(people: set[UUID]) -> Iterable[User]:
    return User.objects.filter(id__in=people).only("id", "name")


def _shown(user: User, roles: list[str], certificates: list[str]) -> dict[str, Any]:
    return {
        "name": user.name,
        "initials": user.initials,
        "roles": roles,
        "qualifications": certificates,
        "labels": [Role(role).label for role in roles],
    }


def _named(state: VisitState) -> set[str]:
    """Everybody who wrote a fact of the visit."""
    return {recorded.by for facts in state.by_kind.values() for recorded in facts}


def _person(who: str) -> UUID | None:
    try:
        return UUID(who)
    except ValueError:
        return None


def _chair(state: VisitState, chairs: Any) -> dict[str, str] | None:
    taken = state.last(check_in.ChairTaken)
    if taken is None:
        return None
    return {"id": str(taken.fact.chair), "name": chairs.get(taken.fact.chair, "unknown")}


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
