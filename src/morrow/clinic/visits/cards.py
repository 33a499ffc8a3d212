"""One visit as a card of the board: who, where, how long still, how the patient is, what holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from morrow.care.calendar import local_time, zone
from morrow.care.durations import minutes as minutes_of
from morrow.care.visit.rules._hold import Finding
from morrow.care.visit.state import DOSING
from morrow.care.visit.values import Phase, Route
from morrow.clinic.streams import ClinicState
from morrow.clinic.visits.glances import Glance
from morrow.clinic.visits.models import Visit
from morrow.clinic.visits.troubles import CALM, Silent, Trouble, of_visit
from morrow.quantities import plain

LATE_AFTER: Final = timedelta(minutes=1)
BP_GREY: Final = 3, 2  # of its due interval: grey at 1.5
BP_STRUCK: Final = 2  # struck at 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One visit on the board.  `minutes_left` of the dose, or of the observation after it."""

    visit: Visit
    patient: str
    record_number: str
    word: str
    chair: str
    nurse: str
    minutes_left: int | None
    left_of: str
    over: bool
    bp: str
    bp_age_min: int | None
    bp_state: str
    holds: tuple[Finding, ...]
    late_min: int
    minutes_here: int | None
    starts: str
    starts_day: str
    troubles: tuple[Trouble, ...]

    @property
    def minutes_shown(self) -> int:
        """Left, or over."""
        return abs(self.minutes_left or 0)

    @property
    def urgency(self) -> int:
        """The rank of the worst trouble; calm comes last."""
        return self.troubles[0].rank if self.troubles else CALM

    @property
    def first_hold(self) -> str:
        return self.holds[0].reason if self.holds else ""

    @property
    def more_holds(self) -> int:
        return max(len(self.holds) - 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What all cards of a board are made with."""

    place: ClinicState
    names: Mapping[str, str]
    silent: Silent
    now: datetime


def card_of(row: Visit, seen: Glance | None, made: Round) -> Card:
    place, names, now = made.place, made.names, made.now
    until, left_of = _until(row, place)
    age = now - row.bp_at if row.bp_at else None
    starts = local_time(row.starts_at, zone=zone(place.zone))
    return Card(
        visit=row,
        patient=row.patient.surviving.name,
        record_number=row.patient.surviving.record_number,
        word=seen.word if seen else row.phase.replace("-", " ").upper(),
        chair=place.chairs.get(row.chair_id, "unknown chair") if row.chair_id else "",
        nurse=names.get(row.nurse, row.nurse),
        minutes_left=None if until is None else round((until - now) / timedelta(minutes=1)),
        left_of=left_of,
        over=until is not None and until <= now,
        bp=_pressure(row),
        bp_age_min=None if age is None else max(age // timedelta(minutes=1), 0),
        bp_state=_freshness(row, place, age),
        holds=seen.holds if seen else (),
        late_min=_late(row, now),
        starts=f"{starts:%H:%M}",
        starts_day=f"{starts:%m-%d %H:%M}",
        troubles=of_visit(row, seen, made.silent, now),
        minutes_here=(now - row.arrived_at) // timedelta(minutes=1) if row.arrived_at else None,
    )


def _until(row: Visit, place: ClinicState) -> tuple[datetime | None, str]:
    """When the dose, or the observation after it, ends."""
    if row.phase in DOSING and row.ends_at:
        return row.ends_at, "of the dose"
    if row.phase not in {Phase.ENDED, Phase.RECOVERY, Phase.INJECTED, Phase.SPRAYING}:
        return None, ""
    protocol, _ = place.protocol(row.protocol)
    since = row.began_at if row.route == Route.NASAL else row.ended_at
    if since is None:
        return None, ""
    earliest = since + minutes_of(protocol["recovery.minutes"])
    if row.extended_at:
        earliest = max(earliest, row.extended_at + minutes_of(protocol["recovery.rescue_minutes"]))
    return earliest, "of observation"


def _pressure(row: Visit) -> str:
    if row.sbp is None:
        return ""
    return f"{plain(row.sbp)}/{plain(row.dbp)}" if row.dbp is not None else f"{plain(row.sbp)}/?"


def _freshness(row: Visit, place: ClinicState, age: timedelta | None) -> str:
    """Grey at 1.5 and struck at 2 times the interval that is due now."""
    if age is None:
        return ""
    protocol, _ = place.protocol(row.protocol)
    step = "monitor.during" if row.phase in DOSING else "monitor.after_first"
    interval = minutes_of(protocol[step])
    if age >= interval * BP_STRUCK:
        return "struck"
    return "grey" if age * BP_GREY[1] >= interval * BP_GREY[0] else "fresh"


def _late(row: Visit, now: datetime) -> int:
    if row.phase != Phase.PLANNED or now - row.starts_at < LATE_AFTER:
        return 0
    return (now - row.starts_at) // timedelta(minutes=1)
