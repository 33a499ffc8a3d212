"""Booking, moving, cancelling, no-shows and corrections from server-rendered forms."""

from uuid import UUID

from django.http import HttpRequest

from morrow.care.visit import commands as c
from morrow.care.visit.decide import Held
from morrow.clinic import access, here
from morrow.clinic.journal import ClientIdReused
from morrow.clinic.visits import actions
from morrow.clinic.visits.actions import Intent, Stale
from morrow.exchange.facts import as_json


def book(request: HttpRequest, command: c.BookVisit, *, client_id: UUID) -> str | None:
    """Book a visit at the clinic of the last door; None, or why not in words."""
    return _do(request, actions.visit_id_of(client_id), command, client_id=client_id)


def plan(
    request: HttpRequest,
    visit: UUID,
    command: c.MoveVisit | c.CancelVisit | c.MarkNoShow,
    *,
    client_id: UUID,
) -> str | None:
    """Change a planned visit; None, or why not in words."""
    return _do(request, visit, command, client_id=client_id)


def record(request: HttpRequest, visit: UUID, fact: object, *, client_id: UUID) -> str | None:
    """Record a fact of the visit that a form told; None, or why not in words."""
    return _do(request, visit, c.Record(fact=fact), client_id=client_id)


def _do(request: HttpRequest, visit: UUID, command: object, *, client_id: UUID) -> str | None:
    told = command.fact if isinstance(command, c.Record) else command
    intent = Intent(
        visit=visit,
        clinic=access.acting(request).clinic,
        command=command,
        by=here.actor(request),
        stamp=here.stamp(request),
        client_id=client_id,
        request={"act": type(told).__name__, "body": as_json(told)},
    )
    try:
        outcome = actions.act(intent)
    except ClientIdReused:
        return "This page was used for another entry. Reload it and enter it again."
    if isinstance(outcome, Held):
        return "; ".join(f"{found.reason}" for found in outcome.findings)
    if isinstance(outcome, Stale):
        return "The visit has changed. Reload the page and look again."
    return None
