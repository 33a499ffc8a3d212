"""What screens ask of devices: their latest values, how they are, and what was not taken.

Everything is read from the inbox, so any process may ask, and a restart forgets nothing.  A
message is parsed once in a process.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q, QuerySet

from morrow.care import calendar
from morrow.clinic.bedside import device_clock
from morrow.clinic.bedside.candidates import (
    CLOCK_ERROR_MAX,
    SILENT_AFTER,
    Candidate,
    delay_of,
    each_once,
    of_message,
)
from morrow.clinic.bedside.models import Device, InboxMessage
from morrow.exchange import hl7

_log = logging.getLogger(__name__)

_FIELDS: Final = ("id", "raw", "zone", "received_at", "clock_offset_us")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """A device as its page shows it."""

    name: str
    last_seen: datetime
    silent: bool
    clock_error: timedelta | None

    @property
    def clock_is_wrong(self) -> bool:
        return self.clock_error is not None and abs(self.clock_error) > CLOCK_ERROR_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A message that was not taken, and why."""

    id: int
    received_at: datetime
    peer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A stored message of a device: its number, the connection, when it came, its values."""

    id: int
    peer: str
    received_at: datetime
    delay: timedelta
    found: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Parsed:
    candidates: tuple[Candidate, ...] = ()
    refused: tuple[hl7.Refused, ...] = ()
    delay: timedelta = timedelta()


def candidates(device: str, since: datetime) -> list[Candidate]:
    """The values of a device received after `since`, each measurement once, oldest first."""
    return each_once(
        candidate for parsed in _messages(device, since) for candidate in parsed.candidates
    )


def refused(device: str, since: datetime) -> list[hl7.Refused]:
    """The values of a device that were not taken, from messages received after `since`."""
    return [one for parsed in _messages(device, since) for one in parsed.refused]


def messages(device: str, *, since: datetime, after: int) -> list[Heard]:
    """A device's messages received after `since` and stored after message `after`, in order."""
    rows = InboxMessage.objects.filter(device=device, received_at__gt=since, id__gt=after)
    return [_heard(*row) for row in rows.order_by("id").values_list("peer", *_FIELDS)]


def cited(message: int) -> tuple[Candidate, ...]:
    """The candidates of one stored message: what `Candidate.cites` names.  Empty if none."""
    return tuple(
        one
        for parsed in _parsed(InboxMessage.objects.filter(id=message, verdict="A"))
        for one in parsed.candidates
    )


def devices(now: datetime) -> list[DeviceStatus]:
    """Every device that ever sent, by name."""
    return [
        DeviceStatus(
            name=row.name,
            last_seen=row.last_seen,
            silent=now - row.last_seen > SILENT_AFTER,
            clock_error=clock.offset if clock else None,
        )
        for row in Device.objects.order_by("name")
        for clock in (device_clock.of_row(row),)
    ]


def quarantined(since: datetime) -> list[Quarantined]:
    """The messages received after `since` that were not taken, newest first."""
    rows = InboxMessage.objects.filter(~Q(verdict="A"), received_at__gt=since)
    return [
        Quarantined(id=row.id, received_at=row.received_at, peer=row.peer, reason=row.reason)
        for row in rows.order_by("-received_at", "-id").defer("raw")
    ]


def _messages(device: str, since: datetime) -> Iterator[_Parsed]:
    taken = InboxMessage.objects.filter(device=device, received_at__gt=since)
    return _parsed(taken.order_by("id"))


def _parsed(rows: QuerySet[InboxMessage]) -> Iterator[_Parsed]:
    for row in rows.values_list(*_FIELDS):
        yield _said(*row)


def _heard(peer: str, inbox_id: int, raw: bytes, *known: Any) -> Heard:
    said, received_at = _said(inbox_id, raw, *known), known[1]
    return Heard(
        id=inbox_id, peer=peer, received_at=received_at, delay=said.delay, found=said.candidates
    )


def _said(inbox_id: int, raw: bytes, *known: Any) -> _Parsed:
    """What a stored message says; nothing, if it cannot be read, and the others stand for it."""
    try:
        return _parse(inbox_id, bytes(raw), *known)
    except Exception:  # noqa: BLE001  (logged: one message may not hide all that follow it)
        _log.exception("inbox message %d was taken and cannot be read", inbox_id)
        return _Parsed()


@lru_cache(maxsize=8192)
def _parse(
    inbox_id: int, raw: bytes, zone: str, received_at: datetime, offset_us: int | None
) -> _Parsed:
    message = hl7.read(raw, zone=calendar.zone(zone) if zone else None)
    offset = None if offset_us is None else timedelta(microseconds=offset_us)
    found = of_message(message, inbox_id=inbox_id, received_at=received_at, offset=offset)
    return _Parsed(found, message.refused, delay_of(message, received_at, offset))
