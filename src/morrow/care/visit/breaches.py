"""Which limits the values pass now, and how surely: repeated (cuff), lasting (live), or at once.

A cuff pressure beyond a limit is first a silent amber that asks for a repeat.  A second reading
beyond the limit confirms it.  Where none comes, it counts as confirmed all the same: for notifying
after three minutes, for a stop value after five.  A live value must stay beyond its limit for a
hold time; a value that a person charted needs none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Final
from typing import Protocol as TypingProtocol

from morrow.care.calendar import clock, local_date, zone
from morrow.care.durations import minutes, seconds
from morrow.care.protocols import Protocol
from morrow.care.visit.facts.monitoring import AlarmRaised, Level
from morrow.care.visit.limits import CHECKS, Beyond
from morrow.care.visit.values import Parameter

RANK: Final = {Level.REPEAT: 0, Level.NOTIFY: 1, Level.STOP: 2}
_HOLDS: Final = {
    Parameter.SPO2: "hold.spo2",
    Parameter.HR: "hold.hr",
    Parameter.RR: "hold.rr",
}
_CUFF: Final = (Parameter.SBP, Parameter.DBP)


class Sample(TypingProtocol):
    """A value at a time: charted by a person, or live from a device and not yet filed.

    `cites` is the charted set, or a live value's message; `message` is what a charted value was
    filed from.  `valued` is the version of the fact which gave a charted value.  `live`: nobody
    has looked at it.
    """

    @property
    def parameter(self) -> Parameter: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def at(self) -> datetime: ...
    @property
    def live(self) -> bool: ...
    @property
    def on_oxygen(self) -> bool: ...
    @property
    def cites(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def valued(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSample:
    """What a device says and nobody has filed."""

    parameter: Parameter
    value: Decimal
    at: datetime
    on_oxygen: bool = False
    cites: str = ""
    live: ClassVar[bool] = True
    message: ClassVar[str] = ""
    valued: ClassVar[int] = 0


Series = Mapping[Parameter, Sequence[Sample]]
"""Of each parameter its values, in order of time; one at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A stop value that was not the newest when it was written down, as an alarm."""

    alarm: AlarmRaised
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitsRepeat:
    """A cuff pressure beyond a stop limit: confirmed by its repeat, or by none until `repeat_by`."""

    key: str
    limit: Decimal
    repeat_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What values are compared with: this patient's own baseline, the protocol, and the time.

    `zone` is the clinic's, for words alone.
    """

    baseline: Mapping[Parameter, Decimal]
    protocol: Protocol
    now: datetime
    zone: str

    def beyond(self, sample: Sample) -> tuple[Beyond, ...]:
        """Every limit that this value passes, gravest first."""
        check = CHECKS.get(sample.parameter)
        if check is None:
            return ()
        base = self.baseline.get(sample.parameter)
        return tuple(check(sample.value, base, sample.on_oxygen, self.protocol))

    def still_beyond(self, sample: Sample, limit: Beyond) -> bool:
        """Whether this value passes that limit, or a graver one, in the same direction."""
        return any(
            one.direction == limit.direction and RANK[one.level] >= RANK[limit.level]
            for one in self.beyond(sample)
        )


def one_series(
    charted: Iterable[Sample], live: Iterable[Sample], protocol: Protocol
) -> list[Sample]:
    """Charted and live values by when they were taken, each measurement once.

    A live value that has been filed since is the charted one.  A cuff takes half a minute, so a
    live pressure sooner after another, or around a charted one, is the same one and confirms
    nothing.
    """
    found = list(charted)
    known = tuple(found)
    messages = {(one.parameter, one.message) for one in known if one.message}
    again, last = seconds(protocol["repeat.cuff"]), dict[Parameter, datetime]()
    for sample in sorted(live, key=lambda one: one.at):
        if sample.cites and (sample.parameter, sample.cites) in messages:
            continue
        if sample.parameter in _CUFF:
            before = last.get(sample.parameter)
            if before is not None and sample.at - before < again:
                continue
            if any(_is_near(one, sample, again) for one in known):
                continue
            last[sample.parameter] = sample.at
        found.append(sample)
    return sorted(found, key=lambda one: one.at)


def _is_near(charted: Sample, sample: Sample, again: timedelta) -> bool:
    return charted.parameter is sample.parameter and abs(sample.at - charted.at) < again


def raised(series: Series, watch: Watch) -> Iterator[AlarmRaised]:
    """The gravest alarm of each parameter that its last value calls for now."""
    for mine in series.values():
        if levels := _levels(mine, watch):
            level, beyond = max(levels, key=lambda one: RANK[one[0]])
            yield _alarm(mine[-1], beyond, level)


