"""The visit page, its one JSON value, and every act on it."""

from fractions import Fraction
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from morrow.care.visit.decide import Held
from morrow.care.visit.view.checks import finding
from morrow.care.visit.view.drug import preview_rate
from morrow.clinic import access, here
from morrow.clinic.journal import ClientIdReused
from morrow.clinic.visits import acting, actions, acts, queries, reading
from morrow.clinic.visits.acting import NotSigned
from morrow.clinic.visits.actions import Stale
from morrow.clinic.visits.models import Visit
from morrow.clinic.visits.queries import Reader
from morrow.exchange import entry_values
from morrow.exchange.entries import Error, Unreadable
from morrow.quantities import MlPerH

SEE, SHEET = queries.SEE, "visit.sheet"


@never_cache
@require_GET
@access.operation(SEE)
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The page: a shell around the view."""
    row = access.visit(request, SEE, visit_id)
    return render(request, "visits/visit.html", {"view": queries.page(row, reader_of(request))})


@never_cache
@require_GET
@access.operation(SEE)
def view(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The view alone."""
    row = access.visit(request, SEE, visit_id)
    return JsonResponse(queries.page(row, reader_of(request)))


@never_cache
@require_GET
@access.operation(SHEET)
def sheet(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The same view without a script: for print, a screen reader, and when the page fails."""
    row = access.visit(request, SHEET, visit_id)
    return render(request, "visits/sheet.html", {"view": queries.page(row, reader_of(request))})


@never_cache
@require_GET
@access.operation(SEE)
def rate_preview(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What a new rate would mean: the new end and what is left."""
    row = access.visit(request, SEE, visit_id)
    try:
        rate = entry_values.quantity(
            MlPerH, "rate_ml_per_h", request.GET.get("rate_ml_per_h", "").strip()
        )
    except entry_values.Wrong as wrong:
        error = Error(field="rate_ml_per_h", wrong=wrong.wrong, right=wrong.right)
        return unreadable(Unreadable([error]))
    case = queries.case_of(row, access.now(request))
    held = queries.held_rate(case, here.actor(request), MlPerH(rate))
    return JsonResponse({"preview": preview_rate(case, Fraction(rate)), "held": held})


@require_POST
@access.operation(SEE, *acts.OPERATIONS)
def act(request: HttpRequest, visit_id: UUID, name: str) -> HttpResponse:
    """One act: a command or a fact, by its name."""
    this = acts.ALL.get(name)
    if this is None:
        raise Http404(f"no act {name!r}")
    try:
        return _answer(request, *acting.act(request, this, visit_id))
    except reading.TooLarge:
        return _failed(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is over 64 KiB.")
    except reading.NotJson:
        return _failed(HTTPStatus.BAD_REQUEST, "The body is no JSON object.")
    except Unreadable as errors:
        return unreadable(errors)
    except NotSigned as refused:
        return _not_signed(refused)
    except ClientIdReused:
        error = Error(field="id", wrong="it was another entry's", right="an id of its own")
        return unreadable(Unreadable([error]), status=HTTPStatus.CONFLICT)


def reader_of(request: HttpRequest) -> Reader:
    """Whoever has passed the door."""
    passed = access.acting(request)
    return Reader(
        by=passed.by,
        actor=here.actor(request),
        emergency=passed.emergency,
        opening=passed.opening,
        now=access.now(request),
        locked=passed.locked,
    )


def unreadable(
    errors: Unreadable, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY
) -> HttpResponse:
    return JsonResponse({"errors": reading.errors_of(errors)}, status=status)


def _answer(request: HttpRequest, row: Visit, outcome: actions.Outcome) -> HttpResponse:
    """The receipt.  What the visit looks like now is asked of `view`, after a push or an act."""
    if isinstance(outcome, Stale):
        return JsonResponse({"stale": True, "kinds": outcome.kinds}, status=HTTPStatus.CONFLICT)
    if isinstance(outcome, Held):
        case = queries.case_of(row, access.now(request))
        held = [finding(found, case) for found in outcome.findings]
        return JsonResponse({"held": held}, status=HTTPStatus.CONFLICT)
    recorded = [
        {"kind": type(each.fact).__name__, "id": str(each.id), "version": each.version}
        for each in outcome
    ]
    return JsonResponse({"recorded": recorded})


def _not_signed(refused: NotSigned) -> HttpResponse:
    error = {"field": "signature", "wrong": refused.words, "right": "the name and PIN or password"}
    waits = refused.again_at is not None
    status = HTTPStatus.TOO_MANY_REQUESTS if waits else HTTPStatus.UNPROCESSABLE_ENTITY
    return JsonResponse({"errors": [error]}, status=status)


def _failed(status: int, words: str) -> HttpResponse:
    return JsonResponse({"error": words, "what": "Nothing was saved."}, status=status)
