"""What runs beside the web pages in one `morrow serve`, from start to stop.

Each service is a function that gives an asynchronous context manager.  They start in this order
and stop in the reverse one, so that the store outlives everything that writes.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Final

from morrow.clinic import clock, live
from morrow.clinic.bedside import gateway
from morrow.clinic.bedside import service as bedside
from morrow.clinic.store import service as store

ALL: Final[tuple[Callable[[], AbstractAsyncContextManager[None]], ...]] = (
    store.running,
    gateway.running,
    bedside.running,
    clock.running,
    live.running,
)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Run all services for as long as the block runs."""
    async with AsyncExitStack() as stack:
        for service in ALL:
            await stack.enter_async_context(service())
        yield
