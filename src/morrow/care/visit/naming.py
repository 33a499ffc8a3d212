"""What a reader calls things: parameters, units, and the values that a hold has seen.

A hold keeps its values as they are compared (an override stands while they are the same); a
screen and a paper say them in words, and instants in the clinic's clock.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from morrow.care.calendar import say, zone
from morrow.care.visit.values import Parameter, Route

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

ALDRETE: Final = {
    "limbs_moving": "limbs moved on request",
    "breathing": "breathing",
    "baseline_sbp": "systolic BP before the dose",
    "sbp": "systolic BP",
    "moaas": "MOAA/S",
    "spo2": "SpO2",
    "on_oxygen": "on oxygen or not",
}
"""What the Aldrete score is computed from."""

_UNITS: Final = {
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "mo": "months",
    "wk": "weeks",
    "d": "days",
    "a": "years",
    "mg/d": "mg/day",
    "1": "",
    "{score}": "",
}

_SEEN: Final = {
    "assessed": "last assessed",
    "at": "assessed at",
    "bp": "BP",
    "cadss6": "CADSS-6",
    "close": "patients in close watch",
    "dbp": "diastolic BP",
    "earliest": "earliest discharge",
    "items": "Aldrete items",
    "last": "last",
    "last_taken": "last taken",
    "mg_per_day": "mg a day",
    "moaas": "MOAA/S",
    "now": "seen now",
    "sbp": "systolic BP",
    "since": "alarm since",
    "spo2": "SpO2",
    "sprayed": "patients after a spray",
}
_MARKS: Final = frozenset({"marked", "id", "flag"})  # they tell one fact from another, nothing more
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(?:\+00:00|Z)")


def unit_words(unit: str) -> str:
    """A UCUM unit as a clinic writes it: ``mmHg`` for ``mm[Hg]``; nothing for a bare count."""
    return _UNITS.get(unit, unit)


def route_words(route: str) -> str:
    """``IV``, ``IM``, ``nasal``."""
    return str(route) if route == Route.NASAL else route.upper()


def listed(parameters: Iterable[Parameter]) -> str:
    """``BP, SpO2``: the two pressures, which are one measurement, are named once."""
    found = list(parameters)
    both = {Parameter.SBP, Parameter.DBP} <= set(found)
    names = [
        "BP" if both and one is Parameter.SBP else LABELS[one]
        for one in found
        if not (both and one is Parameter.DBP)
    ]
    return ", ".join(names)


def seen_words(seen: Mapping[str, str], zone_name: str) -> tuple[tuple[str, str], ...]:
    """The values that a hold saw, as (what, value), for a reader at the clinic."""
    where = zone(zone_name)

    def moment(found: re.Match[str]) -> str:
        return say(datetime.fromisoformat(found.group()), zone=where)

    return tuple(
        (_SEEN.get(name, name.replace("_", " ")), _INSTANT.sub(moment, _aldrete(name, value)))
        for name, value in seen.items()
        if name not in _MARKS
    )


def _aldrete(name: str, value: str) -> str:
    if name != "missing":
        return value
    return ", ".join(ALDRETE.get(one, one) for one in value.split(", "))
