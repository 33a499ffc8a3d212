"""Opening a running visit at once, saying why afterwards, and reading who opened what."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from morrow.clinic import access
from morrow.clinic.people import actions, forms, queries
from morrow.clinic.people.actions import Duty, NotPossible

OPEN, REVIEW = "visit.open_at_once", "access.review"
LINES = 200


@never_cache
@require_safe
@access.operation("people.elsewhere")
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Running visits at the organisation's other clinics: chairs, no names.

    Also the person's own emergency openings that still lack a reason.
    """
    by = access.principal(request)
    assert by is not None
    may = bool(by.clinical_roles())
    shown = {
        "may": may,
        "running": queries.running_elsewhere(by) if may else [],
        "unexplained": queries.unexplained(by.id),
    }
    return render(request, "people/elsewhere.html", shown)


@require_POST
@access.operation(OPEN)
def open_at_once(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Open a running visit now.  From here on this person's other doors to it are open too."""
    access.visit(request, OPEN, visit)
    return redirect("visits:visit", visit)


@require_POST
@access.operation("people.explain")
def explain(request: HttpRequest, opening: UUID) -> HttpResponse:
    """Why one opened it: one's own opening, once, also when the visit is long over."""
    by = access.principal(request)
    assert by is not None
    line = queries.at_once().filter(id=opening, person_id=by.id).first()
    if line is None:
        raise Http404
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write a reason, in a few words.", extra_tags="danger")
        return redirect("people:elsewhere")
    try:
        actions.explain_opening(line, reason=form.cleaned_data["reason"], now=access.now(request))
    except NotPossible as trouble:
        messages.info(request, str(trouble), extra_tags="info")
    return redirect("people:elsewhere")


@never_cache
@require_safe
@access.operation(REVIEW)
def log(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The clinic's access log, newest first; `?only=emergency` for what must be reviewed."""
    place = access.clinic(request, REVIEW, clinic)
    only = request.GET.get("only") == "emergency"
    reader = access.acting(request).by.id
    lines = queries.access_log(clinic, reader=reader, emergency_only=only, limit=LINES)
    shown = {"place": place, "lines": lines, "only": only, "limit": LINES}
    return render(request, "people/access_log.html", shown)


@require_POST
@access.operation(REVIEW)
def review(request: HttpRequest, clinic: UUID, opening: UUID) -> HttpResponse:
    """Judge an emergency opening of this clinic's record."""
    access.clinic(request, REVIEW, clinic)
    line = queries.at_once().filter(id=opening, clinic_id=clinic).first()
    if line is None:
        raise Http404
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write what you found, in a few words.", extra_tags="danger")
    else:
        try:
            actions.review_opening(
                _duty(request), opening=line, finding=form.cleaned_data["reason"]
            )
        except NotPossible as trouble:
            messages.error(request, str(trouble), extra_tags="danger")
    return redirect("people:access_log", clinic=clinic)


def _duty(request: HttpRequest) -> Duty:
    acting = access.acting(request)
    return Duty(
        by=str(acting.by.id),
        role=acting.role.value,
        clinic=acting.clinic,
        now=access.now(request),
        device=acting.device,
    )
