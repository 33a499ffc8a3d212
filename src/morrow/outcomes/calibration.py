"""The calibration set: published numbers as observations of the questions that they answer.

Four tables in `data/`, each row naming the row of `data/source/` it comes from: `trials.csv`,
`arms.csv`, `observations.csv`, and `left_out.csv` with the reason why a row is no observation.
What the source does not say stays empty; where a number of patients had to stand in, the row says
so in `flags`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from morrow.outcomes import cells, reading, standard_errors
from morrow.outcomes.fallbacks import SD_OF_RISE
from morrow.outcomes.measures import one_name
from morrow.outcomes.packaged import read_data
from morrow.outcomes.standard_errors import Spread, SpreadType
from morrow.outcomes.tables import BadCell, Row, rows
from morrow.outcomes.trials import Arm, Ask, Observation, Question, Statistic, Trial

_SOURCE_ROW: Final = (
    "source_line", "source_trial_id", "source_arm_id", "source_time_h", "source_measure",
    "source_statistic",
)  # fmt: skip
_TRIALS: Final = (*reading.TRIAL_COLUMNS, "family", "overlaps", "source_trial_id", "note")
_ARMS: Final = (
    *reading.ARM_COLUMNS, *reading.ARM_OPTIONAL, "source_trial_id", "source_arm_id", "flags", "note",
)  # fmt: skip
_OBSERVATIONS: Final = (
    *reading.ASK_COLUMNS, *reading.ASK_OPTIONAL, "value", "spread_type", "spread_low",
    "spread_high", "n", "weight", "flags", "note", "transform", *_SOURCE_ROW,
)  # fmt: skip
_LEFT_OUT: Final = (*_SOURCE_ROW, "reason", "detail")

TYPICAL_SD: Final = "typical SD"  # the flag of a standard error that no printed spread gave


class _Listed(NamedTuple):
    trial: Trial
    family: str
    overlaps: frozenset[str]
    study: str


@dataclass(frozen=True, slots=True)
class _Printed:
    """One row of observations before its standard error is known."""

    question: Question
    listed: _Listed
    value: float
    spread: Spread | None
    n: float
    weight: float
    flags: frozenset[str]
    note: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the source that is no observation, and why."""

    source_line: int
    reason: str
    detail: str


