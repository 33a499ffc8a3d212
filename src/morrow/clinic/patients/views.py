"""Patients: list, register, import, one patient's page, merging, attestations, booking."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from morrow.care.patient import PatientsMerged
from morrow.clinic import access, here
from morrow.clinic.entry_forms import posted
from morrow.clinic.journal import ClientIdReused, Stamp
from morrow.clinic.patients import actions, forms, queries
from morrow.clinic.patients.actions import (
    CorrectedMeanwhile,
    Imported,
    NotMerged,
    NumberTaken,
)
from morrow.clinic.patients.models import Patient
from morrow.clinic.policy import capacity
from morrow.clinic.visits import planning
from morrow.exchange.tables import patients as table

SEE, CHANGE, ATTEST = "patient.see", "patient.change", "patient.attest"
REGISTER, IMPORT, BOOK = "patient.register", "patient.import", "visit.book"
GET_OR_POST = ["GET", "HEAD", "POST"]
USED = "This page was used for another entry. Reload it."
TAKEN = "Another person has this record number. Look them up, or enter the right number."


@require_GET
@access.operation("people.home")
def patients_here(request: HttpRequest) -> HttpResponse:
    """The list of the clinic that the bar shows."""
    place = here.clinic_id(request)
    return redirect("patients:patients", place) if place else redirect("people:home")


@never_cache
@require_GET
@access.operation(SEE)
def patients(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The clinic's patients, or those that a search finds."""
    place = access.clinic(request, SEE, clinic)
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    held = access.acting(request).by.roles_at(clinic)
    shown = {
        "place": place,
        "words": words,
        "found": queries.find(clinic, words),
        "most": queries.SHOWN_MAX,
        "may": {name.partition(".")[2]: capacity(name, held) for name in (REGISTER, IMPORT)},
    }
    return render(request, "patients/patients.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation(REGISTER)
def register(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """A new patient."""
    place = access.clinic(request, REGISTER, clinic)
    form = forms.RegisterForm(
        posted(request), context=here.context(request), initial={"id": uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register(
                here.stamp(request), form.entry, client_id=form.cleaned_data["id"]
            )
        except (NumberTaken, ClientIdReused):
            form.add_error("record_number", TAKEN)
        else:
            return redirect("patients:patient", made)
    return _page(request, "patients/register.html", form, place=place)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation(IMPORT)
def import_patients(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """Patients from CSV: all of them, or none."""
    place = access.clinic(request, IMPORT, clinic)
    form = forms.ImportForm(posted(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "patients/import.html", form, place=place)
    raw = form.cleaned_data["table"].read(table.BYTES_MAX + 1)
    try:
        lines = table.read(raw, here.context(request))
        done = actions.import_lines(here.stamp(request), clinic, lines)
    except table.Unusable as unusable:
        done = Imported(problems=unusable.problems)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if done.problems else HTTPStatus.OK
    shown = {"place": place, "form": forms.ImportForm(), "done": done}
    return render(request, "patients/import.html", shown, status=status)


@never_cache
@require_GET
@access.operation(SEE)
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """One patient: who they are, what is attested, their visits."""
    row = access.patient(request, SEE, patient_id)
    return _one(request, row)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation(CHANGE)
def correct(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What the identity should have been."""
    row = access.patient(request, CHANGE, patient_id)
    stated = {name: getattr(row, name) for name in actions.IDENTITY}
    known = {**stated, "id": uuid4(), "seen": actions.stated(row.id)}
    form = forms.CorrectForm(posted(request), context=here.context(request), initial=known)
    if request.method == "POST" and form.is_valid():
        sent, stamp = form.cleaned_data, here.stamp(request)
        try:
            actions.correct(stamp, row.id, form.entry, seen=sent["seen"], client_id=sent["id"])
        except (NumberTaken, ClientIdReused):
            form.add_error("record_number", TAKEN)
        except CorrectedMeanwhile:
            return _corrected_meanwhile(request, row, form, known)
        else:
            return redirect("patients:patient", row.id)
    return _page(request, "patients/correct.html", form, patient=row)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation(CHANGE)
def merge(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Another record of the same person, named by two identifiers, is read through this one."""
    row = access.patient(request, CHANGE, patient_id)
    stamp, context = here.stamp(request), here.context(request)
    form = forms.NamedForm(posted(request), context=context, initial={"id": uuid4()})
    if request.method == "POST" and form.is_valid() and _merged(request, row, form, stamp):
        messages.success(request, "Merged: both are read here from now on.", extra_tags="ok")
        return redirect("patients:patient", row.id)
    return _page(request, "patients/merge.html", form, patient=row)


@never_cache
@require_POST
@access.operation(ATTEST)
def attest(request: HttpRequest, patient_id: UUID, kind: str) -> HttpResponse:
    """A prescriber's word: eligibility, consent, its withdrawal, the long-term review."""
    row = access.patient(request, ATTEST, patient_id)
    if kind not in forms.ATTESTATIONS:
        raise Http404(f"no attestation {kind!r}")
    form = forms.ATTESTATIONS[kind](request.POST, context=here.context(request), prefix=kind)
    if not form.is_valid():
        return _one(request, row, status=HTTPStatus.UNPROCESSABLE_ENTITY, **{kind: form})
    try:
        actions.attest(here.stamp(request), row.id, form.entry, client_id=form.cleaned_data["id"])
    except ClientIdReused:
        form.add_error(None, USED)
        return _one(request, row, status=HTTPStatus.CONFLICT, **{kind: form})
    messages.success(request, "Recorded.", extra_tags="ok")
    return redirect("patients:patient", row.id)


@never_cache
@require_http_methods(GET_OR_POST)
@access.operation(BOOK)
def book(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A visit for this patient at the clinic where the person works."""
    row = access.patient(request, BOOK, patient_id)
    form = forms.BookForm(
        posted(request),
        context=here.context(request),
        given={"patient": row.id},
        initial={"id": uuid4(), "minutes": "120"},
    )
    if request.method == "POST" and form.is_valid():
        trouble = planning.book(request, form.entry, client_id=form.cleaned_data["id"])
        if trouble is None:
            messages.success(request, f"Booked: {row.name}.", extra_tags="ok")
            return redirect("patients:patient", row.id)
        form.add_error(None, trouble)
    return _page(request, "patients/book.html", form, patient=row)


def _merged(request: HttpRequest, row: Patient, form: forms.NamedForm, stamp: Stamp) -> bool:
    """True once it is on record; else the form says why not."""
    said = form.entry
    other = access.named(request, CHANGE, number=said.record_number, born=said.birth_date)
    if other is None:
        form.not_found()
        return False
    fact = PatientsMerged(other=other.id, reason=said.reason)
    try:
        actions.merge(stamp, row.id, fact, client_id=form.cleaned_data["id"])
    except NotMerged as why:
        form.add_error("record_number", str(why))
    except ClientIdReused:
        form.add_error(None, USED)
    return not form.errors


def _corrected_meanwhile(
    request: HttpRequest, row: Patient, form: forms.CorrectForm, known: dict[str, Any]
) -> HttpResponse:
    """What was typed stays; beside it stands what the record says now."""
    differing = [name for name in actions.IDENTITY if form[name].value() != str(known[name])]
    now = "; ".join(f"{form[name].label}: {known[name] or 'none'}" for name in differing)
    form.add_error(
        None,
        f"Not recorded: somebody corrected this record meanwhile. It says now: {now}. Take over "
        "what is right, and record it again.",
    )
    form.data = {**form.data.dict(), "seen": known["seen"]}  # type: ignore[attr-defined]
    shown = {"form": form, "patient": row}
    return render(request, "patients/correct.html", shown, status=HTTPStatus.CONFLICT)


def _page(request: HttpRequest, template: str, form: Any, **given: Any) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, {"form": form, **given}, status=status)


def _one(
    request: HttpRequest, row: Patient, *, status: int = HTTPStatus.OK, **tried: Any
) -> HttpResponse:
    passed = access.acting(request)
    zone = queries.zone_of(passed.clinic)
    held = passed.by.roles_at(passed.clinic)
    attesting = capacity(ATTEST, held) is not None
    offered = {
        kind: tried.get(kind)
        or form(context=here.context(request), prefix=kind, initial={"id": uuid4()})
        for kind, form in forms.ATTESTATIONS.items()
    }
    shown = {
        "patient": row,
        "visits": queries.visits(row.id, passed.by.clinics(), zone),
        "attestations": queries.attestations(row.id, zone),
        "merged": queries.merged(row.id, zone),
        "forms": offered if attesting else {},
        "may_book": capacity(BOOK, held),
        "may_change": capacity(CHANGE, held),
        "may_open": capacity("visit.see", held),
    }
    return render(request, "patients/patient.html", shown, status=status)
