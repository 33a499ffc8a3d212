"""Alarms: breaches of limits against this patient's own baseline, as facts (R29).

A cuff pressure beyond the notify limit is first a silent amber that asks for a repeat; the next
cuff reading confirms or clears it, and so does the time to repeat running out.  A live value must
stay beyond its limit for a hold time; a value that a person charted needs none.  Levels of one
key only rise until a reading is back in range; seeing an alarm silences nothing but its asking.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from morrow.care.durations import minutes, seconds
from morrow.care.protocols import Protocol
from morrow.care.recorded import Recorded
from morrow.care.visit import given
from morrow.care.visit.events import BY_KEY
from morrow.care.visit.facts.monitoring import (
    AlarmCleared,
    AlarmRaised,
    AlarmSeen,
    EventMarked,
    Level,
)
from morrow.care.visit.limits import CHECKS, Beyond
from morrow.care.visit.readings import Taken, baseline, valid
from morrow.care.visit.state import WATCHED, VisitState
from morrow.care.visit.values import Parameter
from morrow.quantities import plain

RANK: Final = {Level.REPEAT: 0, Level.NOTIFY: 1, Level.STOP: 2}
_HOLDS: Final = {
    Parameter.SPO2: "hold.spo2",
    Parameter.HR: "hold.hr",
    Parameter.RR: "hold.rr",
}
_CUFF: Final = (Parameter.SBP, Parameter.DBP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A value at a time: charted by a person, or live from a device and not yet filed."""

    parameter: Parameter
    value: Decimal
    at: datetime
    live: bool = False
    on_oxygen: bool = False
    cites: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm as it stands: what it says, since when, and who has seen it with what done."""

    raised: AlarmRaised
    since: datetime
    seen: Recorded[AlarmSeen] | None


def open_alarms(state: VisitState) -> tuple[Alarm, ...]:
    """The alarms not cleared, gravest and oldest first."""
    found: dict[str, Alarm] = {}
    for recorded in _alarm_facts(state):
        match recorded.fact:
            case AlarmRaised() as raised:
                known = found.get(raised.key)
                since = known.since if known else recorded.happened_at
                found[raised.key] = Alarm(raised=raised, since=since, seen=None)
            case AlarmCleared(key=key):
                found.pop(key, None)
            case AlarmSeen(key=key) if key in found:
                alarm = found[key]
                found[key] = Alarm(
                    raised=alarm.raised,
                    since=alarm.since,
                    seen=recorded,  # type: ignore[arg-type]
                )
            case _:
                pass
    return tuple(sorted(found.values(), key=lambda a: (-RANK[a.raised.level], a.since)))


def samples(state: VisitState) -> tuple[Sample, ...]:
    """The visit's own readings since the dose began, as samples."""
    began = given.dose_began(state)
    if began is None:
        return ()
    return tuple(_sample(reading) for reading in valid(state) if reading.at >= began)


def changes(
    state: VisitState, protocol: Protocol, live: Iterable[Sample], now: datetime
) -> tuple[AlarmRaised | AlarmCleared, ...]:
    """The alarm facts that bring the record up to these values: raised, risen, or cleared.

    Only a watched visit has alarms; a pump found running is watched from that moment.
    """
    if state.phase not in WATCHED:
        return ()
    before = baseline(state, given.dose_began(state))
    known = {p: reading.value for p, reading in before.items()}
    every = sorted((*samples(state), *live), key=lambda sample: sample.at)
    breaches = {raised.key: raised for raised in _breaches(every, known, protocol, now)}
    breaches |= {raised.key: raised for raised in _event_alarms(state)}
    standing = {alarm.raised.key: alarm for alarm in open_alarms(state)}
    raised = [b for key, b in breaches.items() if _rises(standing.get(key), b)]
    newest = {sample.parameter: sample.at for sample in every}
    cleared = [
        AlarmCleared(key=key, reason="back within the limit")
        for key, alarm in standing.items()
        if key not in breaches and _is_answered(alarm, newest)
    ]
    return (*raised, *cleared)


def _rises(standing: Alarm | None, breach: AlarmRaised) -> bool:
    return standing is None or RANK[breach.level] > RANK[standing.raised.level]


def _is_answered(alarm: Alarm, newest: Mapping[Parameter, datetime]) -> bool:
    """A reading taken since clears an alarm; an older one, written down late, does not."""
    parameter = alarm.raised.parameter
    if parameter is None:  # an event: it is closed by being seen with what was done
        return alarm.seen is not None
    return parameter in newest and newest[parameter] >= alarm.since


