"""An empty cell, filled with each of the values that it usually has.

What a table leaves empty is read as what is usual.  That must not look surer than any of the answers
which the filled cell would have had: the predictor asks them, and answers as widely as the widest.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from morrow.outcomes.cells import definition
from morrow.outcomes.measures import Domain, domain, one_name
from morrow.outcomes.mood.expected import BASELINE_FROM_TYPICAL, TYPICAL_MADRS
from morrow.outcomes.mood.points import TREATED_AT_H
from morrow.outcomes.mood.relapse import ASKED
from morrow.outcomes.mood.taken import TYPICAL_SD_SHARE
from morrow.outcomes.mood.unread import arms
from morrow.outcomes.trials import (
    Arm,
    Blinding,
    Dose,
    DoseUnit,
    Drug,
    Population,
    Question,
    Route,
    Setting,
    Trial,
)

MOST: Final = 24  # of the answers behind one: a bound on time
_OF_TRIAL: Final[dict[str, Sequence[Any]]] = {
    "blinding": tuple(Blinding),
    "setting": tuple(Setting),
    "new_antidepressant": (True, False),
}
_POPULATIONS: Final = {Domain.PTSD: (Population.PTSD,), Domain.OCD: (Population.OCD,)}
_DEPRESSED: Final = (Population.TRD, Population.MDD, Population.BIPOLAR, Population.SUICIDAL)
_ROUTES: Final = (Route.IV, Route.IM, Route.NASAL, Route.ORAL)
_MG_PER_KG: Final = {Drug.KETAMINE: (0.5, 1.0), Drug.ESKETAMINE: (0.2, 0.4)}  # of the set (seen)
_SPRAYED_MG: Final = (28.0, 56.0, 84.0)  # of the set (seen)
_INFUSED_MIN: Final = (40.0, 60.0)  # as clinics infuse (seen)
_SIX_H: Final = (0.0, 48.0, 96.0, 168.0, 216.0, 264.0)  # days 0, 2, 4, 7, 9, 11 (seen)
_WEIGHTS_KG: Final = (60.0, 90.0)  # proposed
_SD_SHARES: Final = (0.12, TYPICAL_SD_SHARE, 0.23)  # of the baselines of the set (seen)


def filled(question: Question) -> Iterator[Question]:
    """The question with empty cells filled: first one of them, then two, until MOST were made."""
    seen, waiting = {question}, deque([question])
    while waiting:
        for each in _once(waiting.popleft()):
            if each not in seen and len(seen) <= MOST:
                seen.add(each)
                waiting.append(each)
                yield each


def _once(question: Question) -> Iterator[Question]:
    """The question with one of its empty cells filled, for each cell and each usual value."""
    for trial in _trials(question):
        yield replace(question, trial=trial)
    for arm in arms(question):
        for other in _arms(question, arm):
            rest = tuple(other if each == arm else each for each in question.arms)
            yield replace(question, arms=rest)
    ask = question.ask
    if ask.definition is None and ask.statistic in ASKED and one_name(ask.measure) == "MADRS":
        yield replace(question, ask=replace(ask, definition=definition(">=22")))


def _trials(question: Question) -> Iterator[Trial]:
    usual = _POPULATIONS.get(domain(question.ask.measure), _DEPRESSED)
    yield from _each(question.trial, {"population": usual} | _OF_TRIAL)


def _arms(question: Question, arm: Arm) -> Iterator[Arm]:
    for doses in _courses(arm):
        yield replace(arm, doses=doses)
    if any(dose.unit is DoseUnit.MG for dose in arm.doses):
        yield from _each(arm, {"mean_weight_kg": _WEIGHTS_KG})
    if arm.starts_well:
        return
    if arm.baseline_mean is None and domain(question.ask.measure) is Domain.DEPRESSION:
        for factor in (1 - BASELINE_FROM_TYPICAL, 1 + BASELINE_FROM_TYPICAL):
            mean = factor * TYPICAL_MADRS
            yield replace(arm, baseline_measure="MADRS", baseline_mean=mean)
    elif arm.baseline_mean is not None:
        yield from _each(arm, {"baseline_sd": [arm.baseline_mean * each for each in _SD_SHARES]})


def _courses(arm: Arm) -> Iterator[tuple[Dose, ...]]:
    """The doses of an arm with an empty cell filled, in all of them alike."""
    if not any(dose.drug is not None and dose.drug.is_ketamine for dose in arm.doses):
        return
    for name in ("route", "low", "infusion_min"):
        empty = [getattr(dose, name) is None for dose in arm.doses]
        if any(empty):
            first = arm.doses[empty.index(True)]
            for values in _usual(first, name):
                yield tuple(
                    replace(dose, **values) if is_empty else dose
                    for dose, is_empty in zip(arm.doses, empty, strict=True)
                )
    [first, *_] = arm.doses
    if first.time_h is None:
        times = TREATED_AT_H if first.route is Route.NASAL else _SIX_H
        yield (replace(first, time_h=0.0),)
        yield tuple(replace(first, time_h=float(time)) for time in times)


def _usual(dose: Dose, name: str) -> Iterator[dict[str, Any]]:
    """What a cell of a dose usually holds."""
    if name == "route":
        yield from ({"route": route} for route in _ROUTES)
    elif name == "infusion_min" and dose.route in {None, Route.IV}:
        yield from ({"infusion_min": minutes} for minutes in _INFUSED_MIN)
    elif name == "low" and dose.drug in _MG_PER_KG:
        sprayed = dose.route is Route.NASAL
        unit = DoseUnit.MG if sprayed else DoseUnit.MG_PER_KG
        for amount in _SPRAYED_MG if sprayed else _MG_PER_KG[dose.drug]:
            yield {"low": amount, "high": amount, "unit": unit}


def _each(row: Any, usual: dict[str, Sequence[Any]]) -> Iterator[Any]:
    """A row with one empty cell filled, for each cell and each usual value."""
    assert usual.keys() <= {field.name for field in fields(row)}
    for name, values in usual.items():
        if getattr(row, name) is None:
            yield from (replace(row, **{name: value}) for value in values)
