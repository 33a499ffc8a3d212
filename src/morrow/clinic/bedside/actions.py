"""Putting devices at chairs, and chairs into use: facts of the clinic, decided and appended.

`NotPossible` says why not and what would be right.
"""

from collections.abc import Callable
from uuid import UUID

from morrow.care.clinic import DeviceAssigned, DeviceReleased
from morrow.clinic import journal, streams
from morrow.clinic.bedside import places
from morrow.clinic.bedside.models import Device
from morrow.clinic.people import actions as people
from morrow.clinic.people.actions import Duty, NotPossible
from morrow.clinic.policy import RUNNING
from morrow.clinic.store.writer import write
from morrow.clinic.streams import ClinicState
from morrow.clinic.visits.models import Visit

Facts = list[DeviceAssigned | DeviceReleased]


def assign(duty: Duty, *, device: str, chair: UUID) -> None:
    """Put a device at a chair; from where it stood it is taken away in the same command."""

    def facts() -> Facts:
        name = _chair(duty, chair)
        if not Device.objects.filter(name=device).exists():
            raise NotPossible(f"No device {device!r} has sent anything. Choose one from the list.")
        stands, other = places.of_device(device), places.of_chair(chair)
        if stands and stands.clinic != duty.clinic:
            raise NotPossible(f"{device} stands at another clinic. Release it there first.")
        if stands and stands.chair == chair:
            return []
        if other:
            raise NotPossible(f"{name} has {other.device}. Release that one first.")
        moved: Facts = [DeviceReleased(device=device, reason=f"moved to {name}")] if stands else []
        return [*moved, DeviceAssigned(device=device, chair=chair)]

    _append(duty, facts)


def release(duty: Duty, *, device: str) -> None:
    """Take a device away from its chair: its values reach no visit any more."""

    def facts() -> Facts:
        stands = places.of_device(device)
        if stands is None or stands.clinic != duty.clinic:
            raise NotPossible(f"{device or 'That device'} stands at no chair of this clinic.")
        return [DeviceReleased(device=device)]

    _append(duty, facts)


def add_chair(duty: Duty, *, name: str) -> None:
    """A new chair, under a name that no other chair in use has."""

    def unit() -> None:
        state = streams.clinic(duty.clinic)
        if name.casefold() in {used.casefold() for used in in_use(state).values()}:
            raise NotPossible(f"There is a {name} already. Give the new one another name.")
        people.add_chair(duty, name=name)

    write(unit)


def retire_chair(duty: Duty, *, chair: UUID, reason: str) -> None:
    """Take an empty chair out of use; its device then stands nowhere."""

    def unit() -> None:
        name = _chair(duty, chair)
        if Visit.objects.filter(chair_id=chair, phase__in=RUNNING).exists():
            raise NotPossible(f"Somebody is in {name}. Retire it when the visit is over.")
        people.retire_chair(duty, chair=chair, reason=reason)

    write(unit)


def in_use(state: ClinicState) -> dict[UUID, str]:
    """The chairs that are not retired."""
    return {chair: name for chair, name in state.chairs.items() if chair not in state.retired}


def _chair(duty: Duty, chair: UUID) -> str:
    name = in_use(streams.clinic(duty.clinic)).get(chair)
    if name is None:
        raise NotPossible("This clinic has no such chair in use. Choose one from the list.")
    return name


def _append(duty: Duty, facts: Callable[[], Facts]) -> None:
    """Look and append in one unit, so that nobody takes the chair in between."""

    def unit() -> None:
        if found := facts():
            journal.append(
                streams.of_clinic(duty.clinic),
                facts=found,
                expected_version=None,
                stamp=duty.stamp,
            )

    write(unit)
