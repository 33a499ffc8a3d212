"""What simulated trials add up to: whole numbers, so that the order of adding changes nothing.

A mean is kept as its sum in billionths, rounded once in each trial.  Whole numbers add exactly:
however trials are cut into chunks, and wherever these run, the tally is the same to the last digit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from morrow.outcomes.virtual.comparing import Compared

BILLION: Final = 10**9
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of all trials, and of each number of patients per arm."""

    whole: Counts = field(default_factory=dict)
    at: dict[int, Counts] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        _add(self.whole, other.whole)
        for n, counts in other.at.items():
            _add(self.at.setdefault(n, {}), counts)


def of_comparison(found: Compared | None, alpha: float) -> Counts:
    """One trial of one size.  Without a test it is not significant, and its means are left out."""
    if found is None:
        return {"trials": 1, "untested": 1}
    significant = found.p <= alpha
    numbers = {
        "value": found.value,
        "against": found.against,
        "difference": found.value - found.against,
    }
    sums = {name: round(x * BILLION) for name, x in numbers.items()}
    squares = {f"{name} squared": round(x * x * BILLION) for name, x in numbers.items()}
    return {
        "trials": 1,
        "tested": 1,
        "significant": int(significant),
        "significant above": int(significant and found.above),
        "counted": found.counted[0],
        "counted against": found.counted[1],
        **sums,
        **squares,
    }


def mean_and_sd(counts: Counts, name: str) -> tuple[float, float] | None:
    """Over the tested trials; None where there are none."""
    tested = counts.get("tested", 0)
    if not tested:
        return None
    mean = counts[name] / BILLION / tested
    square = counts[f"{name} squared"] / BILLION / tested
    return mean, max(square - mean**2, 0.0) ** 0.5


def as_plain(tally: Tally) -> dict[str, object]:
    """A tally for JSON."""
    return {"whole": tally.whole, "at": {str(n): counts for n, counts in tally.at.items()}}


def from_plain(plain: dict[str, dict[str, object]]) -> Tally:
    """A tally as `as_plain` wrote it.  Raises ValueError if it is none."""
    whole = _counts(plain["whole"])
    return Tally(whole, {int(n): _counts(counts) for n, counts in plain["at"].items()})


def _counts(plain: object) -> Counts:
    if not isinstance(plain, dict) or not all(type(x) is int for x in plain.values()):
        raise ValueError("counts are whole numbers by name")
    return dict(plain)


def _add(to: Counts, counts: Counts) -> None:
    items: Iterable[tuple[str, int]] = counts.items()
    for name, number in items:
        to[name] = to.get(name, 0) + number
