"""Takes a device's message in: read, store, tell, answer.  In this order.

The answer "accepted" leaves only after the commit; what cannot be read is stored as well, in the
quarantine, and answered with what would be right.  A message sent again is answered again and
stored once.  If the store fails, nothing is answered, and the device will send again.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from morrow.clinic.bedside import device_clock
from morrow.clinic.bedside.candidates import Candidate, difference, of_message
from morrow.clinic.bedside.device_clock import DeviceClock
from morrow.clinic.bedside.models import Device, InboxMessage
from morrow.clinic.store import writer
from morrow.exchange import hl7
from morrow.exchange.hl7 import er7

_REJECTED: Final = frozenset(
    {
        er7.UNSUPPORTED_MESSAGE,
        er7.UNSUPPORTED_EVENT,
        er7.UNSUPPORTED_PROCESSING,
        er7.UNSUPPORTED_VERSION,
    }
)

log = logging.getLogger(__name__)

Subscriber = Callable[["Arrival"], None]
_subscribers: Final[list[Subscriber]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that is stored: what screens and alarms may look at now."""

    device: str
    message: int
    received_at: datetime
    candidates: tuple[Candidate, ...]
    refused: tuple[hl7.Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A message read: taken, or with the error that sends it to the quarantine."""

    raw: bytes
    digest: str
    key: str
    message: hl7.Message | None
    error: hl7.Hl7Error | None


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where it lies, whether it is new, the error if it was not taken, and its device's clock."""

    id: int
    is_new: bool
    error: hl7.Hl7Error | None
    offset: timedelta | None = None


def receive(
    raw: bytes, peer: str, *, now: datetime, zone: ZoneInfo | None = None
) -> tuple[bytes, ...]:
    """Take one message in and return the answers its sender asked for, after the commit.

    `peer` is the address it came from, `now` the time of receipt, `zone` where the clocks of
    devices run that state no offset.
    """
    judged = _judge(raw, zone)
    stored = writer.write(lambda: _store(judged, peer=peer, now=now, zone=zone))
    return _answer(judged, stored, now=now)


async def areceive(
    raw: bytes, peer: str, *, now: datetime, zone: ZoneInfo | None = None
) -> tuple[bytes, ...]:
    """The same for asynchronous callers."""
    judged = _judge(raw, zone)
    stored = await writer.awrite(lambda: _store(judged, peer=peer, now=now, zone=zone))
    return _answer(judged, stored, now=now)


def subscribe(subscriber: Subscriber) -> Callable[[], None]:
    """Call `subscriber` with every new message once it is stored; return what ends that.

    It runs where the message was received, so it must be quick and may not write.  Its errors
    are logged: the message is stored whether or not anybody could be told.
    """
    _subscribers.append(subscriber)
    return lambda: _subscribers.remove(subscriber)


def _judge(raw: bytes, zone: ZoneInfo | None) -> _Judged:
    digest = hashlib.sha256(raw).hexdigest()
    try:
        message = hl7.read(raw, zone=zone)
        _check_is_production(message)
    except hl7.Hl7Error as error:
        key = _hash("quarantine", digest)
        return _Judged(raw=raw, digest=digest, key=key, message=None, error=error)
    key = _hash(message.sender, message.control_id, message.sent)
    return _Judged(raw=raw, digest=digest, key=key, message=message, error=None)


def _check_is_production(message: hl7.Message) -> None:
    """A training or debugging message must never look like somebody's pressure."""
    if message.processing != "P":
        raise hl7.Hl7Error(
            f"processing id {message.processing} is not for care",
            wanted="send P (production) for real readings",
            where=message.header.msh.where(11),
            code=er7.UNSUPPORTED_PROCESSING,
            header=message.header,
        )


def _store(judged: _Judged, *, peer: str, now: datetime, zone: ZoneInfo | None) -> _Stored:
    """Runs on the writer.  The same message again stores nothing."""
    known = InboxMessage.objects.filter(key=judged.key).values_list("id", "digest").first()
    if known is not None and known[1] == judged.digest:
        return _Stored(known[0], is_new=False, error=judged.error)
    error, key = judged.error, judged.key
    if known is not None and judged.message is not None:
        error, key = _reused(judged.message), _hash("quarantine", judged.digest)
        again = InboxMessage.objects.filter(key=key).values_list("id", flat=True).first()
        if again is not None:
            return _Stored(again, is_new=False, error=error)
    message = judged.message if error is None else None
    clock = _clock(message, now) if message else None
    offset = clock.offset if clock else None
    row = InboxMessage(
        received_at=now,
        peer=peer,
        raw=judged.raw,
        digest=judged.digest,
        key=key,
        verdict=_verdict(error).value,
        reason=er7.CONTROL.sub("?", str(error))[:2000] if error else "",
        device=message.device_id if message else "",
        control_id=message.control_id if message else "",
        zone=zone.key if zone else "",
        clock_offset_us=offset // timedelta(microseconds=1) if offset is not None else None,
    )
    row.save(force_insert=True)
    if message:
        _see(message, row.id, clock, now)
    return _Stored(row.id, is_new=True, error=error, offset=offset)


def _clock(message: hl7.Message, now: datetime) -> DeviceClock | None:
    """What is known of the device's clock with this message."""
    row = Device.objects.filter(name=message.device_id).first()
    known, seen = device_clock.of_row(row), difference(message, now)
    if seen is None:
        return known
    return known.after(seen, now - row.last_seen) if known and row else DeviceClock(newest=seen)


def _see(message: hl7.Message, inbox_id: int, clock: DeviceClock | None, now: datetime) -> None:
    known = device_clock.columns(clock)
    row = Device(
        name=message.device_id, first_seen=now, last_seen=now, last_message_id=inbox_id, **known
    )
    Device.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["last_seen", "last_message_id", *known],
    )


