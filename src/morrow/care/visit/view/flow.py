"""The columns of the flowsheet: one for each due time, with all that was charted for it.

A monitor files the pressure and a person adds what no device knows: that is one set in two parts,
and one column.  Parts that give the same parameter twice stay apart, so that no value hides
another.  What a due time lacks is said in its own column, and only where nothing came at all in a
column of its own.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from morrow.care.visit.case import Case
from morrow.care.visit.readings import taken
from morrow.care.visit.schedule import Column, Due
from morrow.care.visit.values import Parameter
from morrow.care.visit.view.bedside import column as shown
from morrow.care.visit.view.bedside import iso


@dataclass(slots=True)
class _Group:
    """Sets of one due time that fit into one column.  `window` -1: before the dose."""

    at: datetime
    window: int
    sets: list[UUID] = field(default_factory=list)
    holds: set[Parameter] = field(default_factory=set)
    lacks: Column | None = None


def flow(case: Case) -> list[dict[str, Any]]:
    """Each column with its sets, by when they were taken, and the due set that it still lacks."""
    groups = _groups(case, case.columns)
    for window, column in enumerate(case.columns):
        if column.status not in {Due.MISSING, Due.ESCALATED}:
            continue
        mine = [group for group in groups if group.window == window]
        if not mine:
            mine = [_Group(at=column.due_at, window=window)]
            groups += mine
        mine[-1].lacks = column
    return [
        {
            "at": iso(group.at),
            "sets": [str(one) for one in group.sets],
            "lacks": shown(group.lacks) if group.lacks else None,
        }
        for group in sorted(groups, key=lambda group: group.at)
    ]


def _groups(case: Case, columns: Sequence[Column]) -> list[_Group]:
    edges = [column.opens for column in columns]
    sets: dict[int, tuple[UUID, datetime, set[Parameter]]] = {}  # by version
    for one in taken(case.state):
        known = sets.get(one.version)
        if known is None:
            known = sets[one.version] = (one.set, one.at, set())
        known[2].add(one.parameter)
    groups: list[_Group] = []
    for identity, at, parameters in sets.values():
        window = bisect_right(edges, at) - 1
        last = groups[-1] if groups else None
        if last is None or last.window != window or window < 0 or last.holds & parameters:
            last = _Group(at=at, window=window)
            groups.append(last)
        last.sets.append(identity)
        last.holds |= parameters
    return groups
