"""The medical director's pages of a clinic."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from morrow.clinic import access
from morrow.clinic.director import actions, breaches, queries
from morrow.clinic.director.models import Kind, Matter
from morrow.clinic.director.queries import Choice
from morrow.clinic.people.actions import Duty, NotPossible
from morrow.clinic.people.forms import ReasonForm
from morrow.clinic.people.models import Clinic
from morrow.clinic.protocols.queries import standing

REVIEW = "director.review"


@never_cache
@require_safe
@access.operation(REVIEW)
def review(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """What waits for the director; `?show=all` also what was judged, `?by=` and `?what=` filter."""
    return _page(request, access.clinic(request, REVIEW, clinic))


def _page(request: HttpRequest, place: Clinic, **tried: Any) -> HttpResponse:
    """The page; `tried` is a form about a matter that could not be taken."""
    found = queries.lines(place.id, access.acting(request).by.id)
    choice = _choice(request)
    chosen = [line for line in found if choice.takes(line)]
    context = {
        **tried,
        "place": place,
        "lines": chosen[: queries.SHOWN_MAX],
        "more": len(chosen) - queries.SHOWN_MAX,
        "waiting": sum(line.waits and not line.own for line in found),
        "unresolved": sum(line.unresolved for line in found),
        "choice": choice,
        "people": sorted({(line.who, line.matter.by) for line in found}),
        "kinds": Kind.choices,
        "rules": sorted({(line.matter.rule, line.rule) for line in found if line.rule}),
        "counts": queries.counts(found),
        "openings": queries.openings(place.id),
        "standing": standing(place.id),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if tried else HTTPStatus.OK
    return render(request, "director/review.html", context, status=status)


@require_POST
@access.operation(REVIEW)
def reviewed(request: HttpRequest, clinic: UUID, matter: str) -> HttpResponse:
    """Judge one matter, with a finding; of a breach, with a signature."""
    place = access.clinic(request, REVIEW, clinic)
    found = queries.matter(clinic, matter)
    if found is None:
        raise Http404
    if found.kind == Kind.BREACH:
        form = breaches.BreachForm(request.POST)
        duty = breaches.signed(request, found, form) if form.is_valid() else None
        if duty is None:
            return _page(request, place, tried=form, about=found.id)
        _judge(request, duty, found, form.cleaned_data["reason"])
        return redirect(_back(request, clinic))
    said = ReasonForm(request.POST)
    if said.is_valid():
        _judge(request, _duty(request), found, said.cleaned_data["reason"])
    else:
        messages.error(request, "Write what you found, in a few words.", extra_tags="danger")
    return redirect(_back(request, clinic))


def _judge(request: HttpRequest, duty: Duty, matter: Matter, finding: str) -> None:
    try:
        actions.review(duty, matter=matter, finding=finding)
    except NotPossible as trouble:
        messages.error(request, str(trouble), extra_tags="danger")


def _choice(request: HttpRequest) -> Choice:
    return Choice(
        by=request.GET.get("by", ""),
        what=request.GET.get("what", ""),
        everything=request.GET.get("show") == "all",
    )


def _back(request: HttpRequest, clinic: UUID) -> str:
    """The same list that the director was reading."""
    kept = {name: request.GET[name] for name in ("by", "what", "show") if request.GET.get(name)}
    page = reverse("director:review", kwargs={"clinic": clinic})
    return f"{page}?{urlencode(kept)}" if kept else page


def _duty(request: HttpRequest) -> Duty:
    acting = access.acting(request)
    return Duty(
        by=str(acting.by.id),
        role=acting.role.value,
        clinic=acting.clinic,
        now=access.now(request),
        device=acting.device,
    )