@cache
def observations() -> tuple[Observation, ...]:
    """Every observation of the set, in the order of the source."""
    trials = _trials()
    arms, arm_flags = _arms()
    printed = [
        _printed(row, trials, arms, arm_flags) for row in _rows("observations", _OBSERVATIONS)
    ]
    typical = _typical_sds(printed)
    return tuple(_observation(each, typical) for each in printed)


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Every row of the source that is no observation."""
    return tuple(
        LeftOut(int(row.cells["source_line"]), row.cells["reason"], row.cells["detail"])
        for row in _rows("left_out", _LEFT_OUT)
    )


def _rows(name: str, columns: Sequence[str]) -> list[Row]:
    return list(rows(read_data(f"{name}.csv"), file=f"{name}.csv", needed=columns))


def _trials() -> dict[str, _Listed]:
    found = {}
    for row in _rows("trials", _TRIALS):
        trial = reading.read_trial(row)
        _hold(row)
        found[trial.trial_id] = _Listed(
            trial, row.cells["family"], _words(row, "overlaps"), row.cells["source_trial_id"]
        )
    return found


def _arms() -> tuple[dict[str, tuple[Arm, ...]], dict[tuple[str, str], frozenset[str]]]:
    arms: dict[str, tuple[Arm, ...]] = {}
    flags = {}
    for row in _rows("arms", _ARMS):
        arm = reading.read_arm(row)
        _hold(row)
        arms[arm.trial_id] = (*arms.get(arm.trial_id, ()), arm)
        flags[arm.trial_id, arm.arm_id] = _words(row, "flags")
    return arms, flags


def _printed(
    row: Row,
    trials: Mapping[str, _Listed],
    arms: Mapping[str, tuple[Arm, ...]],
    arm_flags: Mapping[tuple[str, str], frozenset[str]],
) -> _Printed:
    ask = reading.read_ask(row)
    value = row.read("value", cells.plain_number, math.nan)
    spread = row.read("spread_type", cells.choice(SpreadType), None)
    low = row.read("spread_low", cells.number(), None)
    high = row.read("spread_high", cells.number(), None)
    n = row.read("n", cells.number(above=0.0), None)
    weight = row.read("weight", cells.plain_number, math.nan)
    _hold(row)
    listed = trials[ask.trial_id]
    question = Question(trial=listed.trial, arms=arms[ask.trial_id], ask=ask)
    return _Printed(
        question=question,
        listed=listed,
        value=value,
        spread=None if spread is None or low is None else Spread(spread, low, high),
        n=n or _patients(question),
        weight=weight,
        flags=_words(row, "flags") | arm_flags[ask.trial_id, ask.arm_id],
        note=row.cells["note"],
    )


def _patients(question: Question) -> float:
    """The patients of the arm, or of both arms of a difference between parallel groups."""
    known = [arm.n for arm in _compared(question) if arm is not None]
    if None in known:
        raise ValueError(f"{question.ask} has no n, and its arms have none")
    return float(sum(n for n in known if n is not None))


def _compared(question: Question) -> tuple[Arm, Arm | None]:
    return question.arm, question.comparator


def _typical_sds(printed: Sequence[_Printed]) -> dict[str, float]:
    """By measure, the pooled SD of the mean changes whose SD or SE was printed."""
    groups: dict[str, list[tuple[float, float]]] = {}
    for each in printed:
        if each.question.ask.statistic is Statistic.MEAN_CHANGE and each.spread is not None:
            sd = standard_errors.of_mean(each.spread, each.n) * math.sqrt(each.n)
            groups.setdefault(one_name(each.question.ask.measure), []).append((sd, each.n))
    return {name: standard_errors.pooled_sd(known) for name, known in groups.items()} | SD_OF_RISE


def _observation(each: _Printed, typical: Mapping[str, float]) -> Observation:
    flags = each.flags
    spread = each.spread
    if spread is None and each.question.ask.statistic is Statistic.MEAN_CHANGE:
        spread = Spread(SpreadType.SD, typical[one_name(each.question.ask.measure)])
        flags |= {TYPICAL_SD}
    return Observation(
        question=each.question,
        value=each.value,
        se=_standard_error(each, spread),
        n=each.n,
        weight=each.weight,
        family=each.listed.family,
        overlaps=each.listed.overlaps,
        study=each.listed.study,
        note=each.note,
        flags=flags,
    )


def _standard_error(each: _Printed, spread: Spread | None) -> float:
    ask: Ask = each.question.ask
    if ask.statistic.is_percentage:
        return standard_errors.of_percentage(each.value, each.n)
    if ask.statistic is Statistic.MEDIAN_DAYS_TO_RELAPSE:
        return standard_errors.of_median_days(each.value, spread, events=each.n)
    if spread is None:
        raise ValueError(f"{ask} was printed without a spread, and none stands in for it")
    if ask.statistic is Statistic.DIFF_VS_CONTROL:
        n, m = (arm.n if arm and arm.n else each.n / 2 for arm in _compared(each.question))
        return standard_errors.of_difference(each.value, spread, n=n, m=m)
    return standard_errors.of_mean(spread, each.n)


def _words(row: Row, column: str) -> frozenset[str]:
    return frozenset(word for word in row.cells[column].split(";") if word)


def _hold(row: Row) -> None:
    """Our own tables have no faults; one that has is a bug of ours."""
    for problem in row.problems:
        raise BadCell(f"{problem.file}, line {problem.line}: {problem.wrong}", problem.right)
