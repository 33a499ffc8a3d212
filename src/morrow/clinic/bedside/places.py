"""Where devices stand.  A device that a person has put nowhere feeds nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from morrow.clinic.bedside.models import DevicePlace
from morrow.clinic.store.one_row import only


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
    return _place(only(DevicePlace.objects.filter(chair_id=chair)))


def of_device(device: str) -> Place | None:
    """Where a device stands, at whatever clinic, or None."""
    return _place(only(DevicePlace.objects.filter(device=device)))


def at_clinic(clinic: UUID) -> list[Place]:
    """The devices that stand at a clinic's chairs."""
    found = DevicePlace.objects.filter(clinic_id=clinic).order_by("device")
    return [place for row in found if (place := _place(row))]


def _place(row: DevicePlace | None) -> Place | None:
    if row is None:
        return None
    return Place(
        device=row.device, clinic=row.clinic_id, chair=row.chair_id, since=row.since, by=row.by
    )
