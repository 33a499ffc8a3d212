"""A device's last minutes, kept in memory and brought up to date from the inbox when asked.

So a screen, the clock and a message that has just come in read what is new and no more, in any
process, and a restart forgets nothing.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from morrow.clinic.bedside import queries
from morrow.clinic.bedside.candidates import Candidate
from morrow.clinic.bedside.queries import Heard
from morrow.clinic.store import connections

CUFF_KEPT: Final = timedelta(minutes=7)
"""After it was last sent.  A column files a pressure of up to 5 minutes before its time, and waits
2 more for a better one (figures `file.early`, `file.wait`)."""

LIVE_KEPT: Final = timedelta(minutes=2)
"""A value that is measured all the time; the longest hold time is 30 s."""

BESIDE_A_CUFF: Final = timedelta(minutes=1)
"""So near a pressure it is kept for as long: they are filed together (figure `file.window`)."""

_OVERLAP: Final = timedelta(minutes=1)
"""Times of receipt may stand a little out of the order in which messages were stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """A measurement, as it was first sent.

    `dated` False: nobody knows when it was measured.  That is a pressure without a time of its
    own which the device was sending already when we began to look; the next different one is
    dated by its first message.
    """

    candidate: Candidate
    dated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The last minutes of a device: its measurements, each once, and how far they reach.

    `last_at` is when its newest message was sent, by our clock, `heard_at` when one last came.
    `twins`: in these minutes two connections at once have spoken under this name, which is two
    devices, and nobody can tell whose a value is.
    """

    last_at: datetime | None
    heard_at: datetime | None
    twins: bool
    found: tuple[Recent, ...]


@dataclass(slots=True)
class _Known:
    recent: Recent
    seen: datetime


@dataclass(slots=True)
class _Device:
    lock: threading.Lock = field(default_factory=threading.Lock)
    last_id: int = 0
    last_at: datetime | None = None
    heard_at: datetime | None = None
    peers: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    twins_at: datetime | None = None
    known: dict[tuple[Any, ...], _Known] = field(default_factory=dict)

    def take(self, found: Iterable[Heard]) -> None:
        for message in found:
            sent_at = message.received_at - message.delay
            self.last_id = max(self.last_id, message.id)
            self.last_at = max(self.last_at or sent_at, sent_at)
            self.heard_at = max(self.heard_at or message.received_at, message.received_at)
            self._hear(message)
            for candidate in message.found:
                self._take(candidate)

    def _hear(self, message: Heard) -> None:
        """One that speaks again after another has begun: so both connections are open.

        A device that connects anew is never heard on its old connection again.
        """
        last, _ = self.peers.get(message.peer, (message.id, message.received_at))
        if any(other > last for other, _ in self.peers.values()):
            self.twins_at = message.received_at
        self.peers[message.peer] = (message.id, message.received_at)

    def _take(self, candidate: Candidate) -> None:
        """The same measurement again is that of its first message; a changed value is a new one."""
        reading = candidate.reading
        untimed = not candidate.fileable
        key = (reading.code, reading.channel, None if untimed else reading.at)
        known = self.known.get(key)
        if known is None:
            recent = Recent(candidate=candidate, dated=not untimed)
            self.known[key] = _Known(recent, candidate.received_at)
        elif known.recent.candidate.reading.value == reading.value:
            known.seen = candidate.received_at
        else:
            if untimed:  # the one before it stays, for a repeat to be confirmed by
                self.known[(*key, known.seen)] = known
            self.known[key] = _Known(Recent(candidate=candidate), candidate.received_at)

    def drop(self, now: datetime) -> None:
        self.peers = {
            peer: heard for peer, heard in self.peers.items() if now - heard[1] <= CUFF_KEPT
        }
        self.known = {
            key: known for key, known in self.known.items() if now - known.seen <= CUFF_KEPT
        }
        cuffs = {
            known.recent.candidate.measured_at
            for known in self.known.values()
            if known.recent.candidate.reading.episodic
        }
        self.known = {
            key: known
            for key, known in self.known.items()
            if now - known.seen <= LIVE_KEPT or _is_near(known.recent.candidate, cuffs)
        }

    def copy(self) -> "_Device":
        known = {key: _Known(one.recent, one.seen) for key, one in self.known.items()}
        return replace(self, lock=threading.Lock(), known=known, peers=dict(self.peers))

    def minutes(self, now: datetime) -> Minutes:
        return Minutes(
            last_at=self.last_at,
            heard_at=self.heard_at,
            twins=self.twins_at is not None and now - self.twins_at <= CUFF_KEPT,
            found=tuple(known.recent for known in self.known.values()),
        )


_devices: Final[dict[str, _Device]] = {}
_lock: Final = threading.Lock()


def of_device(device: str, now: datetime) -> Minutes:
    """What the device sent in its last minutes, up to what is stored now."""
    with _lock:
        known = _devices.setdefault(device, _Device())
    with known.lock:
        # Inside a unit of the writer there may be messages that are never committed.
        mine = known.copy() if connections.in_unit() else known
        since = now - CUFF_KEPT if mine.heard_at is None else mine.heard_at - _OVERLAP
        mine.take(queries.messages(device, since=since, after=mine.last_id))
        mine.drop(now)
        return mine.minutes(now)


def forget() -> None:
    """Forget everything: after the store itself was exchanged (tests, restore)."""
    with _lock:
        _devices.clear()


def _is_near(candidate: Candidate, cuffs: Iterable[datetime]) -> bool:
    """Whether it is a cuff's, or was measured beside one."""
    return any(abs(candidate.measured_at - cuff) <= BESIDE_A_CUFF for cuff in cuffs)
