"""What a door answers before any record is reached: sign in, unlock, choose a password.

A page is led there and back; what a page fetches gets a plain status, so that a stream or a form
never swallows a sign-in page.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from morrow.clinic.people.tablet import is_navigation


class AtTheDoor(Exception):
    """Turned away before a record was looked for."""

    status: HTTPStatus
    route: str
    words: str

    def place(self, request: HttpRequest) -> str:  # noqa: ARG002  (a merged record's needs it)
        """Where to go instead."""
        return reverse(self.route)

    def way_there(self, request: HttpRequest) -> str:
        """The same for a page that is to come back here."""
        return f"{self.place(request)}?{urlencode({NEXT: request.get_full_path()})}"


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


class Merged(AtTheDoor):
    """The record is read through another one: `into`.  A page is led there; nothing is written."""

    status = HTTPStatus.CONFLICT
    route = "patients:patient"
    words = (
        "This record has been merged into another one of the same person. Nothing was saved. "
        "Go on to that one and enter it there."
    )

    def __init__(self, record: UUID, into: UUID) -> None:
        super().__init__(self.words)
        self.record, self.into = record, into

    def place(self, request: HttpRequest) -> str:
        """The same page of the surviving record; after a form, the record itself."""
        match = request.resolver_match
        if match is None or request.method not in {"GET", "HEAD"}:
            return reverse(self.route, args=[self.into])
        told = {k: self.into if v == self.record else v for k, v in match.kwargs.items()}
        return reverse(match.view_name, kwargs=told)

    def way_there(self, request: HttpRequest) -> str:
        return self.place(request)


NEXT: Final = "next"


def answer(request: HttpRequest, refusal: AtTheDoor) -> HttpResponse:
    """Lead a person there; tell a program why."""
    place = refusal.place(request)
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
        return redirect(refusal.way_there(request))
    context = {"words": refusal.words, "place": place}
    return render(request, "errors/turned_away.html", context, status=refusal.status)


def _is_at(request: HttpRequest, place: str) -> bool:
    """Whether the page that fetches is the one that it would be led to."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == place
