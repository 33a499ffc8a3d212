"""The rest of the day as a strip by chair: what was planned, and what became of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from morrow.care.calendar import end_of_day, local_time, start_of_day, zone
from morrow.care.visit.values import Phase
from morrow.clinic import streams
from morrow.clinic.visits.board import Board
from morrow.clinic.visits.cards import Card

WIDTH: Final = 1000  # user units of the drawing
OPENS, CLOSES = 7, 19  # hours that the strip shows at least; visits outside widen it
NO_CHAIR: Final = "No chair yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One visit on the strip: `x` and `width` in user units, planned above, actual below."""

    card: Card
    x: int
    width: int
    actual_x: int | None
    actual_width: int
    words: str

    @property
    def left(self) -> int:
        return self.x if self.actual_x is None else min(self.x, self.actual_x)

    @property
    def right(self) -> int:
        return max(self.x + self.width, (self.actual_x or 0) + self.actual_width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A chair's visits in lanes, one below the other, so that none is drawn over another."""

    chair: str
    lanes: Sequence[Sequence[Block]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    x: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Rows by chair, hour marks, and where now is."""

    rows: Sequence[Row]
    hours: Sequence[Hour]
    now_x: int | None


def strip(board: Board) -> Strip:
    """The strip of the board's day, in the clinic's clock."""
    place = streams.clinic(board.clinic)
    where = zone(place.zone)
    midnight, ends = start_of_day(board.today, zone=where), end_of_day(board.now, zone=where)
    today = [card for card in board.cards if _is_of(card, midnight, ends)]
    edges = [midnight + timedelta(hours=OPENS), midnight + timedelta(hours=CLOSES)]
    edges += [card.visit.starts_at for card in today]
    edges += [card.visit.starts_at + timedelta(minutes=card.visit.minutes) for card in today]
    start, end = _hour(min(edges)), _hour(max(edges) + timedelta(minutes=59, seconds=59))

    def x(instant: datetime) -> int:
        return round(WIDTH * ((instant - start) / (end - start)))

    names = (name for chair, name in place.chairs.items() if chair not in place.retired)
    blocks: dict[str, list[Block]] = {name: [] for name in names}
    for card in today:
        blocks.setdefault(card.chair or NO_CHAIR, []).append(_block(card, x, board.now))
    return Strip(
        rows=[Row(chair=name, lanes=lanes(blocks[name])) for name in sorted(blocks)],
        hours=[
            Hour(x=x(hour), label=f"{local_time(hour, zone=where):%H:%M}")
            for hour in _hours(start, end)
        ],
        now_x=x(board.now) if start <= board.now <= end else None,
    )


def lanes(blocks: Sequence[Block]) -> list[list[Block]]:
    """Each block in the first lane that is free by then; one lane at least."""
    found: list[list[Block]] = [[]]
    for block in sorted(blocks, key=lambda one: one.left):
        free = next((lane for lane in found if not lane or lane[-1].right <= block.left), None)
        if free is None:
            found.append(free := [])
        free.append(block)
    return found


def _is_of(card: Card, midnight: datetime, ends: datetime) -> bool:
    absent = {Phase.CANCELLED, Phase.NO_SHOW}
    return midnight <= card.visit.starts_at < ends and card.visit.phase not in absent


def _block(card: Card, at: Callable[[datetime], int], now: datetime) -> Block:
    visit = card.visit
    planned, ends = visit.starts_at, visit.starts_at + timedelta(minutes=visit.minutes)
    came, left = visit.arrived_at, visit.left_at or now
    return Block(
        card=card,
        x=at(planned),
        width=max(at(ends) - at(planned), 4),
        actual_x=None if came is None else at(came),
        actual_width=0 if came is None else max(at(left) - at(came), 4),
        words=f"{card.patient}, {card.word.lower()}",
    )


def _hour(instant: datetime) -> datetime:
    """The whole hour before: of UTC, which zones of half hours show as half hours."""
    return instant.replace(minute=0, second=0, microsecond=0)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    while start <= end:
        yield start
        start += timedelta(hours=1)
