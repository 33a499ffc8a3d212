"""The store's part of a running server: its lock, the writer, the listener, the checkpoints."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from asgiref.sync import sync_to_async
from django.conf import settings

from morrow.clinic.store import lock, writer
from morrow.clinic.store.checkpointer import Checkpointer
from morrow.clinic.store.listener import Listener


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Hold the store and keep its threads running; they outlive everything that writes.

    Raises `lock.StoreHeld` if another process holds the store.
    """
    with ExitStack() as stack:
        try:
            await sync_to_async(_start)(stack)
            yield
        finally:
            await sync_to_async(stack.close)()


def _start(stack: ExitStack) -> None:
    stack.enter_context(lock.hold(shared=True))
    checkpointer = Checkpointer()
    checkpointer.start()
    stack.callback(checkpointer.stop)
    if not settings.MORROW.embedded:
        listener = Listener()
        listener.start()
        stack.callback(listener.stop)
    stack.callback(writer.close)
