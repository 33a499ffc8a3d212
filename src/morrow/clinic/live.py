"""Tells entitled screens what changed, as it is committed: server-sent events.

An event says which stream has which version; the screen then fetches its view.  Its id is a
position in the journal, the order of visibility: who comes back with it is told everything since,
and nothing is skipped.  A candidate of the bedside has no position; it is only the newest.
"""

import asyncio
import json
import logging
import signal
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from morrow.clinic import access, streams
from morrow.clinic.patients.through import surviving
from morrow.clinic.people import navigation, principals
from morrow.clinic.people.models import User
from morrow.clinic.people.sessions import SessionStore
from morrow.clinic.policy import RUNNING, capacity
from morrow.clinic.push import Candidates, Change, Listener, hub
from morrow.clinic.store import entries
from morrow.clinic.store.models import JournalEntry
from morrow.clinic.visits import feed
from morrow.clinic.visits.models import Visit

LISTEN: Final = "live.listen"
PING_S: Final = 5.0
ASKED_AGAIN_S: Final = 30.0  # how often a long-lived stream asks whether it is still entitled
RETRY_MS: Final = 1_000
CANDIDATES_S: Final = 1.0
QUIET_S: Final = 5.0  # a monitor sends every second or two
CATCH_UP: Final = 500  # rows read at once


_log = logging.getLogger(__name__)


@require_GET
@access.operation(LISTEN)
async def stream(request: HttpRequest) -> HttpResponseBase:
    """`?visit=ID` for one visit, `?board=1` for the clinic that the bar shows."""
    visit = _uuid(request.GET.get("visit", ""))
    if visit is not None:
        row = await access.avisit(request, LISTEN, visit)
        concerns, clinic = (
            _of_visit(
                f"visit:{visit}", f"patient:{await sync_to_async(surviving)(row.patient_id)}"
            ),
            row.clinic_id,
        )
    elif request.GET.get("board"):
        clinic = await sync_to_async(_board)(request)
        concerns = _of_clinic(str(clinic))
    else:
        return HttpResponse("Say ?visit=ID or ?board=1", status=400, content_type="text/plain")
    listener = Listener(concerns=concerns, loop=asyncio.get_running_loop(), visit=visit)
    passed = access.acting(request)
    watch = _Watch(
        person=passed.by.id,
        clinic=clinic,
        visit=visit,
        emergency=passed.emergency,
        session=request.session.session_key or "",
    )
    response = StreamingHttpResponse(
        _events(listener, watch, _position(request)), content_type="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = (
        "no"  # a proxy that waits to fill a buffer shows nothing
    )
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """Whom a stream serves: asked again while it lives."""

    person: UUID
    clinic: UUID
    visit: UUID | None
    emergency: bool
    session: str

    def still_entitled(self) -> bool:
        session = SessionStore(self.session).load()
        user = User.objects.filter(id=self.person, is_active=True).first()
        if user is None or session.get(SESSION_KEY) != str(user.id):
            return False  # signed out, or somebody else took over the tablet
        if not constant_time_compare(
            session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
        ):
            return False  # another password since
        by = principals.of_user(user)
        if self.emergency and self.visit:
            running = Visit.objects.filter(id=self.visit, phase__in=RUNNING)
            return bool(by.clinical_roles()) and running.exists()
        return capacity(LISTEN, by.roles_at(self.clinic)) is not None


async def _events(
    listener: Listener, watch: _Watch, after: int | None
) -> AsyncGenerator[str, None]:
    """The stream, from a position on; None: from now."""
    hub.add(listener)  # first, so that nothing falls between the look and the listening
    try:
        position = after if after is not None else await _from_store(entries.end)
        yield f"retry: {RETRY_MS}\n: from {position}\n\n"
        listener.behind = True
        asked_at = listener.loop.time()
        while not hub.closed:
            if listener.loop.time() - asked_at >= ASKED_AGAIN_S:
                if not await _from_store(watch.still_entitled):
                    return
                asked_at = listener.loop.time()
            if listener.behind:
                listener.behind = False
                async for change in _missed(listener, position):
                    position = change.position
                    yield _event(change)
            item = await _next(listener)
            if isinstance(item, Change):
                if item.position > position:
                    position = item.position
                    yield _event(item)
            elif isinstance(item, Candidates):
                yield f"event: candidates\ndata: {json.dumps(item.data)}\n\n"
            else:
                yield ": ping\n\n"
    finally:
        hub.remove(listener)


