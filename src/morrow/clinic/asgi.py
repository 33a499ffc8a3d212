"""The web server's way in: Django's pages, and the services that live as long as the server."""

import gc
import os
from collections.abc import Awaitable, Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "morrow.clinic.settings")

from django.core.asgi import get_asgi_application

_pages = get_asgi_application()

from morrow.clinic import bodies, services  # noqa: E402  (needs the apps that the line above sets up)

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one ASGI connection.  A failed start is raised, so that the server stops aloud."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await bodies.bounded(_pages, scope, receive, send)
    else:
        await _pages(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    await receive()  # lifespan.startup, the first message by the ASGI specification
    async with services.running():
        _settle()
        await send({"type": "lifespan.startup.complete"})
        await receive()  # lifespan.shutdown
    await send({"type": "lifespan.shutdown.complete"})


def _settle() -> None:
    """What has been loaded by now lives as long as the server: no collection looks at it again."""
    gc.collect()
    gc.freeze()
