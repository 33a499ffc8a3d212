"""Where passing time causes writes, and nowhere else: what nobody's entry or message brings up.

Every few seconds it asks of each watched visit what follows from the facts, the live values and
the time: a silent amber whose repeat has not come becomes a notice, a saturation that stayed low
becomes an alarm, a pressure that was measured early is filed when its column is due.  It decides
by the facts and the inbox alone, so that a second clock, a repeat, or a start after hours of
standstill add nothing but what is due.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection

from morrow.care.clinic import Machine
from morrow.care.visit.state import WATCHED
from morrow.clinic import access
from morrow.clinic.people.sessions import SessionStore
from morrow.clinic.visits import following
from morrow.clinic.visits.models import Visit

EVERY_S: Final = 2.0  # well within the shortest hold time, 15 s

TIDY_EVERY: Final = timedelta(hours=1)
"""Sessions that have expired are no use to anybody, and no fact."""

_log = logging.getLogger(__name__)


def tick(now: datetime) -> int:
    """Write what is due at `now`; return how many facts.  One visit's failure stops no other."""
    access.machine(Machine.CLOCK, "clock.tick")
    written = 0
    for visit, clinic in _watched():
        try:
            written += len(following.catch_up(visit, clinic, now))
        except Exception:  # noqa: BLE001  (logged, and tried again at the next tick)
            _log.exception("the clock failed at visit %s", visit)
    return written


def _watched() -> list[tuple[UUID, UUID]]:
    phases = [phase.value for phase in WATCHED]
    return list(Visit.objects.filter(phase__in=phases).values_list("id", "clinic_id"))


@asynccontextmanager
async def running(
    *, now: Callable[[], datetime] = lambda: datetime.now(UTC), every_s: float = EVERY_S
) -> AsyncIterator[None]:
    """Tick for as long as the block runs; first at once, for what a standstill left undone."""
    task = asyncio.create_task(_run(now, every_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _run(now: Callable[[], datetime], every_s: float) -> None:
    tidied: datetime | None = None
    while True:
        at = now()
        try:
            await sync_to_async(_tick_and_close, thread_sensitive=False)(at)
            if tidied is None or at - tidied >= TIDY_EVERY:
                tidied = at
                await sync_to_async(SessionStore.clear_expired, thread_sensitive=False)()
        except Exception:  # noqa: BLE001  (the store may be away for a moment; the clock goes on)
            _log.exception("the clock failed")
        await asyncio.sleep(every_s)


def _tick_and_close(now: datetime) -> None:
    try:
        tick(now)
    finally:
        connection.close()
