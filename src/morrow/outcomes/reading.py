"""The three tables of a prediction: trials, their arms, and what is asked of them.

`read_questions` reads all three and raises Unusable once, with every fault of every table.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from morrow.outcomes import cells
from morrow.outcomes.doses import read_doses
from morrow.outcomes.tables import Problem, Row, Unusable, raise_problems, rows
from morrow.outcomes.trials import (
    AnalysisSet,
    Arm,
    Ask,
    Blinding,
    Origin,
    Population,
    Question,
    Setting,
    StartState,
    Statistic,
    Trial,
)

TRIAL_COLUMNS: Final = ("trial_id", "population", "blinding", "setting", "new_antidepressant")
ARM_COLUMNS: Final = (
    "trial_id", "arm_id", "drug", "route", "dose", "dose_unit", "infusion_min", "dose_times_h", "n",
    "baseline_measure", "baseline_mean", "baseline_sd",
)  # fmt: skip
ARM_OPTIONAL: Final = ("mean_age", "mean_weight_kg", "anaesthesia", "start_state")
ASK_COLUMNS: Final = ("trial_id", "arm_id", "time_h", "measure", "statistic", "comparator_arm")
ASK_OPTIONAL: Final = ("definition", "origin", "set")

T = TypeVar("T")
_POSITIVE: Final = cells.number(above=0.0)
_FROM_ZERO: Final = cells.number(at_least=0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the cells it was asked in, which the answer repeats as they were."""

    cells: dict[str, str]
    question: Question


@dataclass(frozen=True, slots=True)
class Misasked:
    """A row of questions that asks nothing which can be read: its cells, and why not."""

    cells: dict[str, str]
    why: str


def read_questions(
    *, trials: tuple[str, bytes], arms: tuple[str, bytes], asks: tuple[str, bytes]
) -> tuple[Asked, ...]:
    """The questions of three tables, each given as (name, content).  All or none."""
    found, problems = _read(trials=trials, arms=arms, asks=asks)
    if problems:
        raise Unusable(problems)
    return tuple(each for each in found if isinstance(each, Asked))


def read_each_question(
    *, trials: tuple[str, bytes], arms: tuple[str, bytes], asks: tuple[str, bytes]
) -> tuple[Asked | Misasked, ...]:
    """The same, but a fault in the cells of one question leaves the others be."""
    found, problems = _read(trials=trials, arms=arms, asks=asks)
    if problems and (not found or any(not problem.column for problem in problems)):
        raise Unusable(problems)
    return found


def _read(
    *, trials: tuple[str, bytes], arms: tuple[str, bytes], asks: tuple[str, bytes]
) -> tuple[tuple[Asked | Misasked, ...], list[Problem]]:
    """Every row of questions, and every fault; no rows where another table has one."""
    problems: list[Problem] = []
    found_trials = _collect(lambda: read_trials(trials[1], file=trials[0]), problems)
    known_trials = None if problems else {trial.trial_id for trial in found_trials}
    before = len(problems)
    found_arms = _collect(lambda: read_arms(arms[1], file=arms[0], trials=known_trials), problems)
    arms_hold = known_trials is not None and len(problems) == before
    known_arms = {(a.trial_id, a.arm_id) for a in found_arms} if arms_hold else None
    table = _collect(lambda: tuple(_ask_rows(asks[1], file=asks[0], arms=known_arms)), problems)
    usable = not problems
    problems += [problem for row, _ in table for problem in row.problems]
    if not usable:
        return (), problems
    trial_of = {trial.trial_id: trial for trial in found_trials}
    arms_of: dict[str, list[Arm]] = {}
    for arm in found_arms:
        arms_of.setdefault(arm.trial_id, []).append(arm)
    found: list[Asked | Misasked] = []
    for row, ask in table:
        if row.problems:
            why = "; ".join(f"{x.column}: {x.wrong}; right: {x.right}" for x in row.problems)
            found.append(Misasked(row.cells, why))
        else:
            trial, its_arms = trial_of[ask.trial_id], tuple(arms_of[ask.trial_id])
            found.append(Asked(row.cells, Question(trial=trial, arms=its_arms, ask=ask)))
    return tuple(found), problems


def read_trials(raw: bytes, *, file: str) -> tuple[Trial, ...]:
    """The trials of a table, each once.  Raises Unusable with every fault."""
    table = list(rows(raw, file=file, needed=TRIAL_COLUMNS))
    found = [(row, read_trial(row)) for row in table]
    _refuse_twice([(row, (trial.trial_id,)) for row, trial in found], "trial_id")
    raise_problems(table)
    return tuple(trial for _, trial in found)


