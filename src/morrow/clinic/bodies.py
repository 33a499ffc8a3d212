"""How large a request's body may be, before anybody has looked at who sends it.

Django puts a body on the disk before it asks what the request is.  So the length is looked at
first, and what comes without one is counted as it comes.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

BODY_MAX: Final = 1024 * 1024  # bytes; an act has a few hundred
IMPORT_MAX: Final = 2 * 1024 * 1024  # a table of patients
_IMPORT: Final = "/patients/import/"

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[Any]]


class _TooLarge(Exception):
    """Internal: more came than may."""


async def bounded(app: App, scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer through `app`, or with 413 if the body is larger than any of ours."""
    most = IMPORT_MAX if scope["path"].endswith(_IMPORT) else BODY_MAX
    if _stated(scope) > most:
        await _refuse(send, most)
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
        await _refuse(send, most)


def _stated(scope: dict[str, Any]) -> int:
    """Content-Length; the server has refused what is no number."""
    found = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in found if value.isdigit()), default=0)


async def _refuse(send: Send, most: int) -> None:
    words = f"The body is over {most // 1024} KiB. Nothing was saved.\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
