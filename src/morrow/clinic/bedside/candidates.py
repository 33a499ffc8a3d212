"""A device's values as they reach screens and alarms before anybody has filed them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from morrow.care.visit.values import Parameter
from morrow.exchange.hl7 import DeviceReading, Message

CLOCK_ERROR_MAX: Final = timedelta(seconds=60)
"""Beyond this a device's clock is flagged (proposed; the time of its values is corrected anyway)."""

SILENT_AFTER: Final = timedelta(seconds=10)
"""Proposed (local policy, as `feed.stale`): a feed that has sent nothing for so long is shown as dead,
and a value that was under way for longer is shown with its age, but nothing acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reading, the device and inbox message it came in, and when it truly was measured.

    `measured_at` is ours: the device's time less its clock's offset (`device_clock`), so a device
    whose clock is wrong, even by hours, dates its values rightly, and one whose messages had to
    wait dates them when they were measured.  Where the message did not say when it was sent, it is
    the device's time.  `delay` is how long it was under way.
    """

    reading: DeviceReading
    device: str
    message: int
    received_at: datetime
    measured_at: datetime
    clock_error: timedelta | None
    delay: timedelta = timedelta()

    @property
    def fileable(self) -> bool:
        """Whether a rule may file it without a person.

        Not a cuff value whose own time nobody sent: it may be the last one, sent again.
        """
        return self.reading.own_time or not self.reading.episodic

    @property
    def late(self) -> bool:
        """Whether it came too late for a rule or an alarm, or claims to be from the future."""
        return self.delay > SILENT_AFTER or self.measured_at - self.received_at > CLOCK_ERROR_MAX

    @property
    def clock_is_wrong(self) -> bool:
        return self.clock_error is not None and abs(self.clock_error) > CLOCK_ERROR_MAX

    @property
    def cites(self) -> str:
        """What a fact that files this value writes as its message."""
        return f"inbox:{self.message}"

    def age(self, now: datetime) -> timedelta:
        return now - self.measured_at


def difference(message: Message, received_at: datetime) -> timedelta | None:
    """The device's clock when it sent minus ours when we received; None where it did not say."""
    return None if message.sent_at is None else message.sent_at - received_at


def delay_of(message: Message, received_at: datetime, offset: timedelta | None) -> timedelta:
    """How long a message was under way; none where nothing is known of the device's clock."""
    seen = difference(message, received_at)
    return timedelta() if offset is None or seen is None else offset - seen


def of_message(
    message: Message, *, inbox_id: int, received_at: datetime, offset: timedelta | None
) -> tuple[Candidate, ...]:
    """The candidates of one message; `offset` is what was known of the device's clock then."""
    delay, seen = delay_of(message, received_at, offset), difference(message, received_at)
    if offset is None or seen is None:
        offset = seen
    return tuple(
        Candidate(
            reading=reading,
            device=message.device_id,
            message=inbox_id,
            received_at=received_at,
            measured_at=reading.at - (offset or timedelta()),
            clock_error=offset,
            delay=delay,
        )
        for reading in message.readings
    )


def each_once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Every measurement once, in the order in which they were first sent.

    One sent again with the same value stays that of the first message; with another value, the
    device has changed its mind, and the later value stands.
    """
    found: dict[tuple[object, ...], Candidate] = {}
    for candidate in candidates:
        key = (candidate.device, *candidate.reading.identity)
        known = found.get(key)
        if known is None or known.reading.value != candidate.reading.value:
            found[key] = candidate
    return list(found.values())


def latest(candidates: Iterable[Candidate]) -> dict[Parameter, Candidate]:
    """The newest value of each parameter.

    A value that is measured all the time stands before one that was measured once; then the
    newest message, and in it the better source (an ECG before an oximeter) and the first channel.
    """
    found: dict[Parameter, Candidate] = {}
    for candidate in candidates:
        parameter = candidate.reading.parameter
        known = found.get(parameter)
        if known is None or _order(candidate) > _order(known):
            found[parameter] = candidate
    return found


def _order(candidate: Candidate) -> tuple[int, int, datetime]:
    reading = candidate.reading
    sent = 0 if reading.episodic else candidate.message
    return (sent, -reading.rank, candidate.measured_at)
