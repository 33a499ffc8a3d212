"""ORU^R01^ORU_R01 in the form of IHE PCD-01 (device to enterprise): a message to readings.

What the message says of a patient is never used to say whose values these are: chairs and
devices are joined by a person.  Whether a PID was there is kept, nothing of its content.

The device is OBX-18 of the OBX's own device tree (the first number of OBX-4), else MSH-3; a value
of another device than the message's is refused, and so is a message of two patients.

The time of a value is its own OBX-14, else OBX-14 of the nearest group above it in OBX-4 (a cuff's
group carries the time of its three numbers), else OBR-7.  A text without an offset takes that of
MSH-7, else the zone that the listener was told.  Source: IHE PCD TF-2, appendix B, seen through
published examples.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Final

from morrow.exchange.hl7.er7 import (
    NOT_IN_TABLE,
    REQUIRED_MISSING,
    SEQUENCE_ERROR,
    UNSUPPORTED_EVENT,
    UNSUPPORTED_MESSAGE,
    UNSUPPORTED_PROCESSING,
    UNSUPPORTED_VERSION,
    Delimiters,
    Er7,
    Header,
    Hl7Error,
    Segment,
)
from morrow.exchange.hl7.er7 import read as read_er7
from morrow.exchange.hl7.observation import (
    DeviceReading,
    NotReadError,
    Refused,
    Timed,
    Why,
    is_structure,
    read_observation,
    refusal,
)
from morrow.exchange.hl7.times import TimeError, read_time, stated_zone

MAX_ID: Final = 199  # HL7 2.6: the length of MSH-10
AHEAD: Final = timedelta(seconds=60)
"""A value measured later than its message was sent, by one and the same clock, is not dated."""

LONG_AGO: Final = timedelta(hours=12)
"""A value measured so long before its message was sent is not of this visit (proposed), and may be
of no time that can be reckoned with."""

_VERSION: Final = re.compile(r"2\.[2-9](\.[0-9])?")
_HOUR: Final = timedelta(hours=1)
_ACK_WHEN: Final = frozenset({"", "AL", "NE", "ER", "SU"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A monitor's message: who sent it, and what it measured or why not.

    `sender` is MSH-3 with MSH-4 and `sent` MSH-7, both as written: with `control_id` they name
    the message, so that one sent again is known.  `sent_at` is None where MSH-7 has no offset
    and none was told.  `processing` is P (production), T or D.
    """

    control_id: str
    sender: str
    sent: str
    sent_at: datetime | None
    device_id: str
    processing: str
    version: str
    profile: str
    has_pid: bool
    readings: tuple[DeviceReading, ...]
    refused: tuple[Refused, ...]
    header: Header


def read(raw: bytes, *, zone: tzinfo | None = None) -> Message:
    """Read one message without its frame; Hl7Error if it cannot be taken as a whole.

    `zone` is the time zone in which the device's clock runs, for messages that do not say.
    """
    er7 = read_er7(raw)
    marks, msh = er7.header.delimiters, er7.header.msh
    _check_header(er7.header)
    _check_order(er7)
    sent = marks.part(msh[7])
    sent_at = _instant(sent, zone)
    tree = _Tree(marks=marks, zone=stated_zone(sent) or zone, sent_at=sent_at)
    tree.learn_devices(er7)
    device_id = _device_id(tree.device, er7.header)
    taken, refused = _settle(tuple(tree.walk(er7)), marks)
    return Message(
        control_id=msh[10],
        sender=f"{msh[3]}{marks.field}{msh[4]}",
        sent=sent,
        sent_at=sent_at,
        device_id=device_id,
        processing=marks.part(msh[11]),
        version=marks.part(msh[12]),
        profile=msh[21],
        has_pid=any(er7.all("PID")),
        readings=taken,
        refused=refused,
        header=er7.header,
    )


def _check_header(header: Header) -> None:
    msh, marks = header.msh, header.delimiters
    kind, event, structure = (marks.part(msh[9], n) for n in (1, 2, 3))
    if kind != "ORU" or structure not in {"", "ORU_R01"}:
        _refuse(header, 9, f"{msh[9][:40]!r} is not read here", "ORU^R01", UNSUPPORTED_MESSAGE)
    if event != "R01":
        _refuse(header, 9, f"event {event[:20]!r} is not read here", "R01", UNSUPPORTED_EVENT)
    if not msh[10] or len(msh[10]) > MAX_ID or not marks.plain(msh[10]):
        reason = "the control id is not a plain text" if msh[10] else "the control id is missing"
        _refuse(header, 10, reason, f"one to {MAX_ID} plain characters", REQUIRED_MISSING)
    if marks.part(msh[11]) not in {"P", "T", "D"}:
        reason = f"processing id {msh[11][:20]!r} is not known"
        _refuse(header, 11, reason, "P, T or D", UNSUPPORTED_PROCESSING)
    if not _VERSION.fullmatch(marks.part(msh[12])):
        reason = f"version {msh[12][:20]!r} is not read here"
        _refuse(header, 12, reason, "2.2 to 2.9", UNSUPPORTED_VERSION)
    for number in (15, 16):
        if msh[number] not in _ACK_WHEN:
            reason = f"{msh[number][:20]!r} is not in HL7 table 0155"
            _refuse(header, number, reason, "AL, NE, ER, SU or nothing", NOT_IN_TABLE)


def _refuse(header: Header, number: int, reason: str, wanted: str, code: int) -> None:
    where = header.msh.where(number)
    raise Hl7Error(reason, wanted=f"send {wanted}", where=where, code=code, header=header)


