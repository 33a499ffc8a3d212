"""From the writer's thread to the open screens of this process: who listens, and for what."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from uuid import UUID

from morrow.care.recorded import Recorded
from morrow.clinic import journal

WAITING_MAX: Final = 200  # events; a screen that is further behind reads the journal instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is told of one fact."""

    position: int
    stream: str
    version: int
    clinic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Unfiled values of the device at a visit's chair, as the page shows them."""

    visit: UUID
    data: dict[str, Any]


@dataclass(eq=False)
class Listener:
    """One open screen: what concerns it, and where its events wait."""

    concerns: Callable[[Change], bool]
    loop: asyncio.AbstractEventLoop
    visit: UUID | None = None
    waiting: asyncio.Queue[Change | Candidates | None] = field(
        default_factory=lambda: asyncio.Queue(WAITING_MAX)
    )
    behind: bool = False

    def put(self, item: Change | Candidates | None) -> None:
        """On the loop's own thread.  A full queue is left for a look at the journal."""
        try:
            self.waiting.put_nowait(item)
        except asyncio.QueueFull:
            self.behind = True


class Hub:
    """All open screens of this process.  Fed on the writer's thread, read on the loops'."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._told: dict[UUID, float] = {}
        self._lock = threading.RLock()  # a signal may come while this very thread holds it
        self._end: Callable[[], None] | None = None
        self.closed = False

    def add(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.add(listener)
            if self._end is None:
                self._end = journal.subscribe(self.tell)

    def remove(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)
            if not self._listeners and self._end is not None:
                self._end()
                self._end = None

    def tell(self, recorded: Sequence[Recorded[Any]]) -> None:
        for each in recorded:
            change = Change(
                position=each.position,
                stream=each.stream,
                version=each.version,
                clinic=each.clinic,
            )
            self._hand(partial(_concerned, change), change)

    def tell_candidates(self, candidates: Candidates, *, by_poll: bool = False) -> None:
        """From the bedside, on any thread.  `by_poll`: found by looking, not by a message."""
        if not by_poll:
            with self._lock:
                self._told[candidates.visit] = time.monotonic()
        self._hand(lambda listener: listener.visit == candidates.visit, candidates)

    def untold(self, seconds: float) -> set[UUID]:
        """The visits on screens of which no candidates were told for so long."""
        shown, now = self.visits(), time.monotonic()
        with self._lock:
            self._told = {visit: at for visit, at in self._told.items() if now - at < seconds}
            return shown - set(self._told)

    def close(self) -> None:
        """End every stream: the server is stopping, or a test is over."""
        self.closed = True
        self._hand(lambda _: True, None)

    def visits(self) -> set[UUID]:
        """The visits that some screen of this process shows: whose candidates are worth telling."""
        with self._lock:
            return {listener.visit for listener in self._listeners if listener.visit}

    def _hand(self, wanted: Callable[[Listener], bool], item: Change | Candidates | None) -> None:
        with self._lock:
            chosen = [listener for listener in self._listeners if wanted(listener)]
        for listener in chosen:
            listener.loop.call_soon_threadsafe(listener.put, item)


def _concerned(change: Change, listener: Listener) -> bool:
    return listener.concerns(change)


hub: Final = Hub()
