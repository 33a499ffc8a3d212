"""From a stored message to the screens and the rules: at once, in order, and never in its way.

The inbox says which device has sent; the values are read from the inbox itself, so that nothing
is lost between, however much comes in at once.  Screens are told on one thread and the rules run
on another: a store that is slow to write does not hold back a number, and neither holds back the
answer to a device.  What fails at one visit is logged and tried again with the next message, and
by the clock; it stops no other visit.
"""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection

from morrow.care.clinic import Machine
from morrow.care.visit.state import WATCHED, VisitState
from morrow.clinic import streams
from morrow.clinic.bedside import inbox, places
from morrow.clinic.bedside.inbox import Arrival
from morrow.clinic.policy import RUNNING
from morrow.clinic.push import Candidates, hub
from morrow.clinic.visits import feed, following
from morrow.clinic.visits.models import Visit

WAITING_MAX: Final = 4_096
"""Devices with news; each waits once, whatever it sends.  Beyond that the clock looks anyway."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """The one patient at a device's chair, as the facts have them now."""

    visit: UUID
    clinic: UUID
    state: VisitState


def seated(device: str) -> Seated | None:
    """Who sits where a person put this device.  None: nobody, or nobody knows who."""
    place = places.of_device(device)
    if place is None:
        return None
    running = Visit.objects.filter(chair_id=place.chair, phase__in=RUNNING)
    rows = list(running.values_list("id", "clinic_id", "version")[:2])
    if len(rows) != 1:
        return None
    [(visit, clinic, version)] = rows
    return Seated(visit=visit, clinic=clinic, state=streams.visit(visit, at_least=version))


def show(device: str, now: datetime) -> None:
    """Hand the newest values of a device to the screens of its visit."""
    shown = hub.visits()
    found = seated(device) if shown else None
    if found is None or found.visit not in shown:
        return
    live = feed.of_visit(found.state, now)
    if live is not None:
        hub.tell_candidates(Candidates(visit=found.visit, data=live.as_event(found.visit)))


def judge(device: str, now: datetime) -> None:
    """File what is due and bring the alarms up to what the device says now."""
    found = seated(device)
    if found is not None and found.state.phase in WATCHED:
        following.catch_up(found.visit, found.clinic, now, by=Machine.GATEWAY)


class Worker:
    """A thread that does one thing for each device that has news, in the order they came."""

    def __init__(self, name: str, work: Callable[[str, datetime], None]) -> None:
        self._work = work
        self._news = threading.Condition()
        self._waiting: dict[str, None] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def hear(self, arrival: Arrival) -> None:
        """On the listener's thread, so it only takes note."""
        with self._news:
            if len(self._waiting) < WAITING_MAX:
                self._waiting[arrival.device] = None
            self._news.notify()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the device at hand, and end."""
        with self._news:
            self._stopping = True
            self._news.notify()
        self._thread.join()

    def _run(self) -> None:
        while (device := self._next()) is not None:
            try:
                self._work(device, datetime.now(UTC))
            except Exception:  # noqa: BLE001  (logged; the next message and the clock try again)
                _log.exception("%s failed at %s", self._thread.name, device)
                connection.close()
        connection.close()

    def _next(self) -> str | None:
        with self._news:
            while not self._waiting and not self._stopping:
                self._news.wait()
            if self._stopping:
                return None
            device = next(iter(self._waiting))
            del self._waiting[device]
            return device


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Follow the inbox for as long as the block runs."""
    workers = (Worker("screens", show), Worker("rules", judge))
    ends = [inbox.subscribe(worker.hear) for worker in workers]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for end in ends:
            end()
        for worker in workers:
            await sync_to_async(worker.stop)()
