"""Error pages in plain words: what happened, whether anything was saved, what to do now."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader

from morrow.clinic.people.tablet import is_navigation


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    title: str
    what: str
    now: str


ALL: Final = {
    HTTPStatus.BAD_REQUEST: Words(
        title="That could not be read",
        what="What your browser sent was not complete or not in order. Nothing was saved.",
        now="Go back, reload the page, and enter it again.",
    ),
    HTTPStatus.FORBIDDEN: Words(
        title="Not yours to do",
        what="Your role at this clinic does not include this. Nothing was changed.",
        now="Ask somebody whose role does, or ask an administrator about your role.",
    ),
    HTTPStatus.NOT_FOUND: Words(
        title="Nothing here",
        what="There is no such page or record, or it belongs to a clinic where you do not work.",
        now="Start again from the day board.",
    ),
    HTTPStatus.CONFLICT: Words(
        title="Somebody was faster",
        what="The record changed while you were entering. Nothing of yours was saved.",
        now="Reload the page, look at what is new, and decide again.",
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: Words(
        title="Something in it is not right",
        what="An entry is missing or cannot be so. Nothing was saved.",
        now="Go back: what you typed is still there, with what would be right.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: Words(
        title="Too many tries",
        what="To keep guessers out, this is held for a while. Sessions that are open stay open.",
        now="Wait, or use a tablet where you have signed in before.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Words(
        title="Our mistake",
        what="The program failed. What was confirmed before is safe; this entry was not confirmed.",
        now="Chart on paper if it is urgent. Reload; if it happens again, call whoever runs this.",
    ),
}
NO_TOKEN: Final = Words(
    title="This page was too old to send",
    what="The form's token did not match: you signed in again since, or the page came from "
    "elsewhere. Nothing was saved.",
    now="Reload the page and enter it again.",
)
TOO_LARGE: Final = Words(
    title="That was too much",
    what="What was sent is larger than 1 MiB. Nothing was saved.",
    now="Send less at a time.",
)


def respond(request: HttpRequest, status: HTTPStatus, words: Words | None = None) -> HttpResponse:
    """The page for a person, or the same as JSON for what a page fetched."""
    said = words or ALL[status]
    if not is_navigation(request):
        return JsonResponse(
            {"error": said.title, "what": said.what, "now": said.now}, status=status
        )
    return render(request, "errors/error.html", {"said": said, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400; a body that is too large comes here too."""
    too_large = type(exception).__name__ in {"RequestDataTooBig", "TooManyFieldsSent"}
    if too_large:
        return respond(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
    return respond(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """403"""
    return respond(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """404"""
    return respond(request, HTTPStatus.NOT_FOUND)


def our_mistake(request: HttpRequest) -> HttpResponse:
    """500: drawn without the bar, which may be what failed."""
    if not is_navigation(request):
        return respond(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    said = ALL[HTTPStatus.INTERNAL_SERVER_ERROR]
    context = {"said": said, "status": 500}
    return HttpResponse(loader.render_to_string("errors/plain.html", context), status=500)


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 for a form without its token."""
    return respond(request, HTTPStatus.FORBIDDEN, NO_TOKEN)
