"""One OBX segment to a reading, or to the reason why it is none.

A value is taken only as it stands in OBX-5: plain ASCII digits with a point.  The unit must be
stated and must be one in which this observation needs no conversion; 16 kPa is 120.009... mmHg,
so a pressure in kPa would be stored with digits that no monitor sent, and is refused.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from morrow.care.visit.values import Parameter
from morrow.exchange.hl7.er7 import NULL, Delimiters, Segment, Where
from morrow.exchange.hl7.mdc import (
    DIMENSIONS,
    METRICS,
    UCUM,
    Metric,
    mdc_number,
    wanted_unit,
)
from morrow.quantities import NUMBER

MAX_NUMBER: Final = 16  # HL7 2.6, 2.A.47: the length of NM
NO_VALUE: Final = "-100"
"""What several monitors write when a probe is off."""

_CEILING: Final = {
    # Not clinical limits: beyond these no monitor measures.  What lies within is for `care`.
    Parameter.SBP: 400,
    Parameter.DBP: 400,
    Parameter.MAP: 400,
    Parameter.HR: 500,
    Parameter.SPO2: 100,
    Parameter.RR: 300,
}
_STATUS: Final = {  # HL7 table 0085; F and R are read
    "C": "a correction of an earlier result",
    "D": "the deletion of an earlier result",
    "I": "a specimen that is still pending",
    "N": "not asked for",
    "O": "an order without a result",
    "P": "preliminary",
    "S": "partial",
    "U": "a change of status without the result",
    "W": "the notice that an earlier result was wrong",
    "X": "a result that could not be obtained",
}


class Why(StrEnum):
    """What kind of refusal it is, for screens that count or sort them."""

    NO_VALUE = "no-value"
    NOT_A_NUMBER = "not-a-number"
    IMPOSSIBLE = "impossible"
    UNIT = "unit"
    CODE = "code"
    STATUS = "status"
    TIME = "time"
    DEVICE = "device"
    CONTRADICTION = "contradiction"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReading:
    """A measured value as a device sent it: a candidate, until a rule or a nurse files it.

    `value` is OBX-5 to the letter, `unit` its UCUM code, `at` the instant of measurement by the
    device's clock (UTC), `code` OBX-3 and `channel` OBX-4 as sent.  `timed_by` says where `at`
    came from: a cuff value timed by OBR-7 alone may be an old one sent again (`own_time` False).
    """

    parameter: Parameter
    value: Decimal
    unit: str
    at: datetime
    code: str
    channel: str
    timed_by: str
    episodic: bool
    rank: int = 0

    @property
    def own_time(self) -> bool:
        """Whether the device said when this value, and not only the message, was measured."""
        return self.timed_by.startswith("OBX-14")

    @property
    def identity(self) -> tuple[datetime, str, str]:
        """With the device: one measurement, however often it is sent."""
        return (self.at, self.code, self.channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A value that was not taken: where it stood, what was seen, why, and what would be right."""

    where: Where
    why: Why
    code: str
    channel: str
    seen: str
    reason: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Timed:
    """The instant that holds for an OBX and where it came from, or the error in its text."""

    at: datetime | None
    source: str
    error: str = ""


class NotReadError(Exception):
    """Carries the refusal out of the steps below."""

    def __init__(self, why: Why, field: int, seen: str, reason: str, wanted: str) -> None:
        super().__init__(reason)
        self.why, self.field, self.seen = why, field, seen
        self.reason, self.wanted = reason, wanted


def read_observation(obx: Segment, marks: Delimiters, timed: Timed) -> DeviceReading | Refused:
    """The reading of an OBX that carries a value or names a number (see `is_structure`)."""
    try:
        _check_single(obx, marks)
        metric = _metric(obx, marks)
        _check_status(obx)
        value = _value(obx, metric)
        unit = _unit(obx, marks, metric)
        at = _time(timed)
    except NotReadError as no:
        return refusal(obx, marks, no)
    return DeviceReading(
        parameter=metric.parameter,
        value=value,
        unit=unit,
        at=at,
        code=code_of(obx, marks),
        channel=obx[4],
        timed_by=timed.source,
        episodic=metric.episodic,
        rank=metric.rank,
    )


def is_structure(obx: Segment) -> bool:
    """Whether an OBX only names a device, module or group: no value, and no type of one."""
    return not obx[2] and not obx[5]


def code_of(obx: Segment, marks: Delimiters) -> str:
    """The identifier of OBX-3, as sent."""
    return marks.part(obx[3])


def refusal(obx: Segment, marks: Delimiters, no: NotReadError) -> Refused:
    """The refusal of an OBX, with where it stood."""
    return Refused(
        where=obx.where(no.field),
        why=no.why,
        code=code_of(obx, marks)[:40],
        channel=obx[4][:40],
        seen=no.seen[:80],
        reason=no.reason,
        wanted=no.wanted,
    )


