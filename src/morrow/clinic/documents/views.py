"""The papers' addresses: each answers with a PDF, drawn anew from the facts at each request."""

import json
import re
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from morrow.care.visit.facts.check_in import ChairTaken
from morrow.care.visit.view import visit_view
from morrow.clinic import access, streams
from morrow.clinic.documents import handover_pdf, record_pdf
from morrow.clinic.documents.wording import Wording
from morrow.clinic.visits import queries, veil
from morrow.clinic.visits.models import Visit

RECORD, SHEET = "visit.record", "visit.sheet"
_ID: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9-]+")

fresh = cache_control(no_store=True)


@fresh
@require_safe
@access.operation(RECORD)
def record(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The visit record, as a page that a person would file."""
    return _paper(request, access.visit(request, RECORD, visit), record_pdf, "visit-record")


@fresh
@require_safe
@access.operation(SHEET)
def handover(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The emergency handover sheet, from any state; on a locked tablet while the visit runs.

    There it says who it is in an emergency alone: whoever takes the patient over must know.
    """
    return _paper(request, access.visit(request, SHEET, visit), handover_pdf, "handover")


def _paper(request: HttpRequest, row: Visit, make: Callable[..., bytes], kind: str) -> HttpResponse:
    now, place = access.now(request), streams.clinic(row.clinic_id)
    view, passed = _view(row, request), access.acting(request)
    people = queries.people(row.clinic_id, set(_ID.findall(json.dumps(view, default=str))))
    printed_by = passed.by.name
    if passed.locked and not view["emergency"]:
        view = veil.veiled({**view, "people": people}, queries.case_of(row, now))
        people, printed_by = view["people"], passed.by.initials
    names = {who: said["name"] for who, said in people.items()}
    paper = make(
        view, clinic=place.name, zone=place.zone, people=names, printed_by=printed_by, at=now
    )
    number = _NOT_IN_A_NAME.sub("_", view["patient"]["record_number"] or "unknown")
    name = f"{kind}-{number}-{Wording(view, zone=place.zone, people=names).day}.pdf"
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _view(row: Visit, request: HttpRequest) -> dict[str, Any]:
    """The visit view for print, with the clinic's words around it."""
    case = queries.case_of(row, access.now(request))
    taken, place = case.state.last(ChairTaken), streams.clinic(row.clinic_id)
    chair = {"name": place.chairs[taken.fact.chair]} if taken else None
    return visit_view(case) | {"synthetic": settings.MORROW.demo, "chair": chair}
