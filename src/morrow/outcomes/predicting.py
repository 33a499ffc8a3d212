"""What a predictor is, and the table of its answers."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from morrow.outcomes.reading import ASK_COLUMNS, Asked, Misasked
from morrow.outcomes.trials import Observation, Question

ANSWER_COLUMNS: Final = ("value", "low80", "high80", "why")
DIGITS: Final = 4  # significant ones of an answer


class Unit(StrEnum):
    """What the numbers of a prediction are."""

    ASKED = "as asked"
    PERCENT = "percent of the baseline"  # where the scale of the question cannot be reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The expected number and its 80 % interval; `why` says what was missing and widened it.

    The interval is for the number that a trial of this size would print, not for its expectation:
    eight in ten printed numbers should lie inside.
    """

    value: float
    low80: float
    high80: float
    unit: Unit = Unit.ASKED
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """Why a question has no answer."""

    why: str


Answer = Prediction | Unanswerable
"""What a predictor says to a question: a number with its interval, or why there is none."""


class Predictor(Protocol):
    """Anything that answers questions about trials: a rival, or the model itself."""

    @property
    def name(self) -> str:
        """How reports call it."""

    def predict(self, question: Question) -> Answer:
        """The answer to one question.  The same question always has the same answer."""


Fit = Callable[[Sequence[Observation]], Predictor]
"""How a predictor is made from observations.  A frozen one ignores them."""


def answer(asked: Iterable[Asked | Misasked], predictor: Predictor) -> list[dict[str, str]]:
    """A row for each question, in order: its cells as they were, and the answer."""
    return [each.cells | _cells(_told(each, predictor)) for each in asked]


def answer_json(asked: Iterable[Asked | Misasked], predictor: Predictor) -> list[dict[str, Any]]:
    """The same with `value`, `low80` and `high80` as numbers, null where there is none."""
    return [
        each.cells | {name: _number(cell, name) for name, cell in _cells(found).items()}
        for each in asked
        for found in (_told(each, predictor),)
    ]


def _told(each: Asked | Misasked, predictor: Predictor) -> Answer:
    if isinstance(each, Misasked):
        return Unanswerable(each.why)
    return predictor.predict(each.question)


def _number(cell: str, name: str) -> float | str | None:
    if name == "why":
        return cell
    return float(cell) if cell else None


def as_csv(rows: Sequence[dict[str, str]]) -> str:
    """Rows of answers as CSV with a header."""
    out = io.StringIO()
    header = list(rows[0]) if rows else [*ASK_COLUMNS, *ANSWER_COLUMNS]
    writer = csv.DictWriter(out, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _cells(found: Answer) -> dict[str, str]:
    if isinstance(found, Unanswerable):
        return dict(zip(ANSWER_COLUMNS, ("", "", "", found.why), strict=True))
    numbers = (found.value, found.low80, found.high80)
    return dict(zip(ANSWER_COLUMNS, (*map(_text, numbers), found.why), strict=True))


def _text(value: float) -> str:
    """A number without an exponent, to four significant digits and at least one decimal."""
    rounded = round(float(f"{value:.{DIGITS}g}"), DIGITS) + 0.0  # no minus before a zero
    text = f"{rounded:.{DIGITS}f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text