def _check_single(obx: Segment, marks: Delimiters) -> None:
    """A second code, unit or time would be left out in silence if the first were taken."""
    for number, why in ((3, Why.CODE), (6, Why.UNIT), (14, Why.TIME)):
        if marks.repetition in obx[number]:
            raise NotReadError(why, number, obx[number], "the field is repeated", "send it once")


def _metric(obx: Segment, marks: Delimiters) -> Metric:
    """OBX-3, or its alternate code: the observation, if the code and its name agree."""
    known: dict[int, Metric] = {}
    for first in (1, 4):
        number = mdc_number(marks.part(obx[3], first), marks.part(obx[3], first + 2))
        if number in METRICS:
            metric = METRICS[number]
            _check_name(obx, marks.part(obx[3], first + 1), metric)
            known[number] = metric
    if len({metric.parameter for metric in known.values()}) > 1:
        reason = "its two codes name different observations"
        raise NotReadError(Why.CODE, 3, obx[3], reason, "send one code")
    if not known:
        reason = "a code that is not read here"
        wanted = "see the table of codes (MDC or MDIL) for those that are"
        raise NotReadError(Why.CODE, 3, obx[3], reason, wanted)
    return next(iter(known.values()))


def _check_name(obx: Segment, name: str, metric: Metric) -> None:
    if metric.name and name.startswith("MDC_") and name != metric.name:
        reason = f"code {metric.code} is {metric.name}, but the name says {name[:60]}"
        wanted = "send the code and the name of one observation"
        raise NotReadError(Why.CODE, 3, obx[3], reason, wanted)


def _check_status(obx: Segment) -> None:
    status = obx[11]
    if status in {"F", "R"}:
        return
    if not status:
        reason = "the status of the result is missing"
    elif status in _STATUS:
        reason = f"status {status} is {_STATUS[status]}"
    else:
        reason = f"{status[:20]!r} is no status of HL7 table 0085"
    wanted = "send F (final) or R (raw); correct an earlier value in the chart"
    raise NotReadError(Why.STATUS, 11, status, reason, wanted)


def _value(obx: Segment, metric: Metric) -> Decimal:
    text = obx[5]
    if text in {"", NULL, NO_VALUE}:
        reason = {"": "there is no value", NULL: "the value is null"}.get(
            text, f"{NO_VALUE} is how monitors say that there is no value"
        )
        raise NotReadError(Why.NO_VALUE, 5, text, reason, "look at the probe and the cuff")
    if obx[2] != "NM":
        reason = f"the value's type is {obx[2][:20]!r}"
        raise NotReadError(Why.NOT_A_NUMBER, 2, obx[2], reason, "send a number with type NM")
    if len(text) > MAX_NUMBER or not NUMBER.fullmatch(text):
        reason = f"{text[:40]!r} is not a number"
        wanted = f"send ASCII digits with a point, as 97.5, of at most {MAX_NUMBER} characters"
        raise NotReadError(Why.NOT_A_NUMBER, 5, text, reason, wanted)
    value, ceiling = Decimal(text), _CEILING[metric.parameter]
    if text.startswith("-") or value > ceiling:
        reason = f"{text} cannot be measured as {metric.parameter}"
        raise NotReadError(Why.IMPOSSIBLE, 5, text, reason, f"a value from 0 to {ceiling}")
    return value


def _unit(obx: Segment, marks: Delimiters, metric: Metric) -> str:
    raw = obx[6]
    code, label, system = (marks.part(raw, number) for number in (1, 2, 3))
    codes = _dimensions(code, system)
    found = codes & metric.dimensions
    if not found:
        reason = f"{raw[:60]!r} is no unit of this observation" if raw else "the unit is missing"
        raise NotReadError(Why.UNIT, 6, raw, reason, f"send {wanted_unit(metric)}")
    row = DIMENSIONS[min(found)]
    if label and label not in {row.name, row.ucum} and label.lower() not in row.labels:
        reason = f"unit {code!r} is {row.ucum}, but its label says {label[:40]!r}"
        raise NotReadError(Why.UNIT, 6, raw, reason, f"send {wanted_unit(metric)}")
    return row.ucum


def _dimensions(code: str, system: str) -> frozenset[int]:
    if system in {"UCUM", ""}:
        return UCUM.get(code, frozenset())
    number = mdc_number(code, system)
    return frozenset({number}) if number in DIMENSIONS else frozenset()


def _time(timed: Timed) -> datetime:
    if timed.at is None:
        field = 14 if timed.source.startswith("OBX-14") else 0
        reason = timed.error or "nothing says when it was measured"
        wanted = "send OBX-14, or OBR-7, with an offset from UTC"
        raise NotReadError(Why.TIME, field, timed.source, reason, wanted)
    return timed.at
