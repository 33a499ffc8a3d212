"""An empty cell never looks surer than the cell filled with any of its usual values."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from morrow.outcomes import observations
from morrow.outcomes.cells import definition
from morrow.outcomes.mood.draws import UNKNOWN_N
from morrow.outcomes.mood.unread import SCORED_H
from morrow.outcomes.trials import (
    Blinding,
    DoseUnit,
    Population,
    Question,
    Route,
    Setting,
    StartState,
    Statistic,
)
from tests.outcomes.mood.ask import ask, predicted, with_arm, with_dose, with_trial

Fill = Callable[[Question, Any], Question]


def trial_cell(name: str) -> Fill:
    return lambda question, value: with_trial(question, **{name: value})


def arm_cell(name: str) -> Fill:
    return lambda question, value: with_arm(question, **{name: value})


def dose_cell(name: str) -> Fill:
    return lambda question, value: with_arm(
        question, doses=tuple(replace(dose, **{name: value}) for dose in question.arm.doses)
    )


def amount(question: Question, mg_per_kg: float | None) -> Question:
    return with_dose(question, mg_per_kg)


def defined(question: Question, typed: str | None) -> Question:
    return replace(question, ask=replace(question.ask, definition=definition(typed or "")))


def in_mg(question: Question) -> Question:
    return with_dose(question, 35.0, unit=DoseUnit.MG)


SCORES = (
    ask(time_h=24.0),
    ask(time_h=500.0),
    ask(Statistic.RESPONSE_PCT),
    ask(Statistic.REMISSION_PCT),
    ask(Statistic.DIFF_VS_CONTROL, comparator_arm="mdz"),
)
RELAPSES = (
    with_arm(ask(Statistic.RELAPSE_PCT, time_h=500.0), start_state=StartState.REMITTER),
    ask(Statistic.RELAPSE_PCT, time_h=500.0),
)
ACUTE = tuple(ask(measure=measure, time_h=0.67) for measure in ("SBP", "DBP", "CADSS"))
GIVEN = (*SCORES, *RELAPSES[1:], *ACUTE)
CELLS: dict[str, tuple[Fill, Sequence[Any], Sequence[Question]]] = {
    "population": (trial_cell("population"), [*Population][:4], (*SCORES, *RELAPSES)),
    "blinding": (trial_cell("blinding"), [*Blinding], (*SCORES, *RELAPSES)),
    "setting": (trial_cell("setting"), [*Setting], (*SCORES, *RELAPSES)),
    "new_antidepressant": (trial_cell("new_antidepressant"), (True, False), (*SCORES, *RELAPSES)),
    "n": (arm_cell("n"), (8, 10, 25, 100), (*SCORES, *RELAPSES, *ACUTE)),
    "route": (dose_cell("route"), (Route.IV, Route.IM, Route.NASAL, Route.ORAL), GIVEN),
    "dose": (amount, (0.5, 0.75, 1.0), GIVEN),
    "infusion_min": (dose_cell("infusion_min"), (40.0, 45.0, 60.0), GIVEN),
    "dose_times_h": (dose_cell("time_h"), (0.0,), (*SCORES, *ACUTE)),
    "baseline_mean": (arm_cell("baseline_mean"), (31.0, 34.5, 38.0), (*SCORES[:2], *SCORES[3:])),
    "baseline_sd": (arm_cell("baseline_sd"), (4.0, 5.6, 7.5), (*SCORES[:2], *SCORES[3:])),
    "mean_weight_kg": (arm_cell("mean_weight_kg"), (60.0, 75.0, 90.0), tuple(map(in_mg, GIVEN))),
    "definition": (defined, (">=22", "<50%"), RELAPSES),
}


@pytest.mark.parametrize("cell", CELLS)
def test_an_empty_cell_is_said_and_never_narrower_than_a_filled_one(cell: str) -> None:
    fill, usual, asked = CELLS[cell]
    for question in asked:
        empty = predicted(fill(question, None))
        for value in usual:
            full = predicted(fill(question, value))
            told = f"{question.ask.measure} {question.ask.statistic} {value}: {empty} {full}"
            assert empty.high80 - empty.low80 >= full.high80 - full.low80 - 1e-9, told
            assert set(empty.why.split("; ")) - set(full.why.split("; ")), told


@pytest.mark.parametrize("question", ACUTE)
def test_each_empty_cell_of_a_dose_widens_an_acute_effect(question: Question) -> None:
    known = predicted(question)
    for cell in ("route", "dose", "infusion_min", "dose_times_h"):
        found = predicted(CELLS[cell][0](question, None))
        assert found.high80 - found.low80 > known.high80 - known.low80, cell


def test_a_comparators_empty_cells_count_too() -> None:
    question = ask(Statistic.DIFF_VS_CONTROL, arm_id="mdz", comparator_arm="ket")
    arms = tuple(
        replace(arm, doses=tuple(replace(dose, route=None) for dose in arm.doses))
        for arm in question.arms
    )
    found, known = predicted(replace(question, arms=arms)), predicted(question)
    assert found.high80 - found.low80 > known.high80 - known.low80
    assert "the route is not given" in found.why


def test_an_unknown_number_of_patients_is_the_sets_lowest_tenth() -> None:
    arms = {(each.ask.trial_id, each.ask.arm_id): each.question.arm.n for each in observations()}
    assert np.quantile([n for n in arms.values() if n], 0.1) == UNKNOWN_N


def test_the_latest_score_of_the_set_is_where_scores_begin_to_be_extrapolated() -> None:
    hours = [
        each.question.arm_hours or 0.0
        for each in observations()
        if not each.ask.statistic.value.startswith(("relapse", "median"))
    ]
    assert max(hours) == SCORED_H
