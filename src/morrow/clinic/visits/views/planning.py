"""Moving, cancelling and no-shows: a planned visit changes, with its reason."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from morrow.care.calendar import say, zone
from morrow.clinic import access, here, streams
from morrow.clinic.entry_forms import posted
from morrow.clinic.visits import forms, planning
from morrow.clinic.visits.models import Visit

GET_OR_POST: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class _Change:
    """One way in which a planned visit changes."""

    title: str
    done: str
    form: type[forms.PlanForm]


MOVE: Final = _Change("Move the visit", "Moved", forms.MoveForm)
CANCEL: Final = _Change("Cancel the visit", "Cancelled", forms.CancelForm)
NO_SHOW: Final = _Change("Mark as no-show", "Marked as no-show", forms.NoShowForm)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation("visit.move")
def move(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """To another time."""
    return _changed(request, access.visit(request, "visit.move", visit_id), MOVE)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation("visit.cancel")
def cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """It does not take place."""
    return _changed(request, access.visit(request, "visit.cancel", visit_id), CANCEL)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation("visit.no_show")
def no_show(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Nobody came."""
    return _changed(request, access.visit(request, "visit.no_show", visit_id), NO_SHOW)


def _changed(request: HttpRequest, row: Visit, change: _Change) -> HttpResponse:
    form = change.form(posted(request), context=here.context(request), initial={"id": uuid4()})
    status: int = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            client_id = form.cleaned_data["id"]
            trouble = planning.plan(request, row.id, form.entry, client_id=client_id)
            if trouble is None:
                messages.success(request, f"{change.done}: {row.patient.name}.", extra_tags="ok")
                return redirect("visits:board", row.clinic_id)
            form.add_error(None, trouble)
            status = HTTPStatus.CONFLICT
    at = say(row.starts_at, zone=zone(streams.clinic(row.clinic_id).zone))
    shown = {"visit": row, "form": form, "title": change.title, "at": at}
    return render(request, "visits/plan.html", shown, status=status)
