"""Pressure and heart rate over the visit as places on paper: fractions of a box, from top left.

A drawing of what the flowsheet under it says in numbers; artefacts are left out of it.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from morrow.clinic.documents.wording import View, Wording

LOWEST, HIGHEST, STEP = 40, 200, 40  # mm[Hg] and beats per minute share the scale
SETS_MIN: Final = 3  # fewer points are better read in the table
_TICKS_MIN: Final = (10, 15, 30, 60, 120, 240, 480, 960)
_TICKS_MAX: Final = 9


def curves(view: View, say: Wording) -> dict[str, Any] | None:
    """The drawing; None where there is too little to draw."""
    sets = [(datetime.fromisoformat(one["at"]), _values(one)) for one in view["grid"]]
    if len(sets) < SETS_MIN:
        return None
    start, end = sets[0][0], sets[-1][0]
    if start == end:
        return None
    top = max(HIGHEST, *(value for _, values in sets for value in values.values()))

    def across(at: datetime) -> float:
        return min(max((at - start) / (end - start), 0), 1)

    def down(value: float) -> float:
        return min((top - value) / (top - LOWEST), 1)

    return {
        "levels": [[down(level), str(level)] for level in range(LOWEST, int(top) + 1, STEP)],
        "ticks": [[across(at), say.clock(at.isoformat())] for at in _ticks(start, end)],
        "pressures": [
            [across(at), down(values["sbp"]), down(values["dbp"])]
            for at, values in sets
            if "sbp" in values and "dbp" in values
        ],
        "rates": [[across(at), down(values["hr"])] for at, values in sets if "hr" in values],
        "doses": [
            [across(datetime.fromisoformat(part["start"])), across(_end(part, end))]
            for part in (view["infusion"] or {"segments": []})["segments"]
        ],
    }


def _values(one: View) -> dict[str, float]:
    readings = one["readings"]
    return {
        str(parameter): float(readings[parameter]["value"])
        for parameter in ("sbp", "dbp", "hr")
        if parameter in readings and not readings[parameter]["artefact"]
    }


def _end(segment: View, last: datetime) -> datetime:
    return datetime.fromisoformat(segment["end"]) if segment["end"] else last


def _ticks(start: datetime, end: datetime) -> list[datetime]:
    """Round times, not more than fit."""
    fitting = (m for m in _TICKS_MIN if (end - start) / timedelta(minutes=m) <= _TICKS_MAX)
    step = timedelta(minutes=next(fitting, _TICKS_MIN[-1]))
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + -(-(start - midnight) // step) * step
    return [first + number * step for number in range((end - first) // step + 1)]
