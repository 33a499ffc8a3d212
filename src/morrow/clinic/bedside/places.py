"""Where devices stand: which chair's values are whose.

A device that a person has put nowhere feeds nobody, and a device feeds the chair only with what
it sent since it was put there.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from morrow.clinic.bedside import queries
from morrow.clinic.bedside.candidates import Candidate
from morrow.clinic.bedside.models import DevicePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A device at a chair.  `by` put it there, at `since`."""

    device: str
    clinic: UUID
    chair: UUID
    since: datetime
    by: str


def of_chair(chair: UUID) -> Place | None:
    """The device at a chair, or None."""
    return _place(DevicePlace.objects.filter(chair_id=chair).first())


def of_device(device: str) -> Place | None:
    """Where a device stands, at whatever clinic, or None."""
    return _place(DevicePlace.objects.filter(device=device).first())


def at_clinic(clinic: UUID) -> list[Place]:
    """The devices that stand at a clinic's chairs."""
    found = DevicePlace.objects.filter(clinic_id=clinic).order_by("device")
    return [place for row in found if (place := _place(row))]


def candidates(chair: UUID, since: datetime) -> list[Candidate]:
    """What the chair's device sent after `since`, and since it stands there.  Empty without one."""
    place = of_chair(chair)
    return [] if place is None else queries.candidates(place.device, max(since, place.since))


def _place(row: DevicePlace | None) -> Place | None:
    if row is None:
        return None
    return Place(
        device=row.device, clinic=row.clinic_id, chair=row.chair_id, since=row.since, by=row.by
    )
