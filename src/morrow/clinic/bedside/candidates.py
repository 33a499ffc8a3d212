"""A device's values as they reach screens and alarms before anybody has filed them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from morrow.care.visit.values import Parameter
from morrow.exchange.hl7 import DeviceReading, Message

CLOCK_ERROR_MAX: Final = timedelta(seconds=60)
"""Beyond this a device's clock is flagged (proposed; the time of its values is corrected anyway)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reading, the device and inbox message it came in, and when it truly was measured.

    `measured_at` is ours: the time of receipt less the value's age by the device's own clock, so
    a device whose clock is wrong, even by hours, dates its values rightly (to the delay of the
    network).  Where the message did not say when it was sent, it is the device's time.
    """

    reading: DeviceReading
    device: str
    message: int
    received_at: datetime
    measured_at: datetime
    clock_error: timedelta | None

    @property
    def fileable(self) -> bool:
        """Whether a rule may file it without a person.

        Not a cuff value whose own time nobody sent: it may be the last one, sent again.
        """
        return self.reading.own_time or not self.reading.episodic

    @property
    def clock_is_wrong(self) -> bool:
        return self.clock_error is not None and abs(self.clock_error) > CLOCK_ERROR_MAX

    @property
    def cites(self) -> str:
        """What a fact that files this value writes as its message."""
        return f"inbox:{self.message}"

    def age(self, now: datetime) -> timedelta:
        return now - self.measured_at


def clock_error(message: Message, received_at: datetime) -> timedelta | None:
    """The device's clock minus ours when it sent; None where it did not say."""
    return None if message.sent_at is None else message.sent_at - received_at


def of_message(message: Message, *, inbox_id: int, received_at: datetime) -> tuple[Candidate, ...]:
    """The candidates of one message."""
    error = clock_error(message, received_at)
    return tuple(
        Candidate(
            reading=reading,
            device=message.device_id,
            message=inbox_id,
            received_at=received_at,
            measured_at=reading.at - (error or timedelta()),
            clock_error=error,
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
