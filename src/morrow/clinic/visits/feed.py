"""Live values of the chair's device: for alarms as samples, for the page as candidates.

A candidate is no fact: it is shown, it may raise an alarm, and it is filed by a person or a rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from morrow.care.visit.alarms import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What the device at a visit's chair sent: newest of each parameter, and the recent series."""

    device: str
    last_at: datetime | None
    readings: tuple[dict[str, Any], ...]
    samples: tuple[Sample, ...]


def of_visit(visit: UUID, now: datetime) -> Feed | None:
    """The feed of the device that a person put at this visit's chair; None without one."""
    del visit, now
    return None


def samples(visit: UUID, now: datetime) -> Iterable[Sample]:
    """The live values that may raise an alarm."""
    found = of_visit(visit, now)
    return found.samples if found else ()
