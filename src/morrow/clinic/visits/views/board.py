"""The day board, and its cards as a fragment for a page that stays open."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from morrow.clinic import access, here
from morrow.clinic.policy import capacity
from morrow.clinic.store import entries
from morrow.clinic.visits import day, queries
from morrow.clinic.visits.board import board as board_of

SEE = "board.see"


@require_GET
@access.operation("people.home")
def board_here(request: HttpRequest) -> HttpResponse:
    """The board of the clinic that the bar shows."""
    place = here.clinic_id(request)
    return redirect("visits:board", place) if place else redirect("people:home")


@never_cache
@require_GET
@access.operation(SEE)
def board(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The page."""
    access.clinic(request, SEE, clinic)
    position = entries.end()  # before the rows: what comes after is told by the push
    return render(request, "visits/board.html", {**_shown(request, clinic), "position": position})


@never_cache
@require_GET
@access.operation(SEE)
def cards(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The fragment."""
    access.clinic(request, SEE, clinic)
    return render(request, "visits/board_cards.html", _shown(request, clinic))


def _shown(request: HttpRequest, clinic: UUID) -> dict[str, object]:
    found = board_of(clinic, access.now(request))
    passed = access.acting(request)
    held = passed.by.roles_at(clinic)
    may = {
        "open": capacity(queries.SEE, held),
        "register": capacity("patient.register", held),
        "arrive": capacity("visit.arrive", held),
        "no_show": capacity("visit.no_show", held),
        "move": capacity("visit.move", held),
        "cancel": capacity("visit.cancel", held),
    }
    return {
        "board": found,
        "strip": day.strip(found),
        "may": may,
        "opening": passed.opening,
    }
