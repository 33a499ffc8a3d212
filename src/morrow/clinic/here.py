"""The clinic that a person works at now, and their envelope: what views ask of every request."""

from uuid import UUID

from django.http import HttpRequest

from morrow.care.visit.values import Actor
from morrow.clinic import access, streams
from morrow.clinic.access import Acting
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


def actor(request: HttpRequest) -> Actor:
    """Who acts, as `care/` knows it: looked up once for each door that was passed."""
    passed = access.acting(request)
    known: tuple[Acting, Actor] | None = getattr(request, "morrow_actor", None)
    if known is None or known[0] is not passed:
        known = (passed, access.actor(request))
        request.morrow_actor = known  # type: ignore[attr-defined]
    return known[1]


def context(request: HttpRequest) -> Context:
    """When and where something is typed: the clock of the clinic of the last door."""
    zone = streams.clinic(access.acting(request).clinic).zone
    return context_of(access.now(request), zone)
