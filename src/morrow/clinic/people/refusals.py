"""What a door answers before any record is reached: sign in, unlock, choose a password.

A page is led there and back; what a page fetches gets a plain status, so that a stream or a form
never swallows a sign-in page.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from morrow.clinic.people.tablet import is_navigation


class AtTheDoor(Exception):
    """Turned away before a record was looked for."""

    status: HTTPStatus
    route: str
    words: str


class SignInNeeded(AtTheDoor):
    status = HTTPStatus.UNAUTHORIZED
    route = "people:sign_in"
    words = "Nobody is signed in on this tablet. Sign in and try again."


class Locked(AtTheDoor):
    status = HTTPStatus.LOCKED
    route = "people:lock"
    words = "The tablet is locked. Unlock it and try again; nothing was saved."


class PasswordDue(AtTheDoor):
    status = HTTPStatus.FORBIDDEN
    route = "people:account"
    words = "Choose a password of your own first."


NEXT: Final = "next"


def answer(request: HttpRequest, refusal: AtTheDoor) -> HttpResponse:
    """Lead a person there; tell a program why."""
    place = reverse(refusal.route)
    if not is_navigation(request):
        response: HttpResponse = JsonResponse(
            {"error": refusal.words, "go": place}, status=refusal.status
        )
        # Not to where the page is: a fragment asked for while its own form is being sent would
        # cut that off.
        if request.headers.get("HX-Request") and not _is_at(request, place):
            response.headers["HX-Redirect"] = place
        return response
    if request.method in {"GET", "HEAD"}:
        return redirect(f"{place}?{urlencode({NEXT: request.get_full_path()})}")
    context = {"words": refusal.words, "place": place}
    return render(request, "errors/turned_away.html", context, status=refusal.status)


def _is_at(request: HttpRequest, place: str) -> bool:
    """Whether the page that fetches is the one that it would be led to."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == place
