"""How large a request's body may be, before anybody has looked at who sends it.

Django puts a body on the disk before it asks what the request is.  So the length is looked at
first, and what comes without one is counted as it comes.
"""

import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

BODY_MAX: Final = 1024 * 1024  # bytes; an act has a few hundred
IMPORT_MAX: Final = 2 * 1024 * 1024  # a table of patients
_IMPORT: Final = "/patients/import/"
_RIGHT: Final = {
    BODY_MAX: "Right would be: one entry at a time, without a file.",
    IMPORT_MAX: "Right would be: a table of at most 2 MB; cut a longer one into several.",
}

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[Any]]


class _TooLarge(Exception):
    """Internal: more came than may."""


async def bounded(app: App, scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer through `app`, or with 413 if the body is larger than any of ours."""
    most = IMPORT_MAX if scope["path"].endswith(_IMPORT) else BODY_MAX
    if _stated(scope) > most:
        await _refuse(scope, send, most)
        return
    taken = 0

    async def counted() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise _TooLarge
        return message

    try:
        await app(scope, counted, send)
    except _TooLarge:  # while the body was read, before any answer
        await _refuse(scope, send, most)


def _stated(scope: dict[str, Any]) -> int:
    """Content-Length; the server has refused what is no number."""
    found = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in found if value.isdigit()), default=0)


async def _refuse(scope: dict[str, Any], send: Send, most: int) -> None:
    kind, body = _answer(scope, most)
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _answer(scope: dict[str, Any], most: int) -> tuple[bytes, bytes]:
    """Type and body: as an act is answered to a program, a page to a person."""
    wrong = f"What was sent is over {most // 1024} KiB."
    what = f"Nothing was saved. {_RIGHT[most]}"
    sent = dict(scope["headers"]).get(b"content-type", b"")
    if sent.startswith(b"application/json"):
        return b"application/json", json.dumps({"error": wrong, "what": what}).encode()
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width"><title>Too large</title><h1>Too large</h1>'
        f"<p>{wrong}</p><p>{what}</p>"
    )
    return b"text/html; charset=utf-8", page.encode()
