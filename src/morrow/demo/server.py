"""Serves the clinic in this process, and says when it is ready."""

import signal
import socket
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Never

import uvicorn


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; then the port is open."""
        await super().startup(sockets)
        if self.started:
            self._when_ready()


def serve(*, host: str, port: int, when_ready: Callable[[], None]) -> None:
    """Serve until SIGINT, SIGTERM or a hang-up."""
    config = uvicorn.Config(
        "morrow.clinic.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=3,  # s; without it an open push would keep the server for ever
        lifespan="on",
        server_header=False,
    )
    # WhiteNoise gives its small files as plain iterators; Django reads them in a thread.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
    # uvicorn stops in order, and then raises the signal again for whoever handled it before.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        _Server(config, when_ready).run()
    except KeyboardInterrupt:
        return


def _interrupt(_signal: int, _frame: FrameType | None) -> Never:
    raise KeyboardInterrupt
