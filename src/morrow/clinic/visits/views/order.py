"""The order page: live arithmetic, findings with their sources, signing on the spot."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from morrow.care.visit.decide import Held
from morrow.care.visit.view.checks import finding
from morrow.clinic import access
from morrow.clinic.visits import order_page, ordering, queries

ORDER = ordering.OPERATION


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@access.operation(ORDER)
def order(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The page; POST signs."""
    row = access.visit(request, ORDER, visit_id)
    case = queries.case_of(row, access.now(request))
    form = ordering.form_of(request, case, signs=True)
    shown = {"form": form, "held": [], **order_page.page(row, case, form)}
    if request.method != "POST":
        return render(request, "visits/order.html", shown)
    if not form.is_valid():
        return render(request, "visits/order.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    outcome = ordering.sign(request, row, case, form)
    if outcome is None:
        return redirect("visits:visit", row.id)
    if isinstance(outcome, str):
        form.add_error("secret", outcome)
        return render(request, "visits/order.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(outcome, Held):
        shown["held"] = [finding(found, case) for found in outcome.findings]
    else:
        shown |= {"draft": ordering.shown(form.entry, case), "ticked": form.ticked}
    return render(request, "visits/order.html", shown, status=HTTPStatus.CONFLICT)


@never_cache
@require_POST
@access.operation(ORDER)
def draft(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The arithmetic of what stands in the form now; nothing is recorded."""
    row = access.visit(request, ORDER, visit_id)
    case = queries.case_of(row, access.now(request))
    form = ordering.form_of(request, case, signs=False)
    found = ordering.shown(form.entry, case) if form.is_valid() else None
    shown = {"form": form, "draft": found, "ticked": form.ticked}
    return render(request, "visits/order_draft.html", shown)
