"""What stands in the bar: each entry shows for whoever the policy lets do it.

An app adds its line here.  `per_clinic` routes take the clinic's id as `clinic`.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from morrow.clinic.people.models import Clinic
from morrow.clinic.people.principals import Principal
from morrow.clinic.policy import capacity

CHOSEN: Final = "clinic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    label: str
    operation: str
    route: str
    per_clinic: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    label: str
    url: str
    current: bool


ALL: Final = (
    Entry(label="Board", operation="board.see", route="visits:board"),
    Entry(label="Patients", operation="patient.see", route="patients:patients"),
    Entry(label="Protocols", operation="protocol.see", route="protocols:protocols"),
    Entry(label="Devices", operation="device.see", route="bedside:devices"),
    Entry(label="Chairs", operation="clinic.manage", route="bedside:chairs"),
    Entry(label="Review", operation="director.review", route="director:review"),
    Entry(label="Staff", operation="staff.manage", route="people:staff"),
    Entry(label="Access log", operation="access.review", route="people:access_log"),
)


def links(request: HttpRequest, by: Principal, place: UUID) -> list[Link]:
    """The entries for this person at this clinic, in order."""
    held = by.roles_at(place)
    return [
        Link(label=entry.label, url=url, current=request.path.startswith(url))
        for entry in ALL
        if capacity(entry.operation, held)
        for url in [reverse(entry.route, kwargs={"clinic": place} if entry.per_clinic else None)]
    ]


def clinics_of(by: Principal) -> list[Clinic]:
    """Where the person works, by name."""
    return list(Clinic.objects.filter(id__in=by.clinics()).order_by("name", "id"))


def current_clinic(request: HttpRequest, places: list[Clinic]) -> Clinic | None:
    """The clinic whose links the bar shows: the one chosen last, else the first."""
    chosen = str(request.session.get(CHOSEN, ""))
    return next((place for place in places if str(place.id) == chosen), next(iter(places), None))
