"""The protocol pages of a clinic."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from morrow.care.protocols import Protocol
from morrow.clinic import access
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.credentials import NotProven
from morrow.clinic.people.models import Clinic
from morrow.clinic.people.signatures import Signed, re_authenticate
from morrow.clinic.protocols import actions, queries
from morrow.clinic.protocols.forms import PrepareForm, SignForm
from morrow.evidence import Refusal
from morrow.quantities import plain

SEE, PREPARE, SIGN = "protocol.see", "protocol.prepare", "protocol.sign"


@never_cache
@require_safe
@access.operation(SEE)
def protocols(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """Every protocol of the library, and whether a version of it is in force here."""
    place = access.clinic(request, SEE, clinic)
    context = {"place": place, "standing": queries.standing(clinic)}
    return render(request, "protocols/list.html", context)


@never_cache
@require_safe
@access.operation(SEE)
def protocol(request: HttpRequest, clinic: UUID, key: str) -> HttpResponse:
    """One protocol: every number with its source and how sure it is."""
    place = access.clinic(request, SEE, clinic)
    found = _found(clinic, key, None)
    history = queries.history(clinic, key)
    context = {
        "place": place,
        "protocol": found,
        "groups": queries.groups(found),
        "history": history,
        "in_force": any(past.row.cosigned_at and not past.row.withdrawn_at for past in history),
    }
    return render(request, "protocols/protocol.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation(PREPARE)
def prepare(request: HttpRequest, clinic: UUID, key: str) -> HttpResponse:
    """Review the proposed numbers and sign the clinic's next version, as its first signer."""
    place = access.clinic(request, PREPARE, clinic)
    found = _found(clinic, key, None)
    form = PrepareForm(found, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _prepare_page(request, place, found, form)
    text = queries.text_of(
        key, [(k, plain(v)) for k, v in form.changes().items()], form.cleaned_data["reason"]
    )
    signed = _sign(request, form, text, PREPARE, clinic)
    if signed is None:
        return _prepare_page(request, place, found, form)
    outcome = actions.prepare(
        _duty(request, signed),
        key=key,
        changes=form.changes(),
        reason=form.cleaned_data["reason"],
        signature=signed.signature,
    )
    if isinstance(outcome, Refusal):
        form.add_error(None, f"{outcome.reason}. {outcome.remedy}.")
        return _prepare_page(request, place, found, form, status=HTTPStatus.CONFLICT)
    return _done(request, place, found, outcome.version)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation(SIGN)
def sign(request: HttpRequest, clinic: UUID, key: str, version: int) -> HttpResponse:
    """Read a waiting version against the library and sign it as the second."""
    place = access.clinic(request, SIGN, clinic)
    found = _found(clinic, key, version)
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _sign_page(request, place, found, form)
    row = queries.row(clinic, key, version)
    text = queries.text_of(key, row.changes.items(), row.reason)
    signed = _sign(request, form, text, SIGN, clinic)
    if signed is None:
        return _sign_page(request, place, found, form)
    outcome = actions.cosign(
        _duty(request, signed), key=key, version=version, signature=signed.signature
    )
    if isinstance(outcome, Refusal):
        form.add_error(None, f"{outcome.reason}. {outcome.remedy}.")
        return _sign_page(request, place, found, form, status=HTTPStatus.CONFLICT)
    return _done(request, place, found, outcome.version)


def _found(clinic: UUID, key: str, version: int | None) -> Protocol:
    found = queries.version(clinic, key, version)
    if found is None:
        raise Http404
    return found


def _sign(
    request: HttpRequest, form: SignForm, text: str, operation: str, clinic: UUID
) -> Signed | None:
    """Prove the signer; a failure stands at the form."""
    signed = re_authenticate(
        request,
        username=form.cleaned_data["username"],
        secret=form.cleaned_data["secret"],
        text=text,
        operation=operation,
        clinic=clinic,
    )
    if isinstance(signed, NotProven):
        form.add_error("secret", signed.words)
        return None
    return signed


def _duty(request: HttpRequest, signed: Signed) -> Duty:
    """The signer acts, in the role that signing asks for, on this tablet."""
    acting = access.acting(request)
    return Duty(
        by=signed.actor.id,
        role=min(signed.actor.roles),
        clinic=acting.clinic,
        now=access.now(request),
        device=acting.device,
    )


def _done(request: HttpRequest, place: Clinic, found: Protocol, version: int) -> HttpResponse:
    words = f"Version {version} of {found.title} is on record."
    messages.success(request, words, extra_tags="ok")
    return redirect("protocols:protocol", clinic=place.id, key=found.key)


def _prepare_page(
    request: HttpRequest, place: Clinic, found: Protocol, form: PrepareForm, status: int = 0
) -> HttpResponse:
    groups = [
        (group.title, [(row, form[row.key] if row.proposed else None) for row in group.rows])
        for group in queries.groups(found)
    ]
    context = {
        "place": place,
        "protocol": found,
        "groups": groups,
        "form": form,
        "asked": len(form.keys),
        "total": len(found.figures),
    }
    return render(request, "protocols/prepare.html", context, status=status or _status(form))


def _sign_page(
    request: HttpRequest, place: Clinic, found: Protocol, form: SignForm, status: int = 0
) -> HttpResponse:
    library = _found(place.id, found.key, None)
    changed = {k for k, f in found.figures.items() if f.value != library.figures[k].value}
    row = queries.row(place.id, found.key, found.version)
    context = {
        "place": place,
        "protocol": found,
        "groups": queries.groups(found),
        "changed": changed | set(row.changes),
        "row": row,
        "form": form,
    }
    return render(request, "protocols/sign.html", context, status=status or _status(form))


def _status(form: SignForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
