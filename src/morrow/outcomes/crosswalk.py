"""From one depression scale to another, by published tables; refused where none was seen.

A table of single scores or of ranges becomes a piecewise-linear map: a range of scores stands for
its middle, a severity band runs from corner to corner.  The floors of two scales correspond, and so
do the ceilings where a table prints them; outside its ends a map gives nothing.  Where two scales have no table of their own, a chain over a third
serves.  What is not used, and why: `docs/outcomes/trial-data.md`.
"""

import csv
import io
import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from morrow.outcomes.measures import one_name
from morrow.outcomes.packaged import read_data

USED_METHODS: Final = (
    "published conversion table",
    "equipercentile linking",
    "equipercentile linking (OPTIMUM, age >=60)",
)
_BANDS: Final = "severity band"
_QIDS_ENDS: Final = {0.0: 0, 27.0: 1}  # its floor maps to the low end of the range, its ceiling up


@dataclass(frozen=True, slots=True)
class ScaleMap:
    """A monotone map between two scales: its corners, and where they were read."""

    source_scale: str
    target_scale: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    source: str

    def __call__(self, score: float) -> float | None:
        """The score on the target scale; None outside the table."""
        if not self.xs[0] <= score <= self.xs[-1]:
            return None
        return float(np.interp(score, self.xs, self.ys))

    def inverse(self) -> "ScaleMap":
        """The map back.  Where the table is flat, the middle of what maps there."""
        return ScaleMap(
            self.target_scale,
            self.source_scale,
            *_corners(zip(self.ys, self.xs, strict=True)),
            self.source,
        )


@dataclass(frozen=True, slots=True)
class Converted:
    """A score on another scale, and the scales it went over."""

    score: float
    over: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoCrosswalk:
    """Why a score cannot be given on another scale."""

    reason: str


def convert(score: float, source_scale: str, target_scale: str) -> Converted | NoCrosswalk:
    """A score of one scale on another, over as few tables as possible."""
    start, end = one_name(source_scale), one_name(target_scale)
    path = _path(start, end)
    if path is None:
        return NoCrosswalk(f"no published conversion from {start} to {end} was seen")
    for step in path:
        found = step(score)
        if found is None:
            return NoCrosswalk(
                f"{step.source_scale} {score:g} lies outside the table to {step.target_scale} "
                f"({step.xs[0]:g} to {step.xs[-1]:g})"
            )
        score = found
    sources = tuple(dict.fromkeys(step.source for step in path))
    return Converted(score, tuple(step.target_scale for step in path), sources)


def reaches(source_scale: str, target_scale: str = "MADRS") -> bool:
    """Whether some conversion leads from one scale to the other."""
    return _path(one_name(source_scale), one_name(target_scale)) is not None


@cache
def maps() -> tuple[ScaleMap, ...]:
    """Every map of the crosswalk, in both directions."""
    pairs: dict[tuple[str, str], list[tuple[float, float]]] = {}
    sources: dict[tuple[str, str], str] = {}
    for row in _rows():
        scales = one_name(row["from_scale"]), one_name(row["to_scale"])
        pairs.setdefault(scales, []).extend(_points(row))
        sources[scales] = row["provenance"].removeprefix("seen ")
    forward = [
        ScaleMap(*scales, *_corners([(0.0, 0.0), *points]), sources[scales])
        for scales, points in pairs.items()
    ]
    return (*forward, *(each.inverse() for each in forward))


def _rows() -> Iterable[dict[str, str]]:
    """The rows that make a map of scores: read at the source, and of whole tables."""
    text = read_data("source/crosswalk.csv").decode()
    for row in csv.DictReader(io.StringIO(text)):
        is_table = row["kind"] == "score" and row["method"] in USED_METHODS
        if (is_table or row["kind"] == _BANDS) and row["provenance"].startswith("seen "):
            yield row


def _points(row: dict[str, str]) -> list[tuple[float, float]]:
    start, end = _range(row["from_value"]), _range(row["to_value"])
    if row["kind"] == _BANDS:
        return [(start[0], end[0]), (start[1], end[1])]
    if row["from_scale"] == "QIDS-SR16" and start[0] in _QIDS_ENDS:
        return [(start[0], end[_QIDS_ENDS[start[0]]])]
    return [(sum(start) / 2, sum(end) / 2)]


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    return float(low), float(high or low)


def _corners(
    points: Iterable[tuple[float, float]],
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Corners in order of x, each x once: points above one another give their middle."""
    above: dict[float, list[float]] = {}
    for x, y in points:
        above.setdefault(x, []).append(y)
    xs = sorted(above)
    return tuple(xs), tuple(math.fsum(above[x]) / len(above[x]) for x in xs)


@cache
def _path(start: str, end: str) -> Sequence[ScaleMap] | None:
    """The shortest chain of maps, empty from a scale to itself; None if there is none."""
    queue: deque[tuple[str, tuple[ScaleMap, ...]]] = deque([(start, ())])
    seen = {start}
    while queue:
        scale, steps = queue.popleft()
        if scale == end:
            return steps
        for step in maps():
            if step.source_scale == scale and step.target_scale not in seen:
                seen.add(step.target_scale)
                queue.append((step.target_scale, (*steps, step)))
    return None
