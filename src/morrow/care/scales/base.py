"""What a rating scale is: its items, its rule, its bands, its sources and its licence.

A scale holds no text that its licence does not allow; one that is score entry only has item
names of ours and nothing of the instrument's wording.  A missing answer is never a zero: the
result is then `Incomplete`, and `at_least` and the flags still say what the given answers already
mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from morrow.care.scales.outcome import Outcome
from morrow.evidence import Incomplete, Source

Answers = Mapping[str, int]
"""Item key to value, given answers only."""


class LicenceState(StrEnum):
    """What the instrument's owner lets us ship."""

    OPEN = "may be reproduced"
    OWN_WORDING = "levels in our own words"
    SCORES_ONLY = "score entry only: no text of the instrument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Who owns it, how it is credited, and how that was read."""

    state: LicenceState
    holder: str
    attribution: str
    source: Source

    @property
    def text_included(self) -> bool:
        """Whether any wording of a score-entry scale could reach a screen: only if allowed."""
        return self.state is not LicenceState.SCORES_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item: integers from `low` to `high`.  `levels` are words for values, where allowed.

    An item that is not `scored` may stay blank.  `note` says what to do with a value that forms
    have and the rule does not.
    """

    key: str
    name: str
    low: int
    high: int
    levels: Mapping[int, str] = field(default_factory=dict)
    scored: bool = True
    note: str = ""


class Sex(StrEnum):
    """For the instruments whose cut-offs were found for men and women apart."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Totals from `low` to `high`, both included, and what they are called.

    `sex`: whom it holds for, None for everybody.  `definition` names a set of bands beside the
    scale's own.
    """

    low: int
    high: int
    name: str
    source: Source
    sex: Sex | None = None
    definition: str = ""

    def holds(self, total: int) -> bool:
        """Whether this total lies in it."""
        return self.low <= total <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """What certain answers call for, whatever else is missing: a risk never waits."""

    says: str
    source: Source
    raised_by: Callable[[Answers], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loinc:
    """One LOINC code of the instrument, and how surely it was read."""

    code: str
    names: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A complete result.  `total` is None only for a scale that has no total by its own rule.

    `band_needs` names what a band still lacks while the total stands.  `other_bands` are what
    further published sets of bands call this total.
    """

    scale: str
    version: str
    total: int | None
    band: str
    items: Mapping[str, int]
    sources: tuple[Source, ...]
    band_needs: tuple[str, ...] = ()
    other_bands: tuple[Band, ...] = ()
    subscores: Mapping[str, int] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()


class AnswerError(ValueError):
    """An answer that the scale does not have: whose it is and what would be accepted."""


def nothing_yet(_: Answers) -> str:
    """For a scale whose partial answers mean nothing on their own."""
    return ""


def no_subscores(_: Answers) -> Mapping[str, int]:
    """For a scale with one number."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One instrument in one fixed version.

    `needed`: the items that these answers still call for (skip rules).  `total`: the score of
    complete answers, None for a scale without one; `span`: its least and greatest.  `judge`: the
    band of complete answers.  `at_least`: what partial answers already mean, so that a risk never
    waits for the last item.
    """

    key: str
    title: str
    version: str
    recall: str
    rule: str
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    sources: tuple[Source, ...]
    licence: Licence
    span: tuple[int, int] | None
    needed: Callable[[Answers], tuple[str, ...]]
    total: Callable[[Answers], int | None]
    judge: Callable[[Answers], str]
    at_least: Callable[[Answers], str] = nothing_yet
    subscores: Callable[[Answers], Mapping[str, int]] = no_subscores
    other_bands: tuple[Band, ...] = ()
    flags: tuple[Flag, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)
    loinc: tuple[Loinc, ...] = ()

    @property
    def text_included(self) -> bool:
        """Whether this scale ships words for its items or levels."""
        return self.licence.text_included

    def read(self, values: Sequence[int | None]) -> dict[str, int]:
        """Values in item order, None for missing, as answers; AnswerError for what it has not."""
        if len(values) > len(self.items):
            raise AnswerError(
                f"{self.key} expects {len(self.items)} answers, one for each of its items;"
                f" {len(values)} were given"
            )
        answers: dict[str, int] = {}
        for item, value in zip(self.items, values, strict=False):
            if value is None:
                continue
            if type(value) is not int or not item.low <= value <= item.high:
                raise AnswerError(
                    f"{self.key} {item.key} ({item.name}): {value} is not a whole number from"
                    f" {item.low} to {item.high}{item.note and f'; {item.note}'}"
                )
            answers[item.key] = value
        return answers

    def missing(self, answers: Answers) -> tuple[str, ...]:
        """The items that are still to be answered."""
        return tuple(key for key in self.needed(answers) if key not in answers)

    def raised(self, answers: Answers) -> tuple[Flag, ...]:
        """The flags that these answers raise, complete or not."""
        return tuple(flag for flag in self.flags if flag.raised_by(answers))

    def check_total(self, total: int) -> int:
        """The total that a person entered; AnswerError if the scale cannot give it."""
        if self.span is None:
            raise AnswerError(f"{self.key} has no total")
        low, high = self.span
        if type(total) is not int or not low <= total <= high:
            raise AnswerError(f"{self.key}: {total} is not a total from {low} to {high}")
        return total

    def score(self, values: Sequence[int | None], *, sex: Sex | None = None) -> Score | Incomplete:
        """The score of values in item order, or which items are missing.

        `sex` is used only where the cut-offs differ by it; without it the total has no band.
        """
        answers = self.read(values)
        if missing := self.missing(answers):
            return Incomplete(missing)
        total = self.total(answers)
        band, band_needs = self._band(answers, total, sex)
        return Score(
            scale=self.key,
            version=self.version,
            total=total,
            band=band,
            band_needs=band_needs,
            other_bands=_holding(self.other_bands, total),
            subscores=self.subscores(answers),
            flags=self.raised(answers),
            items=answers,
            sources=self.sources,
        )

    def _band(
        self, answers: Answers, total: int | None, sex: Sex | None
    ) -> tuple[str, tuple[str, ...]]:
        """The band, or what it needs."""
        if all(band.sex is None for band in self.bands):
            return self.judge(answers), ()
        if sex is None:
            return "", ("sex",)
        theirs = tuple(band for band in self.bands if band.sex is sex)
        return " ".join(band.name for band in _holding(theirs, total)), ()


def _holding(bands: tuple[Band, ...], total: int | None) -> tuple[Band, ...]:
    return () if total is None else tuple(band for band in bands if band.holds(total))
