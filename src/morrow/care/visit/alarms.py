"""Alarms: breaches of limits against this patient's own baseline, as facts (R29).

Levels of one key only rise until its value is back in range; seeing an alarm silences nothing but
its asking.  An event's alarm is closed by being seen with what was done about it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from morrow.care.recorded import Recorded
from morrow.care.visit import breaches, given
from morrow.care.visit.breaches import RANK, AwaitsRepeat, Sample, Series, Watch
from morrow.care.visit.clearance import cleared_at
from morrow.care.visit.events import BY_KEY
from morrow.care.visit.facts.monitoring import (
    AlarmCleared,
    AlarmRaised,
    AlarmSeen,
    EventMarked,
    Level,
)
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.memo import per_state
from morrow.care.visit.naming import LABELS
from morrow.care.visit.readings import Taken, baseline, valid
from morrow.care.visit.state import WATCHED, VisitState
from morrow.care.visit.values import Parameter
from morrow.quantities import plain

__all__ = [
    "LABELS",
    "RANK",
    "Alarm",
    "Sample",
    "awaiting_repeat",
    "changes",
    "open_alarms",
    "samples",
    "words",
]


LIVE: Final = "inbox:"
"""How what cites a device's message begins; a charted value is cited by its set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm as it stands: what it says, since when, and who has seen it with what done.

    `since` is when it came to this level, `first` when it came up at all; `version` is that of
    the last raise.
    """

    raised: AlarmRaised
    since: datetime
    first: datetime
    version: int
    seen: Recorded[AlarmSeen] | None


@per_state(AlarmRaised, AlarmSeen, AlarmCleared)
def open_alarms(state: VisitState) -> tuple[Alarm, ...]:
    """The alarms not cleared, gravest and oldest first."""
    found: dict[str, Alarm] = {}
    for recorded in _alarm_facts(state):
        fact = recorded.fact
        known = found.get(fact.key)
        if isinstance(fact, AlarmCleared):
            found.pop(fact.key, None)
        elif isinstance(fact, AlarmRaised):
            found[fact.key] = _raised(known, recorded)
        elif known:
            found[fact.key] = replace(known, seen=recorded)
    return tuple(sorted(found.values(), key=lambda a: (-RANK[a.raised.level], a.since)))


def _raised(known: Alarm | None, recorded: Recorded[AlarmRaised]) -> Alarm:
    """A rise asks anew, and stands at its level since then."""
    at, level = recorded.happened_at, recorded.fact.level
    return Alarm(
        raised=recorded.fact,
        since=known.since if known and known.raised.level is level else at,
        first=known.first if known else at,
        version=recorded.version,
        seen=None,
    )


def _alarm_facts(state: VisitState) -> list[Recorded[Any]]:
    found = [r for kind in (AlarmRaised, AlarmSeen, AlarmCleared) for r in state.all(kind)]
    return sorted(found, key=lambda recorded: recorded.version)


def samples(state: VisitState) -> tuple[Taken, ...]:
    """The visit's own readings since the dose began."""
    began = given.dose_began(state)
    if began is None:
        return ()
    return tuple(reading for reading in valid(state) if reading.at >= began)


def changes(
    state: VisitState, know: Knowledge, live: Iterable[Sample], now: datetime
) -> tuple[AlarmRaised | AlarmCleared, ...]:
    """The alarm facts that bring the record up to these values: raised, risen, or cleared.

    Only a watched visit has alarms; a pump found running is watched from that moment.
    """
    if state.phase not in WATCHED:
        return ()
    series, watch = _watched(state, know, live, now)
    asking = (*breaches.raised(series, watch), *_events(state), *_late(state, watch))
    due = {alarm.key: alarm for alarm in asking}
    standing, cleared = {a.raised.key: a for a in open_alarms(state)}, cleared_at(state)
    raised = [one for key, one in due.items() if _rises(standing.get(key), one, cleared)]
    beyond = frozenset(due) | breaches.out_of_range(series, watch)
    newest = {parameter: mine[-1].at for parameter, mine in series.items()}
    return (*raised, *_cleared(standing, beyond, newest))


def awaiting_repeat(
    state: VisitState, know: Knowledge, live: Iterable[Sample], now: datetime
) -> dict[str, AwaitsRepeat]:
    """By alarm key the stop limits that are reached and wait for a repeat; raises nothing."""
    if state.phase not in WATCHED:
        return {}
    found = breaches.awaiting_repeat(*_watched(state, know, live, now))
    return {one.key: one for one in found}


