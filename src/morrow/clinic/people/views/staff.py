"""The staff page: who works here, in which roles, with which certificates."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from morrow.care.clinic import Qualification
from morrow.clinic import access
from morrow.clinic.people import actions, forms, queries
from morrow.clinic.people.actions import Duty, NotPossible
from morrow.clinic.people.models import Clinic, User

MANAGE = "staff.manage"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation(MANAGE)
def staff(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """Everybody who works here; POST adds somebody."""
    place = access.clinic(request, MANAGE, clinic)
    if request.method != "POST":
        return _list(request, place)
    form = forms.InviteForm(request.POST)
    if not form.is_valid():
        return _list(request, place, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    duty = _duty(request)
    try:
        invited = actions.invite(duty, **form.cleaned_data)
    except NotPossible as trouble:
        form.add_error("username", str(trouble))
        return _list(request, place, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _list(request, place, invited=invited)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation(MANAGE)
def member(request: HttpRequest, clinic: UUID, person: UUID) -> HttpResponse:
    """One person's roles and certificates."""
    who = access.member(request, MANAGE, clinic, person)
    if request.method != "POST":
        return _one(request, clinic, who)
    form = forms.RightsForm(request.POST)
    if not form.is_valid():
        return _one(request, clinic, who, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _apply(request, person, form)
    except NotPossible as trouble:
        form.add_error(None, str(trouble))
        return _one(request, clinic, who, form=form, status=HTTPStatus.CONFLICT)
    messages.success(request, f"{who.name}'s rights are changed, from now on.", extra_tags="ok")
    return redirect("people:staff", clinic=clinic)


@require_POST
@access.operation(MANAGE)
def deactivate(request: HttpRequest, clinic: UUID, person: UUID) -> HttpResponse:
    """End somebody's work here."""
    who = access.member(request, MANAGE, clinic, person)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _one(request, clinic, who, reason=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.deactivate(_duty(request), person=person, reason=form.cleaned_data["reason"])
    except NotPossible as trouble:
        form.add_error(None, str(trouble))
        return _one(request, clinic, who, reason=form, status=HTTPStatus.CONFLICT)
    messages.success(request, f"{who.name} has no access here any more.", extra_tags="ok")
    return redirect("people:staff", clinic=clinic)


@never_cache
@require_POST
@access.operation(MANAGE)
def new_password(request: HttpRequest, clinic: UUID, person: UUID) -> HttpResponse:
    """A one-time password for somebody who lost theirs."""
    who = access.member(request, MANAGE, clinic, person)
    try:
        password = actions.reset_password(_duty(request), person=person)
    except NotPossible as trouble:
        messages.error(request, str(trouble), extra_tags="danger")
        return redirect("people:member", clinic=clinic, person=person)
    return _one(request, clinic, who, one_time_password=password)


def _apply(request: HttpRequest, person: UUID, form: forms.RightsForm) -> None:
    duty, given = _duty(request), form.cleaned_data
    valid: dict[Qualification, date | None] = (
        {Qualification.PSYCHIATRIST: None} if given["psychiatrist"] else {}
    )
    if given["acls"]:
        valid[Qualification.ACLS] = given["acls_until"]
    actions.set_rights(duty, person=person, roles=given["roles"], qualifications=valid)


def _duty(request: HttpRequest) -> Duty:
    acting = access.acting(request)
    return Duty(
        by=str(acting.by.id),
        role=acting.role.value,
        clinic=acting.clinic,
        now=access.now(request),
        device=acting.device,
    )


def _list(
    request: HttpRequest, place: Clinic, *, status: int = HTTPStatus.OK, **given: Any
) -> HttpResponse:
    shown = {"place": place, "staff": queries.staff(place.id), "form": forms.InviteForm(), **given}
    return render(request, "people/staff.html", shown, status=status)


def _one(
    request: HttpRequest, clinic: UUID, who: User, *, status: int = HTTPStatus.OK, **given: Any
) -> HttpResponse:
    [member] = [each for each in queries.staff(clinic) if each.id == who.id]
    held = member.qualifications
    now_held = {
        "roles": member.roles,
        "psychiatrist": Qualification.PSYCHIATRIST in held,
        "acls": Qualification.ACLS in held,
        "acls_until": held.get(Qualification.ACLS),
    }
    shown = {
        "place": Clinic.objects.get(id=clinic),
        "member": member,
        "form": forms.RightsForm(initial=now_held),
        "reason": forms.ReasonForm(),
        "oneself": who.id == access.acting(request).by.id,
        **given,
    }
    return render(request, "people/member.html", shown, status=status)