async def _next(listener: Listener) -> Change | Candidates | None:
    """What comes next; None after so long without anything, or when the server stops."""
    try:
        return await asyncio.wait_for(listener.waiting.get(), PING_S)
    except TimeoutError:
        return None


async def _missed(listener: Listener, position: int) -> AsyncIterator[Change]:
    """Everything committed after a position that concerns this screen, in order."""
    while rows := await _from_store(partial(_after, position)):
        for change in rows:
            if listener.concerns(change):
                yield change
        position = rows[-1].position


def _after(position: int) -> list[Change]:
    rows = JournalEntry.objects.filter(position__gt=position).order_by("position")
    fields = ("position", "stream", "version", "clinic")
    return [
        Change(position=position, stream=stream, version=version, clinic=clinic)
        for position, stream, version, clinic in rows.values_list(*fields)[:CATCH_UP]
    ]


async def _from_store(read: Callable[[], Any]) -> Any:
    """Read on a thread whose connection does not stay open for as long as the screen does."""

    def run() -> Any:
        try:
            return read()
        finally:
            if not connection.in_atomic_block:
                connection.close()

    return await sync_to_async(run)()


def _event(change: Change) -> str:
    data = json.dumps({"stream": change.stream, "version": change.version})
    return f"event: changed\nid: {change.position}\ndata: {data}\n\n"


def _of_visit(*streams: str) -> Callable[[Change], bool]:
    return lambda change: change.stream in streams


def _of_clinic(clinic: str) -> Callable[[Change], bool]:
    return lambda change: change.clinic == clinic


def _board(request: HttpRequest) -> UUID:
    by = access.principal(request)
    places = navigation.clinics_of(by) if by else []
    asked = _uuid(request.GET.get("clinic", ""))
    here = navigation.current_clinic(request, places)
    place = asked or (here.id if here else UUID(int=0))
    return access.clinic(request, LISTEN, place).id


def _position(request: HttpRequest) -> int | None:
    """Where the screen left off: the browser's own header, or `?after=` at the first time."""
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _pump() -> None:
    """Each second, the feeds of which a device's message has told nothing lately.

    Messages tell their screens at once (`bedside.gateway`).  This is for those that come in at
    another process, and for a feed that has fallen silent: nothing comes in to tell of that.
    """
    told: dict[UUID, dict[str, Any]] = {}
    while True:
        try:
            quiet = hub.untold(QUIET_S)
            fresh = await sync_to_async(_feeds, thread_sensitive=False)(quiet)
        except Exception:  # noqa: BLE001  (the store may be away for a moment; screens see the age)
            _log.exception("could not read the live values")
        else:
            for visit, data in fresh.items():
                if told.get(visit) != data:
                    hub.tell_candidates(Candidates(visit=visit, data=data), by_poll=True)
            told = fresh
        await asyncio.sleep(CANDIDATES_S)


def _feeds(visits: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """The feeds of these visits, as their pages show them."""
    now, found = timezone.now(), {}
    try:
        for visit in visits:
            if live := feed.of_visit(streams.visit(visit), now):
                found[visit] = live.as_event(visit)
    finally:
        if not connection.in_atomic_block:
            connection.close()
    return found


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """End all streams as soon as the server is told to stop, so that it need not wait for them."""
    hub.closed = False
    restore = _close_on_signals() if threading.current_thread() is threading.main_thread() else None
    pump = asyncio.create_task(_pump())
    try:
        yield
    finally:
        hub.close()
        pump.cancel()
        with suppress(asyncio.CancelledError):
            await pump
        if restore:
            restore()


def _close_on_signals() -> Callable[[], None]:
    """Before the server's own handling of SIGTERM and SIGINT, which waits for open answers."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def handle(number: int, frame: Any) -> None:
        hub.close()
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    chained = [number for number, handler in before.items() if callable(handler)]
    for number in chained:
        signal.signal(number, handle)

    def restore() -> None:
        for number in chained:
            if signal.getsignal(number) is handle:
                signal.signal(number, before[number])

    return restore
