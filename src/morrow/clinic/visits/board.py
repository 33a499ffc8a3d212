"""The day board: one select of rows, with what their rules say now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from morrow.care.calendar import end_of_day, local_date, local_time, start_of_day, zone
from morrow.care.visit.state import DOSING, GONE, WATCHED
from morrow.care.visit.values import Phase
from morrow.clinic import streams
from morrow.clinic.people.models import StaffRole, User
from morrow.clinic.visits import kept_rows
from morrow.clinic.visits.cards import Card, Round, card_of
from morrow.clinic.visits.glances import glances
from morrow.clinic.visits.models import Visit
from morrow.clinic.visits.troubles import silent_chairs

UNSIGNED_DAYS: Final = 31
"""Proposed (local policy): how far back the board looks for records that nobody has signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nurse:
    """How many running doses a nurse has, and when the first of them ends."""

    name: str
    dosing: int
    free_at: datetime | None
    free: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that the board shows, in its order."""

    clinic: UUID
    name: str
    now: datetime
    today: date
    blockers: Sequence[Card]
    running: Sequence[Card]
    expected: Sequence[Card]
    done: Sequence[Card]
    absent: Sequence[Card]
    unsigned: Sequence[Card]
    nurses: Sequence[Nurse]
    empty_chairs: Sequence[str]
    cards: Sequence[Card] = field(repr=False)

    @property
    def hands_free(self) -> int:
        """How many nurses have no dose running."""
        return sum(not nurse.dosing for nurse in self.nurses)

    @property
    def next_free(self) -> str:
        """When the first of the running doses ends; empty where nobody knows."""
        known = [nurse for nurse in self.nurses if nurse.free_at]
        return min(known, key=lambda nurse: str(nurse.free_at)).free if known else ""


def board(clinic: UUID, now: datetime) -> Board:
    """The clinic's day at `now`, and older visits that still wait for something."""
    place = streams.clinic(clinic)
    where = zone(place.zone)
    day = local_date(now, zone=where)
    midnight, ends = start_of_day(day, zone=where), end_of_day(now, zone=where)
    rows = _rows(clinic, midnight, ends, now)
    names = _names(rows)
    seen = glances(rows, place, now)
    made = Round(place=place, names=names, silent=silent_chairs(clinic, now), now=now)
    cards = [card_of(row, seen.get(row.id), made) for row in rows]
    today = {row.id for row in rows if midnight <= row.starts_at < ends}
    expected = [c for c in cards if c.visit.phase == Phase.PLANNED and c.visit.id in today]
    running = [c for c in cards if c.visit.phase in {Phase.ARRIVED, *WATCHED}]
    taken = {card.visit.chair_id for card in running}
    return Board(
        clinic=clinic,
        name=place.name,
        now=now,
        today=day,
        blockers=[c for c in (*running, *expected) if c.holds and _waits_to_start(c)],
        running=sorted(running, key=_by_urgency),
        expected=expected,
        done=[c for c in cards if c.visit.phase in _DONE and c.visit.id in today],
        absent=[c for c in cards if c.visit.phase in _ABSENT and c.visit.id in today],
        unsigned=[c for c in cards if c.visit.phase in {*GONE, Phase.NOT_DONE}],
        nurses=_nurses(clinic, rows, where),
        empty_chairs=[
            name
            for chair, name in sorted(place.chairs.items(), key=lambda item: item[1])
            if chair not in place.retired and chair not in taken
        ],
        cards=cards,
    )


_DONE: Final = frozenset({*GONE, Phase.SIGNED, Phase.NOT_DONE})
_ABSENT: Final = frozenset({Phase.NO_SHOW, Phase.CANCELLED})


def _rows(clinic: UUID, midnight: datetime, ends: datetime, now: datetime) -> list[Visit]:
    """Today's visits, those still in a chair, and the recent ones that nobody has signed."""
    still_here = Q(phase__in=[phase.value for phase in (Phase.ARRIVED, *WATCHED)])
    unsigned = Q(
        phase__in=[phase.value for phase in (*GONE, Phase.NOT_DONE)],
        starts_at__gte=now - timedelta(days=UNSIGNED_DAYS),
    )
    of_today = Q(starts_at__gte=midnight, starts_at__lt=ends)
    wanted = Visit.objects.filter(of_today | still_here | unsigned, clinic_id=clinic)
    return kept_rows.of(wanted.order_by("starts_at", "id"))


def _names(rows: Iterable[Visit]) -> Mapping[str, str]:
    nurses = {row.nurse for row in rows if row.nurse}
    ids = [UUID(nurse) for nurse in nurses if _is_id(nurse)]
    return {str(user.id): user.name for user in User.objects.filter(id__in=ids)}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _waits_to_start(card: Card) -> bool:
    return card.visit.phase in {Phase.PLANNED, Phase.ARRIVED}


def _by_urgency(card: Card) -> tuple[int, bool, str, datetime]:
    """What is wrong first; then the chairs in their order, and those without one."""
    return card.urgency, not card.chair, card.chair, card.visit.starts_at


def _nurses(clinic: UUID, rows: Iterable[Visit], where: ZoneInfo) -> list[Nurse]:
    """The clinic's nurses, those with a hand free first."""
    dosing: dict[str, list[Visit]] = defaultdict(list)
    for row in rows:
        if row.phase in DOSING and row.nurse:
            dosing[row.nurse].append(row)
    people = StaffRole.objects.filter(clinic_id=clinic, role="nurse").values("person_id")
    found = []
    for user in User.objects.filter(id__in=people, is_active=True).order_by("name"):
        running = dosing.get(str(user.id), [])
        ends = [row.ends_at for row in running if row.ends_at]
        first = min(ends, default=None)
        free = f"{local_time(first, zone=where):%H:%M}" if first else ""
        found.append(Nurse(name=user.name, dosing=len(running), free_at=first, free=free))
    return sorted(found, key=lambda nurse: nurse.dosing)