def _watched(
    state: VisitState, know: Knowledge, live: Iterable[Sample], now: datetime
) -> tuple[Series, Watch]:
    """All values since the dose began, and what they are compared with."""
    before = baseline(state, given.dose_began(state))
    known = {parameter: reading.value for parameter, reading in before.items()}
    watch = Watch(baseline=known, protocol=know.protocol, now=now, zone=know.zone)
    series = breaches.one_series(samples(state), live, know.protocol)
    return breaches.by_parameter(series), watch


def _rises(standing: Alarm | None, due: AlarmRaised, cleared: int) -> bool:
    """New or graver; or, once it was seen, worse or come again; or a stop value after a clearance.

    What a prescriber cleared was what stood then: another value, or an event again, is news.
    """
    if standing is None or RANK[due.level] > RANK[standing.raised.level]:
        return True
    if RANK[due.level] < RANK[standing.raised.level] or due.cites == standing.raised.cites:
        return False
    if due.level is Level.STOP and cleared > standing.version:
        return True
    return standing.seen is not None and (due.parameter is None or _is_worse(due, standing.raised))


def _is_worse(due: AlarmRaised, before: AlarmRaised) -> bool:
    if due.level is Level.REPEAT or due.value is None or before.value is None:
        return False
    is_high = due.key.endswith(".high")
    return due.value > before.value if is_high else due.value < before.value


def _cleared(
    standing: dict[str, Alarm], beyond: frozenset[str], newest: dict[Parameter, datetime]
) -> Iterator[AlarmCleared]:
    """Back in range by the newest reading that counts.

    A reading that is older, written down late, is not the newest and clears nothing; a reading
    corrected or marked as an artefact no longer counts.  A live value that is gone is no longer
    known, which is not back in range: only a reading taken since clears its alarm.
    """
    for key, alarm in standing.items():
        if key in beyond or _is_unknown(alarm, newest):
            continue
        if alarm.raised.parameter in newest:
            yield AlarmCleared(key=key, reason="back within the limit")
        elif alarm.raised.parameter is not None:
            yield AlarmCleared(key=key, reason="the reading no longer counts")
        elif alarm.seen is not None and alarm.seen.fact.done.strip():
            yield AlarmCleared(key=key, reason=alarm.seen.fact.done)


def _is_unknown(alarm: Alarm, newest: dict[Parameter, datetime]) -> bool:
    """Whether it stands on a live value, and nothing has been measured since it was raised."""
    parameter = alarm.raised.parameter
    if parameter is None or not alarm.raised.cites.startswith(LIVE):
        return False
    return parameter not in newest or newest[parameter] < alarm.first


def _answered(state: VisitState) -> dict[str, int]:
    """Key to the version at which the alarm was last seen with what was done."""
    return {r.fact.key: r.version for r in state.all(AlarmSeen) if r.fact.done.strip()}


def _late(state: VisitState, watch: Watch) -> Iterator[AlarmRaised]:
    """Stop values written down when a later one was on record already, until each is seen (R29).

    The newest value does not show them, and the dose went on without anybody's knowing.
    """
    answered = _answered(state)
    for found in breaches.late(breaches.by_parameter(samples(state)), watch):
        parameter, key = found.alarm.parameter, f"late.{found.alarm.key}"
        assert parameter is not None
        if answered.get(key, 0) < found.version:
            words = f"{LABELS[parameter]} {found.alarm.limit}"
            yield replace(found.alarm, key=key, parameter=None, value=None, limit=words)


def _events(state: VisitState) -> Iterator[AlarmRaised]:
    """Events that ask to stop, until one is seen with what was done.

    What was marked before the dose was the start gate's (`rules.signs.stop_events`).
    """
    answered, dose = _answered(state), state.first_dose
    since = dose.version if dose else 0
    for recorded in state.all(EventMarked):
        event, key = BY_KEY.get(recorded.fact.event), f"event.{recorded.fact.event}"
        if recorded.version < since:
            continue
        if event and event.level and answered.get(key, 0) < recorded.version:
            yield AlarmRaised(
                key=key, level=event.level, limit=event.label, rule="R29", cites=str(recorded.id)
            )


def words(alarm: AlarmRaised) -> str:
    """One line for the strip: parameter, value and limit."""
    if alarm.parameter is None or alarm.value is None:
        return alarm.limit
    return f"{LABELS[alarm.parameter]} {plain(alarm.value)}: {alarm.limit}"
