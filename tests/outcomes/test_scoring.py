"""Scores by hand, folds that leak nothing, and the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.outcomes import folds, observations, report, rivals
from morrow.outcomes.predicting import Answer, Prediction, Predictor, Unanswerable, Unit
from morrow.outcomes.scoring import (
    Scored,
    compare,
    covered,
    error,
    interval_score,
    score,
    summarise,
)
from morrow.outcomes.trials import Observation, Question
from tests.outcomes.observed import OBSERVATIONS, pooled_with


@dataclass(frozen=True)
class Table:
    """Answers by trial and arm; of others it knows nothing."""

    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    name: str = "table"

    def predict(self, question: Question) -> Answer:
        key = question.ask.trial_id, question.ask.arm_id
        return self.answers.get(key, Unanswerable("not in the table"))


def says(value: float, low: float, high: float, *, unit: Unit = Unit.ASKED) -> Prediction:
    return Prediction(value=value, low80=low, high80=high, unit=unit)


def scored(value: float, se: float, answer: Answer) -> Scored:
    return Scored(replace(OBSERVATIONS[0], value=value, se=se), answer)


# ── one number ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "far", "fine", "inside"),
    [
        (-12.0, 1.0, 5.0, 1),  # by hand: (12 - 10)/2; width 10 over 2
        (-15.0, 2.5, 5.0, 1),  # on the limit
        (-17.0, 3.5, 15.0, 0),  # 2 points outside: 10 + (2/0.2) x 2 = 30, over 2
        (-4.0, 3.0, 10.0, 0),  # 1 point outside: 10 + 10 = 20, over 2
    ],
)
def test_a_number_is_scored_in_its_standard_errors(
    value: float, far: float, fine: float, inside: int
) -> None:
    """Interval score of Gneiting and Raftery 2007, (u - l) + (2/alpha) x what lies outside."""
    each = scored(value, 2.0, says(-10, -15, -5))
    assert (error(each), interval_score(each), covered(each)) == (far, fine, inside)


@pytest.mark.parametrize(
    "answer", [Unanswerable("no"), says(-50, -70, -30, unit=Unit.PERCENT)], ids=["none", "percent"]
)
def test_what_is_not_in_the_asked_unit_is_no_answer(answer: Answer) -> None:
    each = scored(-12.0, 2.0, answer)
    assert each.prediction is None
    with pytest.raises(ValueError, match="no answer to score"):
        error(each)
    with pytest.raises(ValueError, match="none of 1 numbers was answered"):
        summarise([each])


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(0.1, 10))
def test_the_true_interval_has_the_least_expected_score(low: float, high: float, sd: float) -> None:
    """A proper score: no interval does better on normal numbers than their own quantiles."""
    draws = sd * np.random.default_rng(3).standard_normal(200)
    own = np.quantile(draws, [0.1, 0.9])

    def mean_score(lower: float, upper: float) -> float:
        said = says((lower + upper) / 2, lower, upper)
        return float(np.mean([interval_score(scored(draw, 1.0, said)) for draw in draws]))

    assert mean_score(*own) <= mean_score(*sorted((low, high))) + 0.05 * sd


# ── averages ─────────────────────────────────────────────────────────────────────────────────

ASH = says(-15, -20, -10)
PREDICTED = Table({("Ash", "ket"): ASH, ("Ash", "mdz"): says(-4, -5, -3), ("Elm", "ket"): ASH})


def test_numbers_are_averaged_in_their_study_and_studies_by_weight() -> None:
    """By hand, SE 2: Ash |0|/2 and |2|/2, mean 0.5; Elm |10.2|/2 = 5.1 at half the weight.

    (0.5 + 5.1/2)/1.5 = 2.033; inside: Ash 1 of 2, Elm 0 of 1: 0.5/1.5.
    """
    tested = [*OBSERVATIONS[:2], replace(OBSERVATIONS[6], weight=0.5), OBSERVATIONS[7]]
    found = summarise(score(tested, PREDICTED))
    assert (found.numbers, found.answered, found.studies) == (4, 3, 2)
    assert found.error == pytest.approx((0.5 + 2.55) / 1.5)
    assert found.coverage == pytest.approx(0.5 / 1.5)
    # Ash: (10 + 0)/2 = 5 and (2 + 10 x 1)/2 = 6; Elm: (10 + 10 x 5.2)/2 = 31
    assert found.interval == pytest.approx((5.5 + 15.5) / 1.5)


def test_a_ratio_compares_what_both_answered() -> None:
    """By hand: Ash 0.5 against 2.5 + 0.5 over 2; Birch is answered by one of them alone."""
    other = Table(
        {
            ("Ash", "ket"): says(-20, -25, -15),
            ("Ash", "mdz"): says(-5, -6, -4),
            ("Birch", "ket"): ASH,
        }
    )
    tested = OBSERVATIONS[:4]
    found = compare(score(tested, PREDICTED), score(tested, other), seed=1)
    assert found.value == pytest.approx(0.5 / 1.5)
    assert (found.numbers, found.studies) == (2, 1)
    assert found.low95 == found.high95 == pytest.approx(found.value)


def test_a_ratio_is_the_same_for_the_same_seed_and_holds_its_value() -> None:
    first = score(OBSERVATIONS, rivals.CellMeans.fit(OBSERVATIONS))
    second = score(OBSERVATIONS, rivals.MetaRegression.fit(OBSERVATIONS))
    found = compare(first, second, seed=5)
    assert found == compare(first, second, seed=5)
    assert found != compare(first, second, seed=6)
    assert found.low95 <= found.value <= found.high95
    assert found.studies == 5


def test_a_predictor_against_itself_has_the_ratio_one() -> None:
    mine = score(OBSERVATIONS, rivals.MetaRegression.fit(OBSERVATIONS))
    assert compare(mine, mine, seed=0).value == 1


def test_answers_to_different_observations_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different observations"):
        compare(score(OBSERVATIONS[:1], PREDICTED), score(OBSERVATIONS[1:2], PREDICTED), seed=0)


# ── folds ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("family", folds.families(observations()))
def test_no_fold_fits_what_shares_patients_with_what_it_tests(family: str) -> None:
    fitted, tested = folds.split(observations(), family)
    assert tested
    assert {each.family for each in tested} == {family}
    for each in fitted:
        assert each.family != family
        assert family not in each.overlaps
        assert not any(each.family in other.overlaps for other in tested)
    assert not {each.study for each in fitted} & {each.study for each in tested}


def test_every_number_is_tested_once() -> None:
    tested = [
        each
        for name in folds.families(observations())
        for each in folds.split(observations(), name)[1]
    ]
    assert sorted(map(id, tested)) == sorted(map(id, observations()))


def test_a_pooled_analysis_leaves_with_its_parts_and_they_with_it() -> None:
    """Wilkinson 2018 pools patients of sinai and nimh."""
    pool = pooled_with(OBSERVATIONS[0], "Birch")
    everything = [*OBSERVATIONS, pool]
    assert pool not in folds.split(everything, "Birch")[0]
    assert pool in folds.split(everything, "Cedar")[0]
    assert {each.family for each in folds.split(everything, "pool")[0]} == {
        "Ash",
        "Cedar",
        "Elm",
        "Fir",
    }


def test_folds_may_be_restricted_and_see_only_what_they_fit() -> None:
    seen: list[set[str]] = []

    def fit(fitted: Sequence[Observation]) -> Predictor:
        seen.append({each.family for each in fitted})
        return Table()

    found = folds.leave_one_family_out(OBSERVATIONS, fit, only={"Ash", "Elm"})
    assert [each.observation.family for each in found] == ["Ash", "Ash", "Elm"]
    assert seen == [{"Birch", "Cedar", "Elm", "Fir"}, {"Ash", "Birch", "Cedar", "Fir"}]


def test_a_family_that_is_not_there_is_our_bug() -> None:
    with pytest.raises(ValueError, match="no family Oak; there are Ash, Birch"):
        folds.leave_one_family_out(OBSERVATIONS, lambda _: Table(), only={"Oak"})


# ── two folds of the set, and the report ─────────────────────────────────────────────────────

TWO = ("guangzhou", "Takahashi2021")


@pytest.fixture(scope="module")
def two_folds() -> dict[str, tuple[Scored, ...]]:
    return {
        each.__name__: folds.leave_one_family_out(observations(), each.fit, only=TWO)
        for each in rivals.ALL
    }


def test_both_rivals_answer_two_families_that_they_never_saw(
    two_folds: dict[str, tuple[Scored, ...]],
) -> None:
    for found in two_folds.values():
        summary = summarise(found)
        assert (summary.numbers, summary.answered, summary.studies) == (11, 11, 3)
        assert 0 < summary.error < 6
        assert 0.5 < summary.coverage <= 1


def test_the_report_is_a_table_for_each_question(
    two_folds: dict[str, tuple[Scored, ...]],
) -> None:
    tables = [
        report.overall(two_folds),
        report.ratios(two_folds, against="CellMeans", seed=1),
        report.by_statistic(two_folds["CellMeans"]),
        report.by_family(two_folds["CellMeans"]),
    ]
    for table in tables:
        widths = {line.count("|") for line in table.splitlines()}
        assert len(widths) == 1
    assert "MetaRegression over CellMeans | 11 | 3 |" in tables[1]
    assert [line.split("|")[1].strip() for line in tables[3].splitlines()[2:]] == list(TWO)


def test_a_part_without_an_answer_has_a_line() -> None:
    table = report.by_family(score(OBSERVATIONS[:3], PREDICTED))
    assert table.splitlines()[-1] == "| Birch | 1 | 0 | 0 | - | - | - |"