def read_trial(row: Row) -> Trial:
    """One row of a table of trials."""
    return Trial(
        trial_id=row.read("trial_id", cells.name, ""),
        population=row.read("population", cells.choice(Population), None),
        blinding=row.read("blinding", cells.choice(Blinding), None),
        setting=row.read("setting", cells.choice(Setting), None),
        new_antidepressant=row.read("new_antidepressant", cells.yes_or_no, None),
    )


def read_arms(raw: bytes, *, file: str, trials: Collection[str] | None = None) -> tuple[Arm, ...]:
    """The arms of a table, each once and of one of `trials` (None: of any)."""
    table = list(rows(raw, file=file, needed=ARM_COLUMNS, optional=ARM_OPTIONAL))
    found = [(row, read_arm(row)) for row in table]
    _refuse_twice([(row, (arm.trial_id, arm.arm_id)) for row, arm in found], "arm_id")
    for row, arm in found:
        if trials is not None and arm.trial_id and arm.trial_id not in trials:
            row.fault("trial_id", f"there is no trial {arm.trial_id!r}", _one_of(trials))
    raise_problems(table)
    return tuple(arm for _, arm in found)


def read_arm(row: Row) -> Arm:
    """One row of a table of arms."""
    return Arm(
        trial_id=row.read("trial_id", cells.name, ""),
        arm_id=row.read("arm_id", cells.name, ""),
        doses=read_doses(row),
        n=row.read("n", cells.count, None),
        baseline_measure=row.read("baseline_measure", cells.optional_name, None),
        baseline_mean=row.read("baseline_mean", _FROM_ZERO, None),
        baseline_sd=row.read("baseline_sd", _FROM_ZERO, None),
        mean_age=row.read("mean_age", _POSITIVE, None),
        mean_weight_kg=row.read("mean_weight_kg", _POSITIVE, None),
        anaesthesia=row.read("anaesthesia", cells.optional_name, None),
        start_state=row.read("start_state", cells.choice(StartState), None),
    )


def read_asks(
    raw: bytes, *, file: str, arms: Collection[tuple[str, str]] | None = None
) -> tuple[tuple[dict[str, str], Ask], ...]:
    """What is asked, each with its cells as typed; of `arms` only (None: of any)."""
    found = list(_ask_rows(raw, file=file, arms=arms))
    raise_problems(row for row, _ in found)
    return tuple((row.cells, ask) for row, ask in found)


def _ask_rows(
    raw: bytes, *, file: str, arms: Collection[tuple[str, str]] | None
) -> Iterator[tuple[Row, Ask]]:
    """Each row of questions, with its faults."""
    for row in rows(raw, file=file, needed=ASK_COLUMNS, optional=ASK_OPTIONAL):
        ask = read_ask(row)
        if arms is not None:
            _check_arms(row, ask, arms)
        yield row, ask


def read_ask(row: Row) -> Ask:
    """One row of a table of questions."""
    statistic = row.read("statistic", cells.choice(Statistic), None)
    if not row.cells.get("statistic"):
        row.fault("statistic", "the cell is empty", ", ".join(Statistic))
    return Ask(
        trial_id=row.read("trial_id", cells.name, ""),
        arm_id=row.read("arm_id", cells.name, ""),
        time_h=row.read("time_h", _FROM_ZERO, None),
        measure=row.read("measure", cells.name, ""),
        statistic=statistic or Statistic.MEAN,  # only where the row is refused
        comparator_arm=row.read("comparator_arm", cells.optional_name, None),
        definition=row.read("definition", cells.definition, None),
        origin=row.read("origin", cells.choice(Origin), None) or Origin.FIRST_DOSE,
        analysis_set=row.read("set", cells.choice(AnalysisSet), None),
    )


def _check_arms(row: Row, ask: Ask, arms: Collection[tuple[str, str]]) -> None:
    named = {"arm_id": ask.arm_id, "comparator_arm": ask.comparator_arm}
    for column, arm_id in named.items():
        if ask.trial_id and arm_id and (ask.trial_id, arm_id) not in arms:
            right = _one_of([arm for trial, arm in arms if trial == ask.trial_id])
            row.fault(column, f"trial {ask.trial_id!r} has no arm {arm_id!r}", right)


def _one_of(names: Iterable[str]) -> str:
    shown = sorted(names)
    return f"one of {', '.join(shown[:12])}{', …' if len(shown) > 12 else ''}" if shown else "none"


def _refuse_twice(keyed: Sequence[tuple[Row, tuple[str, ...]]], column: str) -> None:
    """Two rows with one key: which of them is right, nobody here can know."""
    first: dict[tuple[str, ...], int] = {}
    for row, key in keyed:
        known = first.setdefault(key, row.line)
        if known != row.line and all(key):
            row.fault(column, f"{' '.join(key)!r} stands in line {known} already", "each once")


def _collect(read: Callable[[], tuple[T, ...]], problems: list[Problem]) -> tuple[T, ...]:
    try:
        return read()
    except Unusable as unusable:
        problems += unusable.problems
        return ()