def _check_order(er7: Er7) -> None:
    """Every OBX belongs to an OBR, and a message to at most one patient."""
    seen: dict[str, Segment] = {}
    for segment in er7.segments:
        if segment.name == "OBX" and "OBR" not in seen:
            reason, wanted = "an OBX before any OBR", "send OBR before its OBX"
        elif segment.name == "PID" and "PID" in seen:
            reason, wanted = "a second PID", "send one patient in a message"
        else:
            seen.setdefault(segment.name, segment)
            continue
        where, code = segment.where(), SEQUENCE_ERROR
        raise Hl7Error(reason, wanted=wanted, where=where, code=code, header=er7.header)


def _device_id(told: str, header: Header) -> str:
    """What OBX-18 told, else MSH-3 (HD): its universal id where there is one, else its name."""
    marks, msh = header.delimiters, header.msh
    found = told or marks.part(msh[3], 2) or marks.part(msh[3], 1)
    if not found or len(found) > MAX_ID:
        reason = "the device's name is too long" if found else "nothing names the device"
        wanted = f"name it in OBX-18 or MSH-3, in at most {MAX_ID} characters"
        where = msh.where(3)
        raise Hl7Error(reason, wanted=wanted, where=where, code=REQUIRED_MISSING, header=header)
    return found


def _instant(text: str, zone: tzinfo | None) -> datetime | None:
    try:
        return read_time(text, zone=zone)
    except TimeError:
        return None  # MSH-7 alone: each value's own time is judged where it is used


@dataclass(slots=True, kw_only=True)
class _Tree:
    """Walks the segments, remembering what an OBX inherits: device, group times, OBR-7."""

    marks: Delimiters
    zone: tzinfo | None
    sent_at: datetime | None
    device: str = ""
    devices: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    obr_time: str = ""

    def learn_devices(self, er7: Er7) -> None:
        """First, because a device may be named below the values that it measured."""
        for obx in er7.all("OBX"):
            if told := self._told(obx):
                self.devices.setdefault(_root(obx), told)
                self.device = self.device or told

    def walk(self, er7: Er7) -> Iterator[tuple[Segment, DeviceReading | Refused]]:
        """Every OBX that is not mere structure, with what became of it."""
        for segment in er7.segments:
            if segment.name == "OBR":
                self.obr_time, self.groups = self.marks.part(segment[7]), {}
            elif segment.name == "OBX" and not is_structure(segment):
                yield segment, self._judge(segment)
            elif segment.name == "OBX" and segment[14]:
                self.groups[segment[4]] = self.marks.part(segment[14])

    def _told(self, obx: Segment) -> str:
        return self.marks.part(obx[18]) or self.marks.part(obx[18], 3)

    def _judge(self, obx: Segment) -> DeviceReading | Refused:
        device = self._told(obx) or self.devices.get(_root(obx), self.device)
        if device != self.device:
            reason = f"measured by {device[:60]!r} in a message of {self.device[:60]!r}"
            no = NotReadError(Why.DEVICE, 18, device, reason, "send one device in a message")
            return refusal(obx, self.marks, no)
        return read_observation(obx, self.marks, self._timed(obx))

    def _timed(self, obx: Segment) -> Timed:
        text, source = self._time_text(obx)
        if not text:
            return Timed(None, source)
        try:
            at = read_time(text, zone=self.zone)
        except TimeError as error:
            return Timed(None, source, str(error))
        if self.sent_at is None or -LONG_AGO <= at - self.sent_at <= AHEAD:
            return Timed(at, source)
        is_later = at > self.sent_at
        words = "later than" if is_later else f"more than {LONG_AGO // _HOUR} hours before"
        shown, sent = (_clock(each, with_day=not is_later) for each in (at, self.sent_at))
        return Timed(None, source, f"{source} says {shown}, {words} the message of {sent}")

    def _time_text(self, obx: Segment) -> tuple[str, str]:
        if own := self.marks.part(obx[14]):
            return own, "OBX-14"
        for group in _above(obx[4]):
            if group in self.groups:
                return self.groups[group], f"OBX-14 of {group}"
        return self.obr_time, "OBR-7" if self.obr_time else ""


def _clock(at: datetime, *, with_day: bool) -> str:
    return f"{at.date()} {at:%H:%M:%S}Z" if with_day else f"{at:%H:%M:%S}Z"


def _root(obx: Segment) -> str:
    return obx[4].split(".", 1)[0]


def _above(channel: str) -> Iterator[str]:
    """The groups above a channel, nearest first: 1.0.1.1 is in 1.0.1 (or 1.0.1.0), in 1.0, in 1."""
    parts = channel.split(".")[:8]
    for size in range(len(parts) - 1, 0, -1):
        head = ".".join(parts[:size])
        yield head
        yield head + ".0" * (len(parts) - size)


def _settle(
    results: tuple[tuple[Segment, DeviceReading | Refused], ...], marks: Delimiters
) -> tuple[tuple[DeviceReading, ...], tuple[Refused, ...]]:
    """One value for each measurement: a repeat is left out, two different ones are both refused."""
    said: defaultdict[tuple[datetime, str, str], set[str]] = defaultdict(set)
    for _, result in results:
        if isinstance(result, DeviceReading):
            said[result.identity].add(f"{result.value}{result.unit}")
    taken: dict[tuple[datetime, str, str], DeviceReading] = {}
    refused: list[Refused] = []
    for obx, result in results:
        if isinstance(result, Refused):
            refused.append(result)
        elif len(said[result.identity]) > 1:
            reason = "one code, channel and time with different values in one message"
            no = NotReadError(Why.CONTRADICTION, 5, obx[5], reason, "send each once")
            refused.append(refusal(obx, marks, no))
        elif result.identity in taken:
            no = NotReadError(Why.REPEATED, 5, obx[5], "the same reading twice", "send each once")
            refused.append(refusal(obx, marks, no))
        else:
            taken[result.identity] = result
    return tuple(taken.values()), tuple(refused)
