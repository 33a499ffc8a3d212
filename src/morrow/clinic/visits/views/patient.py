"""The visit was opened for somebody else: the right patient is named, never picked from a list."""

from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from morrow.care.calendar import say, zone
from morrow.care.visit.facts.check_in import WrongPatientChosen
from morrow.clinic import access, here, streams
from morrow.clinic.entry_forms import posted
from morrow.clinic.patients.forms import NamedForm
from morrow.clinic.visits import planning
from morrow.clinic.visits.models import Visit

CORRECT: Final = "visit.correct"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation(CORRECT)
def patient(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Whose visit it is, by two identifiers and with a reason."""
    row = access.visit(request, CORRECT, visit_id)
    form = NamedForm(posted(request), context=here.context(request), initial={"id": uuid4()})
    if request.method == "POST" and form.is_valid() and _corrected(request, row, form):
        return redirect("visits:visit", row.id)
    at = say(row.starts_at, zone=zone(streams.clinic(row.clinic_id).zone))
    shown = {"visit": row, "form": form, "at": at}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "visits/wrong_patient.html", shown, status=status)


def _corrected(request: HttpRequest, row: Visit, form: NamedForm) -> bool:
    """True once it is on record; else the form says why not."""
    said, here_alone = form.entry, {row.clinic_id}
    found = access.named(
        request, CORRECT, number=said.record_number, born=said.birth_date, at=here_alone
    )
    if found is None:
        form.not_found()
    elif found.merged_into:
        into = found.surviving.record_number
        words = f"Record {found.record_number} was merged into record {into}. Use record {into}."
        form.add_error("record_number", words)
    elif found.id == row.patient.surviving.id:
        form.add_error("record_number", "The visit is this patient's already. Name another one.")
    else:
        fact = WrongPatientChosen(patient=found.id, reason=said.reason)
        trouble = planning.record(request, row.id, fact, client_id=form.cleaned_data["id"])
        if trouble:
            form.add_error(None, trouble)
    return not form.errors
