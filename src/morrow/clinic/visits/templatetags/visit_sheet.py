"""Filters of the server-rendered pages: instants, names and routes as the clinic's people read them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import template

from morrow.care.calendar import local_time, zone
from morrow.care.visit.naming import route_words

register = template.Library()
register.filter("by_route", route_words)
_INSTANT: Final = re.compile(r"\[(\d{4}-[^\]]+)\]")


@register.filter
def clock(instant: str | None, zone_name: str) -> str:
    """``14:05``: an RFC 3339 text in the clinic's zone; empty for none."""
    return _local(instant, zone_name, "%H:%M") if instant else ""


@register.filter
def moment(instant: str | None, zone_name: str) -> str:
    """``10 Mar 2026 14:05``."""
    return _local(instant, zone_name, "%-d %b %Y %H:%M") if instant else ""


@register.filter
def moments_in(text: str, zone_name: str) -> str:
    """A text whose instants stand as ``[2026-03-10T14:05+00:00]``, each as `moment`."""
    return _INSTANT.sub(lambda found: moment(found[1], zone_name), text)


@register.filter
def age(instant: str, now: str) -> str:
    """How old a value was when the sheet was drawn: ``4 min``."""
    minutes = int((datetime.fromisoformat(now) - datetime.fromisoformat(instant)).total_seconds())
    hours, rest = divmod(max(minutes, 0) // 60, 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


@register.filter
def named(people: Mapping[str, Mapping[str, Any]], who: str | None) -> str:
    """The name of a person by id; the id itself where nobody knows it."""
    return str(people[who]["name"]) if who and who in people else who or ""


@register.filter
def reading(readings: Mapping[str, Mapping[str, Any]], parameter: str) -> str:
    """One cell: ``72``, ``72*`` when corrected, ``(72)`` when an artefact, ``72 O2`` on oxygen."""
    found = readings.get(parameter)
    if found is None:
        return ""
    text = str(found["shown"])
    if found["was"]:
        text = f"{text}* (was {', '.join(found['was'])})"
    if found["on_oxygen"]:
        text = f"{text} O2"
    return f"({text}) artefact" if found["artefact"] else text


@register.filter
def question(key: str) -> str:
    """``suicide_risk`` as ``Suicide risk``."""
    return key.replace("_", " ").capitalize()


def _local(instant: str, zone_name: str, form: str) -> str:
    return local_time(datetime.fromisoformat(instant), zone=zone(zone_name)).strftime(form)
