"""The start gate's vital signs: R27.  Repeated first, then a prescriber; some without exception."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from morrow.care import sources as s
from morrow.care.durations import minutes, seconds
from morrow.care.visit.case import Case
from morrow.care.visit.events import BY_KEY
from morrow.care.visit.facts.monitoring import EventMarked, Level
from morrow.care.visit.naming import LABELS
from morrow.care.visit.readings import Taken
from morrow.care.visit.rules._hold import Finding, hold, unit_value, warn
from morrow.care.visit.values import Parameter
from morrow.evidence import Override
from morrow.quantities import plain

P = Parameter
_PRESSURE: Final = ((P.SBP, "sbp"), (P.DBP, "dbp"))


def r27_pressure(case: Case) -> Iterator[Finding]:
    """R27: the last pre-dose BP, in three steps; the middle one is repeated before anybody decides.

    Systolic and diastolic are judged each by its own last reading: a set in which one of them was
    marked as an artefact does not hide the other.
    """
    p = case.protocol
    last = {name: taken for parameter, name in _PRESSURE if (taken := case.latest.get(parameter))}
    shown = "/".join(plain(last[n].value) if n in last else "-" for _, n in _PRESSURE)
    if any(taken.value >= p[f"start.{name}_refuse"] for name, taken in last.items()):
        yield hold(
            "R27.refuse",
            f"BP {shown} is at or over {p['start.sbp_refuse']}/{p['start.dbp_refuse']}",
            p.source("start.sbp_refuse"),
            "do not start; treat or send home",
            bp=shown,
        )
    elif any(taken.value >= p[f"start.{name}_hold"] for name, taken in last.items()):
        yield from _middle(case, shown)
    elif any(taken.value > p[f"start.{name}_warn"] for name, taken in last.items()):
        reason = f"BP {shown} is over {p['start.sbp_warn']}/{p['start.dbp_warn']}"
        yield warn("R27", reason, p.source("start.sbp_warn"), bp=shown)


def _middle(case: Case, shown: str) -> Iterator[Finding]:
    p = case.protocol
    limit = f"{p['start.sbp_hold']}/{p['start.dbp_hold']}"
    if not _was_high_before(case):
        wait = unit_value(p, "start.repeat_gap")
        reason = f"BP {shown} is at or over {limit}, not yet repeated"
        yield hold("R27.repeat", reason, p.source("start.sbp_hold"), f"repeat after {wait}")
    else:
        yield hold(
            "R27",
            f"BP {shown} is at or over {limit} on repeat",
            p.source("start.sbp_hold"),
            "wait and repeat, or a prescriber gives a reason",
            Override.PRESCRIBER,
            bp=shown,
        )


def _was_high_before(case: Case) -> bool:
    """Whether a pressure of this visit was at or over the limit early enough before the last one.

    A normal reading before a high one is no repeat of it.
    """
    gap, high = minutes(case.protocol["start.repeat_gap"]), list[Taken]()
    for parameter, name in _PRESSURE:
        limit = case.protocol[f"start.{name}_hold"]
        high += [r for r in _of_visit(case, parameter) if r.value >= limit]
    times = sorted(taken.at for taken in high)
    return bool(times) and times[-1] - times[0] >= gap


def _of_visit(case: Case, parameter: Parameter) -> list[Taken]:
    arrived = case.arrived_at
    return [r for r in case.readings if r.parameter is parameter and arrived and r.at >= arrived]


def r27_other_signs(case: Case) -> Iterator[Finding]:
    """R27 by 5.2: SpO2, heart rate or a low systolic beyond its limit: repeat, then a prescriber."""
    for parameter, key, low in (
        (P.SPO2, "start.spo2_low", True),
        (P.HR, "start.hr_low", True),
        (P.HR, "start.hr_high", False),
        (P.SBP, "start.sbp_low", True),
    ):
        yield from _beyond(case, parameter, key, low=low)


def _beyond(case: Case, parameter: Parameter, key: str, *, low: bool) -> Iterator[Finding]:
    limit, series = case.protocol[key], _of_visit(case, parameter)
    if not series or not _is_beyond(series[-1].value, limit, low=low):
        return
    value, name = plain(series[-1].value), key.removeprefix("start.")
    way = f"{'under' if low else 'over'} {unit_value(case.protocol, key)}"
    # Sooner than a cuff takes, it is the same measurement written down twice.
    gap = seconds(case.protocol["repeat.cuff"])
    beyond = [one.at for one in series if _is_beyond(one.value, limit, low=low)]
    repeated = beyond[-1] - beyond[0] >= gap
    yield hold(
        f"R27.{name}" if repeated else f"R27.{name}.repeat",
        f"{LABELS[parameter]} {value} is {way}{'' if repeated else ', not yet repeated'}",
        case.protocol.source(key),
        "a prescriber decides" if repeated else "repeat; then a prescriber decides",
        Override.PRESCRIBER if repeated else Override.NONE,
        value=value,
    )


def _is_beyond(value: Decimal, limit: Decimal, *, low: bool) -> bool:
    return value < limit if low else value > limit


def stop_events(case: Case) -> Iterator[Finding]:
    """5.2: what would stop a dose that runs starts none, until a prescriber has looked."""
    for marked in case.answers(EventMarked):
        event = BY_KEY.get(marked.fact.event)
        if event and event.level is Level.STOP:
            yield hold(
                f"R29.event.{event.key}",
                f"{event.label}, before the dose",
                s.HOUSE_POLICY,
                "treat it; a prescriber decides whether to start",
                Override.PRESCRIBER,
                marked=marked.id,
            )


RULES = (r27_pressure, r27_other_signs, stop_events)