def _reused(message: hl7.Message) -> hl7.Hl7Error:
    return hl7.Hl7Error(
        f"control id {message.control_id[:60]!r} was sent before with other contents",
        wanted="give each message a control id of its own",
        where=message.header.msh.where(10),
        code=er7.DUPLICATE_KEY,
        header=message.header,
    )


def _verdict(error: hl7.Hl7Error | None) -> hl7.Verdict:
    if error is None:
        return hl7.Verdict.ACCEPT
    if error.header is None or error.code in _REJECTED:
        return hl7.Verdict.REJECT
    return hl7.Verdict.ERROR


def _answer(judged: _Judged, stored: _Stored, *, now: datetime) -> tuple[bytes, ...]:
    message, error = judged.message, stored.error
    if error is not None:
        if stored.is_new:
            log.warning("inbox %d: quarantined: %s", stored.id, error)
        header: hl7.Header | None = error.header
        problems: tuple[hl7.Problem, ...] = (hl7.problem_of(error),)
    else:
        assert message is not None  # without an error there is a message
        if stored.is_new:
            _tell(message, stored, now)
        header, problems = message.header, hl7.warnings_of(message.refused)
    ack_id = uuid4().hex[:19]  # one more for the mode: 20 characters, the length before 2.7
    return hl7.acknowledge(header, _verdict(error), problems=problems, now=now, ack_id=ack_id)


def _tell(message: hl7.Message, stored: _Stored, now: datetime) -> None:
    arrival = Arrival(
        device=message.device_id,
        message=stored.id,
        received_at=now,
        candidates=of_message(message, inbox_id=stored.id, received_at=now, offset=stored.offset),
        refused=message.refused,
    )
    for subscriber in tuple(_subscribers):
        try:
            subscriber(arrival)
        except Exception:
            log.exception("a subscriber failed on inbox message %d", stored.id)


def _hash(*parts: str) -> str:
    """One key from several texts; each with its length, so that none runs into the next."""
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
