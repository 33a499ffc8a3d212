"""The parts of the view that are watched: current numbers, alarms, what is due, emergency."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from morrow.care.clinic import Machine
from morrow.care.durations import minutes
from morrow.care.visit import schedule
from morrow.care.visit.alarms import Alarm, awaiting_repeat, open_alarms, words
from morrow.care.visit.breaches import AwaitsRepeat, Sample
from morrow.care.visit.case import Case
from morrow.care.visit.facts.monitoring import (
    EmergencyDeclared,
    EmergencyEnded,
    EmergencyStepTaken,
)
from morrow.care.visit.naming import LABELS, listed
from morrow.care.visit.readings import Taken
from morrow.care.visit.schedule import Column
from morrow.care.visit.state import DOSING
from morrow.care.visit.values import Parameter
from morrow.quantities import plain

UNITS: Final = {
    Parameter.SBP: "mm[Hg]",
    Parameter.DBP: "mm[Hg]",
    Parameter.MAP: "mm[Hg]",
    Parameter.HR: "/min",
    Parameter.SPO2: "%",
    Parameter.RR: "/min",
    Parameter.TEMPERATURE: "Cel",
}
AROUSAL_WORDS: Final = ("Awake", "Eyes closed", "Hard to rouse")


@lru_cache(maxsize=8192)
def iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def arousal_word(value: Decimal) -> str | None:
    """The word of an arousal value; None for a value that has none (it is flagged)."""
    return dict(enumerate(AROUSAL_WORDS)).get(int(value)) if value == int(value) else None


def reading(taken: Taken, identity: str) -> dict[str, Any]:
    """One value with everything that its cell shows; `identity`: of its set."""
    value = f"{taken.value:f}"
    shown = arousal_word(taken.value) if taken.parameter is Parameter.AROUSAL else None
    return {
        "set": identity,
        "parameter": taken.parameter,
        "label": LABELS[taken.parameter],
        "unit": UNITS.get(taken.parameter, ""),
        "value": value,
        "shown": shown or value,
        "at": iso(taken.at),
        "recorded_at": iso(taken.recorded_at),
        "late": taken.late,
        "by": taken.by,
        "from_device": bool(taken.message),
        "on_oxygen": taken.on_oxygen,
        "artefact": taken.artefact,
        "was": [f"{old:f}" for old in taken.was],
        "comment": taken.comment,
    }


def interval_seconds(case: Case) -> int:
    """How long a charted value stays fresh: the interval that is due now."""
    if case.state.phase in DOSING:
        return int(minutes(case.protocol["monitor.during"]).total_seconds())
    return int(minutes(case.protocol["monitor.after_first"]).total_seconds())


def current(case: Case) -> list[dict[str, Any]]:
    """The newest value of each parameter.  Grey at 1.5 intervals, struck at 2; never forward."""
    interval = interval_seconds(case)
    return [
        {
            **reading(taken, str(taken.set)),
            "grey_after_s": interval * 3 // 2,
            "struck_after_s": interval * 2,
        }
        for taken in case.latest.values()
    ]


def baseline_values(case: Case) -> dict[str, Any]:
    """Each parameter before the dose, with the band that discharge compares with."""
    found = case.baseline
    band = case.protocol["recovery.bp_within"] / 100
    return {
        parameter: {
            "value": f"{taken.value:f}",
            "at": iso(taken.at),
            "low": f"{taken.value * (1 - band):.0f}",
            "high": f"{taken.value * (1 + band):.0f}",
        }
        for parameter, taken in found.items()
    }


def alarms(case: Case, live: Iterable[Sample] = ()) -> list[dict[str, Any]]:
    """The alarm strip, gravest first; `live`: what a device says and nobody has filed."""
    awaited = awaiting_repeat(case.state, case.know, live, case.now)
    return [
        {
            "key": alarm.raised.key,
            "level": alarm.raised.level,
            "text": words(alarm.raised),
            "value": None if alarm.raised.value is None else f"{alarm.raised.value:f}",
            "rule": alarm.raised.rule,
            "since": iso(alarm.since),
            "seen_by": alarm.seen.by if alarm.seen else None,
            "seen_at": iso(alarm.seen.happened_at) if alarm.seen else None,
            "done": alarm.seen.fact.done if alarm.seen else "",
            "latest": _latest(alarm, case),
            "stop_limit": _stop_limit(awaited.get(alarm.raised.key)),
        }
        for alarm in open_alarms(case.state)
    ]


def _stop_limit(found: AwaitsRepeat | None) -> dict[str, Any] | None:
    """The stop limit that is reached and waits for a repeat, and until when."""
    if found is None:
        return None
    return {"limit": plain(found.limit), "repeat_by": iso(found.repeat_by)}


def _latest(alarm: Alarm, case: Case) -> dict[str, Any] | None:
    """The newest value of what it is about, where that is another than the one it was raised by."""
    taken = case.latest.get(alarm.raised.parameter) if alarm.raised.parameter else None
    if taken is None or taken.value == alarm.raised.value:
        return None
    return {"value": f"{taken.value:f}", "at": iso(taken.at)}


def column(found: Column) -> dict[str, Any]:
    return {
        "due_at": iso(found.due_at),
        "closes": iso(found.closes),
        "moment": found.moment,
        "status": found.status,
        "needs": list(found.needs),
        "missing": list(found.missing),
        "missing_words": listed(found.missing),
    }


def columns(case: Case) -> list[dict[str, Any]]:
    return [column(found) for found in case.columns]


def due(case: Case) -> dict[str, Any] | None:
    found = schedule.next_due(case.state, case.protocol, case.now, case.columns)
    return {**column(found), "filed": _filed(found, case)} if found else None


def _filed(found: Column, case: Case) -> bool:
    """Whether a monitor has filed what it knows of this set, and no person has charted any."""
    closes = found.closes or case.now
    mine = [one for one in case.readings if found.opens <= one.at <= closes]
    return bool(mine) and all(one.by == Machine.GATEWAY for one in mine)


def overdue(case: Case) -> dict[str, Any] | None:
    """R28: the set that is missing now."""
    found = schedule.overdue(case.state, case.protocol, case.now, case.columns)
    return {**column(found), "filed": _filed(found, case)} if found else None


def emergency(case: Case) -> dict[str, Any] | None:
    """The running emergency: since when, and each step with its time; None when there is none."""
    declared, ended = case.state.last(EmergencyDeclared), case.state.last(EmergencyEnded)
    if declared is None:
        return None
    over = ended is not None and ended.version > declared.version
    steps = [r for r in case.state.all(EmergencyStepTaken) if r.version > declared.version]
    return {
        "since": iso(declared.happened_at),
        "by": declared.by,
        "ended_at": iso(ended.happened_at) if ended and over else None,
        "outcome": ended.fact.outcome if ended and over else "",
        "steps": [
            {"step": r.fact.step, "note": r.fact.note, "at": iso(r.happened_at), "by": r.by}
            for r in steps
        ],
    }