def _alarm_facts(state: VisitState) -> list[Recorded[object]]:
    kinds = (AlarmRaised, AlarmSeen, AlarmCleared)
    found = [recorded for kind in kinds for recorded in state.by_kind.get(kind, ())]
    return sorted(found, key=lambda recorded: recorded.version)


def _sample(reading: Taken) -> Sample:
    return Sample(
        parameter=reading.parameter,
        value=reading.value,
        at=reading.at,
        on_oxygen=reading.on_oxygen,
        cites=str(reading.set),
    )


def _breaches(
    every: Sequence[Sample],
    known: Mapping[Parameter, Decimal],
    protocol: Protocol,
    now: datetime,
) -> Iterator[AlarmRaised]:
    for parameter, check in CHECKS.items():
        series = [sample for sample in every if sample.parameter is parameter]
        if not series:
            continue
        last, base = series[-1], known.get(parameter)
        found = [
            (level, beyond)
            for beyond in check(last.value, base, last.on_oxygen, protocol)
            if (level := _level(beyond, series, base, protocol, now)) is not None
        ]
        if found:
            level, beyond = max(found, key=lambda one: RANK[one[0]])
            yield _raised(last, beyond, level)


def _level(
    beyond: Beyond,
    series: Sequence[Sample],
    base: Decimal | None,
    protocol: Protocol,
    now: datetime,
) -> Level | None:
    """The level now: confirmed by a repeat (cuff), by lasting (live), or at once."""
    last = series[-1]
    if last.parameter in _CUFF and not beyond.once:
        return _confirmed(beyond, series, base, protocol, now)
    if last.live and last.parameter in _HOLDS:
        return beyond.level if _held(beyond, series, base, protocol, now) else None
    return beyond.level


def _confirmed(
    beyond: Beyond,
    series: Sequence[Sample],
    base: Decimal | None,
    protocol: Protocol,
    now: datetime,
) -> Level:
    previous = series[-2] if len(series) > 1 else None
    if previous is not None and _is_beyond(previous, beyond, base, protocol):
        return beyond.level
    if now - series[-1].at >= minutes(protocol["notify.confirm"]):
        return Level.NOTIFY  # the repeat that was asked for has not come
    return Level.REPEAT


def _held(
    beyond: Beyond,
    series: Sequence[Sample],
    base: Decimal | None,
    protocol: Protocol,
    now: datetime,
) -> bool:
    hold = seconds(protocol[_HOLDS[series[-1].parameter]])
    since = now
    for sample in reversed(series):
        if not _is_beyond(sample, beyond, base, protocol):
            break
        since = sample.at
    return now - since >= hold


def _is_beyond(sample: Sample, beyond: Beyond, base: Decimal | None, protocol: Protocol) -> bool:
    found = CHECKS[sample.parameter](sample.value, base, sample.on_oxygen, protocol)
    return any(
        one.direction == beyond.direction and RANK[one.level] >= RANK[beyond.level] for one in found
    )


def _raised(last: Sample, beyond: Beyond, level: Level) -> AlarmRaised:
    return AlarmRaised(
        key=f"{last.parameter}.{beyond.direction}",
        level=level,
        parameter=last.parameter,
        value=last.value,
        limit=beyond.limit,
        rule="R29",
        cites=last.cites,
    )


def _event_alarms(state: VisitState) -> Iterator[AlarmRaised]:
    """Events that ask to stop.  Seeing one with what was done closes it."""
    seen = {r.fact.key: r.version for r in state.all(AlarmSeen)}
    for recorded in state.all(EventMarked):
        event, key = BY_KEY.get(recorded.fact.event), f"event.{recorded.fact.event}"
        if event and event.level and seen.get(key, 0) < recorded.version:
            yield AlarmRaised(
                key=key, level=event.level, limit=event.label, rule="R29", cites=str(recorded.id)
            )


def words(alarm: AlarmRaised) -> str:
    """One line for the strip: parameter, value and limit."""
    if alarm.parameter is None or alarm.value is None:
        return alarm.limit
    return f"{LABELS[alarm.parameter]} {plain(alarm.value)}: {alarm.limit}"


LABELS: Final = {
    Parameter.SBP: "Systolic BP",
    Parameter.DBP: "Diastolic BP",
    Parameter.MAP: "Mean BP",
    Parameter.HR: "Heart rate",
    Parameter.SPO2: "SpO2",
    Parameter.RR: "Respiratory rate",
    Parameter.AROUSAL: "Arousal",
    Parameter.MOAAS: "MOAA/S",
    Parameter.RASS: "RASS",
    Parameter.CADSS6: "CADSS-6",
    Parameter.TEMPERATURE: "Temperature",
}
