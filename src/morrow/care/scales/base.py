"""What a rating scale is: its items, its rule, its bands, its sources and its licence.

A scale holds no text that its licence does not allow; one that is score entry only has item
names of ours and nothing of the instrument's wording.  A missing answer is never a zero: the
result is then `Incomplete`, and `at_least` still says what the given answers already mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

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
    """One item: integers from `low` to `high`.  `levels` are words for values, where allowed."""

    key: str
    name: str
    low: int
    high: int
    levels: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Totals from `low` to `high`, both included, and what they are called."""

    low: int
    high: int
    name: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A complete result.  `total` is None only for a scale that has no total by its own rule."""

    scale: str
    version: str
    total: int | None
    band: str
    items: Mapping[str, int]
    sources: tuple[Source, ...]


class AnswerError(ValueError):
    """An answer that the scale does not have: whose it is and what would be accepted."""


def nothing_yet(_: Answers) -> str:
    """For a scale whose partial answers mean nothing on their own."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One instrument in one fixed version.

    `needed`: the items that these answers still call for (skip rules).  `total`: the score of
    complete answers, None for a scale without one.  `judge`: the band of complete answers.
    `at_least`: what partial answers already mean, so that a risk never waits for the last item.
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
    needed: Callable[[Answers], tuple[str, ...]]
    total: Callable[[Answers], int | None]
    judge: Callable[[Answers], str]
    at_least: Callable[[Answers], str] = nothing_yet

    @property
    def text_included(self) -> bool:
        """Whether this scale ships words for its items or levels."""
        return self.licence.text_included

    def read(self, values: Sequence[int | None]) -> dict[str, int]:
        """Values in item order, None for missing, as answers; AnswerError for what it has not."""
        if len(values) > len(self.items):
            raise AnswerError(f"{self.key} has {len(self.items)} items; {len(values)} were given")
        answers: dict[str, int] = {}
        for item, value in zip(self.items, values, strict=False):
            if value is None:
                continue
            if not item.low <= value <= item.high:
                raise AnswerError(
                    f"{self.key} {item.key} ({item.name}): {value} is not from {item.low} to"
                    f" {item.high}"
                )
            answers[item.key] = value
        return answers

    def score(self, values: Sequence[int | None]) -> Score | Incomplete:
        """The score of values in item order, or which items are missing."""
        answers = self.read(values)
        missing = tuple(key for key in self.needed(answers) if key not in answers)
        if missing:
            return Incomplete(missing)
        return Score(
            scale=self.key,
            version=self.version,
            total=self.total(answers),
            band=self.judge(answers),
            items=answers,
            sources=self.sources,
        )


def every(*items: Item) -> Callable[[Answers], tuple[str, ...]]:
    """All items are needed, whatever has been answered."""
    keys = tuple(item.key for item in items)
    return lambda _: keys


def plain_sum(answers: Answers) -> int:
    """The sum of all items."""
    return sum(answers.values())


def band_of(bands: tuple[Band, ...]) -> Callable[[Answers], str]:
    """The band of the plain sum.  LookupError if the bands leave a gap there: a bug of ours."""

    def judge(answers: Answers) -> str:
        total = plain_sum(answers)
        for band in bands:
            if band.low <= total <= band.high:
                return band.name
        raise LookupError(f"no band for {total}")

    return judge


def no_band(_: Answers) -> str:
    """For a scale without validated cut-offs."""
    return ""