def awaiting_repeat(series: Series, watch: Watch) -> Iterator[AwaitsRepeat]:
    """The stop limits that a last cuff pressure passes without a repeat, or time, to confirm it."""
    wait = minutes(watch.protocol["stop.repeat"])
    for mine in series.values():
        levels = _levels(mine, watch)
        if any(level is Level.STOP for level, _ in levels):
            continue
        for _, beyond in levels:
            if beyond.on_repeat is not None:
                key, by = _key(mine[-1], beyond), mine[-1].at + wait
                yield AwaitsRepeat(key=key, limit=beyond.on_repeat, repeat_by=by)


def _levels(series: Sequence[Sample], watch: Watch) -> list[tuple[Level, Beyond]]:
    """Each limit that the last value passes, with the level that it calls for now."""
    return [
        (level, beyond)
        for beyond in watch.beyond(series[-1])
        if (level := _level(beyond, series, watch)) is not None
    ]


def out_of_range(series: Series, watch: Watch) -> frozenset[str]:
    """The keys whose last value is beyond a limit, whether or not it has lasted long enough."""
    return frozenset(
        _key(mine[-1], beyond) for mine in series.values() for beyond in watch.beyond(mine[-1])
    )


def late(series: Series, watch: Watch) -> Iterator[Late]:
    """Charted stop values after which a later one was on record already: each as an alarm.

    A cuff pressure counts if one beside it is beyond the limit too, as when it comes in time.
    """
    for mine in series.values():
        written = [sample.valued for sample in mine]
        if written == sorted(set(written)):
            continue  # each when it was the newest, as nearly always
        soonest = mine[-1].valued
        for number in range(len(mine) - 2, -1, -1):
            sample = mine[number]
            was_newest = soonest > sample.valued
            soonest = min(soonest, sample.valued)
            if was_newest:
                continue
            beside = (*mine[max(0, number - 1) : number], *mine[number + 1 : number + 2])
            for limit in watch.beyond(sample):
                sure = sample.parameter not in _CUFF or limit.once
                confirmed = sure or any(watch.still_beyond(one, limit) for one in beside)
                if limit.level is Level.STOP and confirmed:
                    yield _written_late(sample, limit, watch)


def _written_late(sample: Sample, limit: Beyond, watch: Watch) -> Late:
    where = zone(watch.zone)
    at = clock(sample.at, zone=where, on=local_date(watch.now, zone=where))
    words = f"{sample.value:f} at {at}, written down late: {limit.limit}"
    alarm = replace(_alarm(sample, limit, Level.STOP), limit=words)
    return Late(alarm=alarm, version=sample.valued)


def by_parameter(series: Iterable[Sample]) -> dict[Parameter, list[Sample]]:
    """The values of each parameter, in the order of the series."""
    found: dict[Parameter, list[Sample]] = {}
    for sample in series:
        found.setdefault(sample.parameter, []).append(sample)
    return found


def _level(beyond: Beyond, series: Sequence[Sample], watch: Watch) -> Level | None:
    last = series[-1]
    if last.parameter in _CUFF and not beyond.once:
        return _confirmed(beyond, series, watch)
    if last.live and last.parameter in _HOLDS and not _held(beyond, series, watch):
        return None
    return beyond.level


def _confirmed(beyond: Beyond, series: Sequence[Sample], watch: Watch) -> Level:
    if len(series) > 1 and watch.still_beyond(series[-2], beyond):
        return beyond.level
    waited = watch.now - series[-1].at
    if beyond.level is Level.STOP and waited >= minutes(watch.protocol["stop.repeat"]):
        return Level.STOP
    return Level.NOTIFY if waited >= minutes(watch.protocol["notify.confirm"]) else Level.REPEAT


def _held(beyond: Beyond, series: Sequence[Sample], watch: Watch) -> bool:
    hold = seconds(watch.protocol[_HOLDS[series[-1].parameter]])
    since = watch.now
    for sample in reversed(series):
        if not watch.still_beyond(sample, beyond):
            break
        since = sample.at
    return watch.now - since >= hold


def _alarm(last: Sample, beyond: Beyond, level: Level) -> AlarmRaised:
    return AlarmRaised(
        key=_key(last, beyond),
        level=level,
        parameter=last.parameter,
        value=last.value,
        limit=beyond.limit,
        rule="R29",
        cites=last.cites,
    )


def _key(sample: Sample, beyond: Beyond) -> str:
    return f"{sample.parameter}.{beyond.direction}"
