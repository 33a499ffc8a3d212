"""What a person types into `morrow trial`, as a design.  Every fault of every option at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from morrow.outcomes import cells, reading, virtual
from morrow.outcomes.measures import one_name
from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.mood.taken import WEIGHT_KG
from morrow.outcomes.tables import BadCell, Unusable
from morrow.outcomes.trials import AnalysisSet, Arm, Trial
from morrow.outcomes.virtual import Cohort, Comparison, Design, Outcome

SIMULATIONS_MAX = 100_000_000
CHUNK_MAX = 1_000_000

OPTION_OF = (
    ("the numbers of patients", "n"),
    ("patients per arm", "n"),
    ("sizes; at most", "n"),
    ("alpha", "alpha"),
    ("the dropout", "dropout"),
    ("seed", "seed"),
    ("visits; at most", "visits"),
    ("the visits", "visits"),
    ("visit at", "visits"),
    ("the endpoint at", "at"),
    ("a baseline has", "baseline"),
    ("baseline ", "baseline"),
    ("a mean weight", "weight"),
    ("a weight's SD", "weight"),
    ("age ", "age"),
    ("test ", "test"),
)
"""Words of a fault of a design, and the option that it is about: a design knows no options."""

T = TypeVar("T")
D = TypeVar("D")
E = TypeVar("E", bound=StrEnum)


class Faults(ValueError):
    """All that is wrong, one sentence a line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A design, how many trials of it, and how many of them make a task (None: as usual)."""

    design: Design
    simulations: int
    chunk: int | None


class _Options:
    """The options as typed; what cannot be read becomes a fault."""

    def __init__(self, typed: Mapping[str, Any]) -> None:
        self.typed = typed
        self.faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: D) -> T | D:
        """One option; the default if it is not given or at fault."""
        text = str(self.typed[name]).strip()
        if not text:
            return default
        try:
            return parse(text)
        except BadCell as bad:
            self.fault(name, str(bad))
            return default

    def fault(self, name: str, says: str) -> None:
        self.faults.append(f"--{'trial' if name == 'trial_id' else name.replace('_', '-')}: {says}")

    def stop_if_any(self) -> None:
        self.stop_if(bool(self.faults))

    def stop_if(self, hopeless: bool) -> None:
        if hopeless:
            raise Faults("\n".join(self.faults))


def read(typed: Mapping[str, Any]) -> Asked:
    """The design of the options.  Raises Faults."""
    options = _Options(typed)
    plain = _plain(options)
    simulations = options.read("simulations", _count(SIMULATIONS_MAX), 1000)
    chunk = options.read("chunk", _count(CHUNK_MAX), None)
    dropout = _dropout(options)
    trial, arms = _trial_and_arms(options)
    cohort, measure = _cohort(options, trial, arms)
    options.stop_if_any()
    design = Design(
        trial=trial,
        arms=arms,
        arm_id=typed["arm"],
        against_id=typed["against"],
        cohort=cohort,
        measure=measure,
        dropout_per_week=dropout,
        uncertain=not typed["fixed"],
        calibration_sha256=frozen().sha256,
        **plain,
    )
    if design.outcome is Outcome.RELAPSE and design.rated_h is None:
        usual = virtual.usual_rating(design.compared, design.visits_h)
        design = replace(design, rated_h=usual)
    options.faults += map(_with_option, virtual.faults(design))
    options.stop_if_any()
    return Asked(design, simulations, chunk)


def _with_option(fault: str) -> str:
    bare = fault.lstrip("-0123456789 ")
    for words, option in OPTION_OF:
        if bare.startswith(words):
            return f"--{option}: {fault}"
    return fault


def _plain(options: _Options) -> dict[str, Any]:
    """What needs no table."""
    outcome = options.read("endpoint", _choice(Outcome), Outcome.CHANGE)
    visits = options.read("visits", _numbers, ())
    for name in ("visits", "n"):
        if not str(options.typed[name]).strip():
            options.fault(name, "nothing is given")
    return {
        "outcome": outcome,
        "visits_h": visits,
        "at_h": options.read("at", cells.plain_number, visits[-1] if visits else 0.0),
        "ns": options.read("n", lambda text: tuple(map(_whole, text.split(","))), ()),
        "definition": options.read("definition", cells.definition, None),
        "rated_h": options.read("rated_at", cells.plain_number, None),
        "analysis_set": options.read("analysis", _choice(AnalysisSet), AnalysisSet.ITT),
        "test": options.read("test", _choice(Comparison), virtual.TESTS[outcome][0]),
        "alpha": options.read("alpha", cells.plain_number, 0.05),
        "seed": options.read("seed", _whole, 1),
    }


def _trial_and_arms(options: _Options) -> tuple[Trial, tuple[Arm, ...]]:
    """The chosen trial and all of its arms, both compared ones among them.  Raises Faults."""
    trials = _table(options, "trials", reading.read_trials)
    arms = _table(options, "arms", reading.read_arms)
    wanted = options.typed["trial_id"]
    named = [each for each in trials if each.trial_id == wanted or not wanted]
    if trials and len(named) != 1:
        wrong = f"there is no trial {wanted!r}" if wanted else "the table has several trials"
        options.fault("trial_id", f"{wrong}; right: one of {_names(x.trial_id for x in trials)}")
    if len(named) == 1 and arms:
        own = tuple(arm for arm in arms if arm.trial_id == named[0].trial_id)
        for name in ("arm", "against"):
            if options.typed[name] not in {arm.arm_id for arm in own}:
                right = _names(arm.arm_id for arm in own) or "none: the table has no arm of it"
                wrong = f"trial {named[0].trial_id!r} has no arm {options.typed[name]!r}"
                options.fault(name, f"{wrong}; right: {right}")
    options.stop_if(not trials or not arms or len(named) != 1)
    return named[0], tuple(arm for arm in arms if arm.trial_id == named[0].trial_id)


def _table(options: _Options, name: str, parse: Callable[..., tuple[T, ...]]) -> tuple[T, ...]:
    path: Path = options.typed[name]
    try:
        found = parse(path.read_bytes(), file=f"--{name} {path}")
    except OSError as error:
        options.fault(name, f"{path} cannot be read: {error.strerror}")
        return ()
    except Unusable as error:
        options.faults += map(str, error.problems)
        return ()
    if not found:
        options.fault(name, f"{path} has no rows")
    return found


def _cohort(options: _Options, trial: Trial, arms: Sequence[Arm]) -> tuple[Cohort, str]:
    """Who is randomised: as typed, else as the compared arms have it, the mean of both."""
    two = [arm for arm in arms if arm.arm_id in {options.typed["arm"], options.typed["against"]}]
    own = [arm.baseline_measure for arm in two if arm.baseline_measure]
    measure = one_name(options.read("measure", cells.name, own[0] if own else ""))
    usual = virtual.usual_baseline(trial, two, measure) if measure and two else None
    baseline = options.read("baseline", _pair, usual)
    if not measure:
        options.fault("measure", "no arm names the scale of its baseline; right: such as MADRS")
    elif baseline is None and two:
        options.fault("baseline", f"the arms give none on {measure}; right: MEAN,SD")
    kg = [arm.mean_weight_kg for arm in two if arm.mean_weight_kg]
    usual_kg = sum(kg) / len(kg) if kg else WEIGHT_KG
    weight, weight_sd = options.read("weight", _mean_or_pair, (usual_kg, 0.0))
    years = [arm.mean_age for arm in two if arm.mean_age]
    age = options.read("age", cells.plain_number, sum(years) / len(years) if years else None)
    mean, sd = baseline or (1.0, 0.0)  # only where it is refused
    cohort = Cohort(
        baseline_mean=mean, baseline_sd=sd, weight_kg=weight, weight_sd=weight_sd, age=age
    )
    return cohort, measure


def _dropout(options: _Options) -> tuple[float, float]:
    """A hazard for each of the two arms: its own, else that for both, else 0."""
    two = options.typed["arm"], options.typed["against"]
    rates: dict[str, float] = {}
    for text in options.typed["dropout"] or ():
        name, _, number = text.rpartition("=")
        if name and name not in two:
            options.fault("dropout", f"{name!r} is not compared; right: {' or '.join(two)}")
        if name in rates:
            options.fault("dropout", f"{name or 'both arms'} given twice; right: once each")
        try:
            rates[name] = cells.plain_number(number)
        except BadCell as bad:
            options.fault("dropout", f"{text}: {bad}")
    first, second = (rates.get(arm_id, rates.get("", 0.0)) for arm_id in two)
    return first, second


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(cells.plain_number(part.strip()) for part in text.split(","))


def _pair(text: str) -> tuple[float, float]:
    found = _numbers(text)
    if len(found) != 2:
        raise BadCell(f"{text!r} is not a mean and an SD", "two numbers, such as 33,5")
    return found[0], found[1]


def _mean_or_pair(text: str) -> tuple[float, float]:
    return _pair(text) if "," in text else (cells.plain_number(text), 0.0)


def _whole(text: str) -> int:
    found = cells.plain_number(text.strip())
    if found != int(found):
        raise BadCell(f"{text!r} is not whole", "a whole number")
    return int(found)


def _count(most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        found = _whole(text)
        if not 1 <= found <= most:
            raise BadCell(f"{text} is out of range", f"a whole number from 1 to {most:,}")
        return found

    return parse


def _choice(kind: type[E]) -> Callable[[str], E]:
    def parse(text: str) -> E:
        found = cells.choice(kind)(text)
        assert found is not None
        return found

    return parse


def _names(names: Iterable[str]) -> str:
    shown = list(names)
    return f"{', '.join(shown[:12])}{', …' if len(shown) > 12 else ''}"
