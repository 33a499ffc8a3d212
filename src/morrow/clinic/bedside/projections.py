"""From the clinic's facts to where each device stands."""

from typing import Any, Final
from uuid import UUID

from morrow.care.clinic import ChairRetired, DeviceAssigned, DeviceReleased
from morrow.care.recorded import Recorded
from morrow.clinic.bedside.models import DevicePlace
from morrow.clinic.store.projector import Projector


def _places(recorded: Recorded[Any]) -> None:
    match recorded.fact:
        case DeviceAssigned(device=device, chair=chair):
            # A device or a chair that is taken: the table's keys refuse the whole command.
            DevicePlace.objects.create(
                device=device,
                clinic_id=UUID(recorded.clinic),
                chair_id=chair,
                since=recorded.happened_at,
                by=recorded.by,
            )
        case DeviceReleased(device=device):
            DevicePlace.objects.filter(device=device).delete()
        case ChairRetired(chair=chair):
            DevicePlace.objects.filter(chair_id=chair).delete()


PROJECTORS: Final = (
    Projector(
        name="devices",
        models=(DevicePlace,),
        facts=(DeviceAssigned, DeviceReleased, ChairRetired),
        apply=_places,
    ),
)
