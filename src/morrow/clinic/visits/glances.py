"""What the rules say of many visits at once: the state word and the holds, kept by version.

What depends on the time alone (a baseline grows old, a rest runs out) is looked at once a minute;
everything else changes a version, and with it the answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from morrow.care.visit import gates, schedule
from morrow.care.visit.case import Case
from morrow.care.visit.knowledge import Knowledge, Tended
from morrow.care.visit.rules._hold import Finding
from morrow.care.visit.schedule import Column
from morrow.care.visit.state import WATCHED
from morrow.care.visit.values import Phase
from morrow.care.visit.view import dose_due
from morrow.care.visit.view.checks import word
from morrow.care.visit.view.dose_due import Awaited
from morrow.clinic import streams
from morrow.clinic.store.kept import Kept
from morrow.clinic.streams import ClinicState
from morrow.clinic.visits import knowledge
from morrow.clinic.visits.knowledge import Other
from morrow.clinic.visits.models import Visit

Busy = dict[str, tuple[Tended, ...]]
KNOWN_AHEAD: Final = (
    "PROTOCOL",
    "R03",
    "R04.decision",
    "R04",
    "R14",
    "R15",
    "R22",
    "RUNNING",
    "R47",
)
"""The rules that can be answered before the patient comes: the rest is asked at the visit."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The state word, what still holds, the set that is missing, and what the dose waits for."""

    word: str
    holds: tuple[Finding, ...]
    overdue: Column | None = None
    awaited: Awaited | None = None


_GATED: Final = frozenset({Phase.PLANNED, Phase.ARRIVED, Phase.ENDED, Phase.RECOVERY})
_GLANCED: Final = _GATED | WATCHED
_kept: Final = Kept[UUID, tuple[object, Glance]](2_000)


def glances(rows: Sequence[Visit], place: ClinicState, now: datetime) -> dict[UUID, Glance]:
    """What the rules say of the visits that wait for something or are watched."""
    asked = [row for row in rows if row.phase in _GLANCED]
    if not asked:
        return {}
    seen = knowledge.versions_of({row.patient.surviving.id for row in asked})
    busy, minute = knowledge.tended_by_nurse(), now.replace(second=0, microsecond=0)
    keys, found = {}, {}
    for row in asked:
        version, signed = place.protocol(row.protocol)
        whose = row.patient.surviving
        keys[row.id] = key = (
            row.version,
            (whose.id, whose.version),
            tuple(each for each in seen[whose.id] if each[0] != row.id),
            busy.get(row.nurse, ()),
            (version.version, signed),
            minute,
        )
        if known := _recall(row.id, key):
            found[row.id] = known
    missing = [row for row in asked if row.id not in found]
    others = _others(missing) if missing else {}
    for row in missing:
        theirs = [each for each in others[row.patient.surviving.id] if each.id != row.id]
        found[row.id] = _keep(row.id, keys[row.id], _glance(row, place, theirs, busy, now))
    return found


def _glance(
    row: Visit, place: ClinicState, theirs: list[Other], busy: Busy, now: datetime
) -> Glance:
    (version, signed), whose = place.protocol(row.protocol), row.patient.surviving
    know = Knowledge(
        patient=streams.patient(whose.id, at_least=whose.version),
        protocol=version,
        signed=signed,
        zone=place.zone,
        others=tuple(knowledge.other_of(each) for each in theirs if each.began_at),
        tended_by_nurse=busy,  # one with a dose waiting to start counts none of their own here
        last_weight_kg=knowledge.last_weight(theirs),
    )
    case = Case(streams.visit(row.id, at_least=row.version), know, now)
    overdue = schedule.overdue(case.state, version, now, case.columns)
    return Glance(word(case), _holds(case, Phase(row.phase)), overdue, dose_due.awaited(case))


def _holds(case: Case, phase: Phase) -> tuple[Finding, ...]:
    if phase not in _GATED:
        return ()
    after = phase in {Phase.ENDED, Phase.RECOVERY}
    holds = gates.open_findings(gates.DISCHARGE if after else gates.START, case)
    if phase is Phase.PLANNED:
        return tuple(one for one in holds if _known_ahead(one.rule))
    return holds


def _known_ahead(rule: str) -> bool:
    return any(rule == known or rule.startswith(f"{known}.") for known in KNOWN_AHEAD)


def _others(rows: Iterable[Visit]) -> dict[UUID, list[Other]]:
    """All visits of these patients, in one select."""
    found: dict[UUID, list[Other]] = defaultdict(list)
    for other in knowledge.others_of({row.patient.surviving.id for row in rows}):
        found[other.patient_id].append(other)
    return found


def _recall(visit: UUID, key: object) -> Glance | None:
    known = _kept.get(visit)
    return known[1] if known and known[0] == key else None


def _keep(visit: UUID, key: object, glance: Glance) -> Glance:
    _kept.put(visit, (key, glance))
    return glance
