"""What a scale's total, or its change, is called: each definition with its own cut-off and source.

Published definitions differ (remission on the MADRS is at most 10, or at most 12).  All are kept,
each under its name, and every verdict carries the definition that it was judged by; which one a
report uses is said there and never chosen here.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from morrow.evidence import Incomplete, Source


class Rule(StrEnum):
    """What the cut-off is held against."""

    TOTAL_AT_MOST = "total at most"
    FALL_PERCENT = "fall from baseline in percent, at least"
    FALL_POINTS = "fall from baseline in points, at least"
    RISE_POINTS = "rise from baseline in points, at least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One published cut-off.  `name` tells it from the others of the same scale."""

    name: str
    rule: Rule
    cut_off: Decimal
    source: Source

    def met(self, *, total: int, baseline: int | None) -> bool | Incomplete:
        """Whether this total meets it; Incomplete without the baseline that it is held against."""
        if self.rule is Rule.TOTAL_AT_MOST:
            return total <= self.cut_off
        if baseline is None:
            return Incomplete(("baseline",))
        if self.rule is Rule.RISE_POINTS:
            return total - baseline >= self.cut_off
        if self.rule is Rule.FALL_POINTS:
            return baseline - total >= self.cut_off
        if baseline <= 0:
            return Incomplete(("baseline above 0",))
        return Fraction(baseline - total, baseline) * 100 >= self.cut_off


class Kind(StrEnum):
    """What a definition defines."""

    RESPONSE = "response"
    REMISSION = "remission"
    MEANINGFUL_CHANGE = "meaningful change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer with the definition, and so the cut-off, that it was judged by."""

    kind: Kind
    definition: Definition
    met: bool | Incomplete


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All definitions of one scale.  Empty: none was read."""

    response: tuple[Definition, ...] = ()
    remission: tuple[Definition, ...] = ()
    meaningful_change: tuple[Definition, ...] = ()

    @property
    def definitions(self) -> tuple[tuple[Kind, Definition], ...]:
        """Every definition with its kind."""
        return (
            *((Kind.RESPONSE, one) for one in self.response),
            *((Kind.REMISSION, one) for one in self.remission),
            *((Kind.MEANINGFUL_CHANGE, one) for one in self.meaningful_change),
        )

    def verdicts(self, *, total: int, baseline: int | None) -> tuple[Verdict, ...]:
        """Every definition held against a complete total, and a complete baseline if there is."""
        return tuple(
            Verdict(kind=kind, definition=one, met=one.met(total=total, baseline=baseline))
            for kind, one in self.definitions
        )


def fall_percent(cut_off: str, source: Source, *, name: str = "") -> Definition:
    """A fall by this share of the baseline."""
    return Definition(
        name=name or f"fall by {cut_off} %",
        rule=Rule.FALL_PERCENT,
        cut_off=Decimal(cut_off),
        source=source,
    )


def fall_points(cut_off: int, source: Source, *, name: str) -> Definition:
    """A fall by this many points."""
    return Definition(name=name, rule=Rule.FALL_POINTS, cut_off=Decimal(cut_off), source=source)


def at_most(cut_off: int, source: Source, *, name: str = "") -> Definition:
    """A total of this or less."""
    return Definition(
        name=name or f"{cut_off} or less",
        rule=Rule.TOTAL_AT_MOST,
        cut_off=Decimal(cut_off),
        source=source,
    )
