"""The clinic that a person works at now, and their envelope: what views ask of every request."""

from uuid import UUID

from django.http import HttpRequest

from morrow.clinic import access, streams
from morrow.clinic.journal import Stamp
from morrow.clinic.people import navigation
from morrow.clinic.visits.reading import context_of
from morrow.exchange.entries import Context


def clinic_id(request: HttpRequest) -> UUID | None:
    """The clinic whose links the bar shows, None for somebody without work."""
    by = access.principal(request)
    place = navigation.current_clinic(request, navigation.clinics_of(by)) if by else None
    return place.id if place else None


def stamp(request: HttpRequest) -> Stamp:
    """The envelope of a fact by whoever has passed a door of this request."""
    passed = access.acting(request)
    return Stamp(
        by=str(passed.by.id),
        role=passed.role.value,
        clinic=str(passed.clinic),
        now=access.now(request),
        device=passed.device,
    )


def context(request: HttpRequest) -> Context:
    """When and where something is typed: the clock of the clinic of the last door."""
    zone = streams.clinic(access.acting(request).clinic).zone
    return context_of(access.now(request), zone)
