"""The store's part of a running server: the writer, the listener and the checkpoints."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async

from morrow.clinic.store import writer


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Keep the store's threads running; stop them only after everything that writes."""
    try:
        yield
    finally:
        await sync_to_async(writer.close)()
