"""The pages of devices and of chairs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from morrow.clinic import access
from morrow.clinic.bedside import actions, overview
from morrow.clinic.bedside.forms import AssignForm, ChairForm, RetireForm
from morrow.clinic.people.actions import Duty, NotPossible
from morrow.clinic.people.models import Clinic
from morrow.clinic.policy import capacity

SEE, ASSIGN, MANAGE = "device.see", "device.assign", "clinic.manage"


@never_cache
@require_safe
@access.operation(SEE)
def devices(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """Every device of this clinic and every one that stands nowhere, with how it is."""
    return _page(request, access.clinic(request, SEE, clinic))


@never_cache
@require_safe
@access.operation(SEE)
def devices_now(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The table alone, which the page asks for again and again."""
    place = access.clinic(request, SEE, clinic)
    return render(request, "bedside/now.html", _seen(request, place))


@require_POST
@access.operation(ASSIGN)
def assign(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """Put a device at a chair."""
    place = access.clinic(request, ASSIGN, clinic)
    form = _assign_form(request, place, request.POST)
    if form.is_valid():
        try:
            actions.assign(_duty(request), **form.cleaned_data)
        except NotPossible as trouble:
            form.add_error(None, str(trouble))
    if form.errors:
        return _page(request, place, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("bedside:devices", clinic=clinic)


@require_POST
@access.operation(ASSIGN)
def release(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """Take a device away from its chair."""
    place = access.clinic(request, ASSIGN, clinic)
    try:
        actions.release(_duty(request), device=request.POST.get("device", "").replace("\0", ""))
    except NotPossible as trouble:
        messages.error(request, str(trouble), extra_tags="danger")
        return _page(request, place, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("bedside:devices", clinic=clinic)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation(MANAGE)
def chairs(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The chairs in use; POST adds one."""
    place = access.clinic(request, MANAGE, clinic)
    form = ChairForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_chair(_duty(request), name=form.cleaned_data["name"])
        except NotPossible as trouble:
            form.add_error("name", str(trouble))
        else:
            return redirect("bedside:chairs", clinic=clinic)
    return _chairs_page(request, place, form)


@require_POST
@access.operation(MANAGE)
def retire_chair(request: HttpRequest, clinic: UUID, chair: UUID) -> HttpResponse:
    """Take a chair out of use."""
    place = access.clinic(request, MANAGE, clinic)
    form = RetireForm(request.POST)
    if form.is_valid():
        try:
            actions.retire_chair(_duty(request), chair=chair, **form.cleaned_data)
        except NotPossible as trouble:
            form.add_error("reason", str(trouble))
    if form.errors:
        return _chairs_page(request, place, ChairForm(), retiring=(chair, form))
    return redirect("bedside:chairs", clinic=clinic)


def _seen(request: HttpRequest, place: Clinic) -> dict[str, Any]:
    now = access.now(request)
    held = access.acting(request).by.roles_at(place.id)
    return {
        "place": place,
        "lines": overview.lines(place.id, now),
        "not_taken": overview.not_taken(now),
        "may_assign": capacity(ASSIGN, held) is not None,
    }


def _page(
    request: HttpRequest, place: Clinic, *, form: AssignForm | None = None, status: int = 200
) -> HttpResponse:
    context = _seen(request, place)
    if context["may_assign"]:
        context["form"] = form or _assign_form(request, place)
    return render(request, "bedside/devices.html", context, status=status)


def _assign_form(request: HttpRequest, place: Clinic, data: Any = None) -> AssignForm:
    names = [line.status.name for line in overview.lines(place.id, access.now(request))]
    return AssignForm(data, devices=names, chairs=overview.chairs(place.id))


def _chairs_page(
    request: HttpRequest,
    place: Clinic,
    form: ChairForm,
    retiring: tuple[UUID, RetireForm] | None = None,
) -> HttpResponse:
    rows = [
        (chair, retiring[1] if retiring and retiring[0] == chair.id else RetireForm())
        for chair in overview.chairs(place.id)
    ]
    wrong = form.errors or retiring
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    shown = {"place": place, "form": form, "rows": rows}
    return render(request, "bedside/chairs.html", shown, status=status)


def _duty(request: HttpRequest) -> Duty:
    acting = access.acting(request)
    return Duty(
        by=str(acting.by.id),
        role=acting.role.value,
        clinic=acting.clinic,
        now=access.now(request),
        device=acting.device,
    )
