"""Simulated power and the numbers behind it against what closed forms and the predictor say.

The power of a t test is a noncentral t (SciPy's `nct`); a null trial rejects as often as alpha says;
what arms print agrees with `MoodModel.predict`, which integrates where we draw.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from morrow.outcomes import Prediction
from morrow.outcomes.mood.expected import patient_sd
from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.mood.predictor import MoodModel
from morrow.outcomes.mood.relapse import course, relapsed
from morrow.outcomes.trials import Question, Statistic
from morrow.outcomes.virtual import Comparison, Design, Outcome, Tally, powers
from morrow.outcomes.virtual.means import Means
from morrow.outcomes.virtual.simulating import simulate_chunk, simulate_trial
from morrow.outcomes.virtual.tally import BILLION, mean_and_sd
from tests.outcomes.virtual.designs import POINT_COHORT, design, relapse, twins

SIMULATIONS = 2000


def within(count: int, trials: int, chance: float) -> bool:
    """Whether a count may come of this chance: four standard errors."""
    return bool(abs(count / trials - chance) <= 4 * (chance * (1 - chance) / trials) ** 0.5)


def test_the_power_of_a_t_test_is_that_of_the_noncentral_t() -> None:
    """Nothing drawn but patients, alike in scatter: change = -33 x normal, the same SD in both arms."""
    sizes = (3, 4, 6, 8)
    asked = design(cohort=POINT_COHORT, ns=sizes, uncertain=False, visits_h=(168.0,), alpha=0.005)
    known = frozen()
    alike = replace(known, draws=known.draws | {"spread_amid": np.zeros(400)})
    made = Means(asked, alike)
    means = made.draw(np.random.default_rng(0)).shares[:, 0, 0]
    sd = float(np.median(known.draws["spread"]))
    total = Tally()
    for number in range(SIMULATIONS):
        total.add(simulate_trial(asked, made, number))
    for n in sizes:
        free, shift = 2 * n - 2, abs(means[0] - means[1]) / sd * (n / 2) ** 0.5
        limit = stats.t.isf(0.005 / 2, free)
        power = stats.nct.sf(limit, free, shift) + stats.nct.cdf(-limit, free, shift)
        assert 0.05 < power < 0.995
        assert within(total.at[n]["significant"], SIMULATIONS, power)


@pytest.mark.parametrize(
    "test", [Comparison.T, pytest.param(Comparison.WELCH, marks=pytest.mark.long)]
)
def test_a_null_trial_rejects_as_often_as_alpha_says(test: Comparison) -> None:
    null = design(arms=twins(), against_id="twin", test=test, ns=(10, 40), alpha=0.1)
    found = simulate_chunk(null, 0, SIMULATIONS)
    for n in null.ns:
        assert within(found.at[n]["significant"], SIMULATIONS, 0.1)
        above = found.at[n]["significant above"]
        assert within(above, found.at[n]["significant"], 0.5), "either way alike"


@pytest.mark.parametrize(
    ("outcome", "test"),
    [(Outcome.RESPONSE, Comparison.CHI2), (Outcome.REMISSION, Comparison.FISHER)],
)
def test_a_null_trial_of_shares_rejects_no_oftener(outcome: Outcome, test: Comparison) -> None:
    null = design(arms=twins(), against_id="twin", outcome=outcome, test=test, ns=(60,))
    found = simulate_chunk(null, 0, SIMULATIONS).at[60]["significant"]
    assert found <= 0.07 * SIMULATIONS, "both tests are of discrete numbers: about alpha or less"
    assert found > 0.01 * SIMULATIONS


def test_a_null_trial_of_relapse_rejects_about_as_often() -> None:
    null = relapse(arms=twins(), against_id="twin", ns=(100,))
    found = simulate_chunk(null, 0, 1000).at[100]
    assert (
        abs(found["significant"] / 1000 - 0.05) < 0.03
    )  # an approximation, of about 50 responders


DRAWN = 1500


def printed(asked: Design, name: str) -> np.typing.NDArray[np.float64]:
    """What each of many simulated trials of the largest size would print, the arm's or the difference."""
    made = Means(asked, frozen())
    n = asked.ns[-1]
    trials = (simulate_trial(asked, made, number).at[n] for number in range(DRAWN))
    return np.array([each[name] / BILLION for each in trials])


def predicted(asked: Design, statistic: Statistic, *, against: bool) -> Prediction:
    """What the predictor says of the same arm with the same number of patients."""
    n = asked.ns[-1]
    arms = tuple(replace(arm, n=n, mean_weight_kg=70.0) for arm in asked.arms)
    ask = replace(
        asked.question.ask,
        statistic=statistic,
        comparator_arm=asked.against_id if against else None,
    )
    found = MoodModel(frozen()).predict(Question(trial=asked.trial, arms=arms, ask=ask))
    assert isinstance(found, Prediction)
    return found


def agree(found: np.typing.NDArray[np.float64], expected: Prediction, within: float) -> None:
    """The same middle, and most of the interval: a published number scatters farther than chance.

    `within` is four errors of drawing either.
    """
    low, middle, high = np.quantile(found, (0.1, 0.5, 0.9))
    assert middle == pytest.approx(expected.value, abs=within)
    assert expected.low80 - within <= low
    assert high <= expected.high80 + within
    assert high - low >= 0.6 * (expected.high80 - expected.low80)


@pytest.mark.parametrize(
    ("outcome", "statistic"),
    [(Outcome.RESPONSE, Statistic.RESPONSE_PCT), (Outcome.REMISSION, Statistic.REMISSION_PCT)],
)
@pytest.mark.parametrize("at_h", [24.0, pytest.param(168.0, marks=pytest.mark.long)])
def test_shares_agree_with_the_prediction_of_the_same_arm(
    outcome: Outcome, statistic: Statistic, at_h: float
) -> None:
    asked = design(outcome=outcome, test=Comparison.CHI2, at_h=at_h, ns=(40,))
    agree(100 * printed(asked, "value"), predicted(asked, statistic, against=False), within=4)


@pytest.mark.parametrize("n", [10, pytest.param(100, marks=pytest.mark.long)])
def test_means_and_their_variance_agree_with_the_prediction(n: int) -> None:
    """The predictor leaves out what the scatter of baselines adds to a change: there is none here."""
    asked = design(cohort=POINT_COHORT, ns=(n,))
    change = predicted(asked, Statistic.MEAN_CHANGE, against=False)
    difference = predicted(asked, Statistic.DIFF_VS_CONTROL, against=True)
    agree(printed(asked, "value"), change, within=1)
    agree(printed(asked, "difference"), difference, within=1)


def test_the_share_relapsed_by_one_visit_is_that_of_the_model() -> None:
    asked = relapse(uncertain=False, visits_h=(24.0, 360.0), at_h=360.0, ns=(4000,))
    question = asked.question
    of = course(question, np.array([0.0, 14.0]))
    made = Means(asked, frozen())
    drawn = made.draw(np.random.default_rng(0))
    assert not hasattr(of, "why")
    p = {name: np.asarray(x) for name, x in drawn.p.items()}
    expected = relapsed(of, drawn.shares[0, 0], p)[-1]
    found = mean_and_sd(simulate_chunk(asked, 0, 20).at[4000], "value")
    assert found is not None
    assert found[0] == pytest.approx(expected, abs=0.01)


def test_fewer_are_lost_to_the_power_of_a_trial_without_uncertainty() -> None:
    """Far above half, uncertainty about the effect costs power; the estimates scatter less without."""
    drawn, fixed = (
        powers(each, simulate_chunk(each, 0, 1000))[-1]
        for each in (design(ns=(40,)), design(ns=(40,), uncertain=False))
    )
    assert fixed.power > drawn.power
    assert fixed.difference_sd is not None
    assert drawn.difference_sd is not None
    assert fixed.difference_sd < drawn.difference_sd / 1.5


def test_scores_below_zero_are_counted_as_the_normal_model_has_them() -> None:
    """Of a fixed design, one visit and one baseline: the share with more than all lifted."""
    asked = design(cohort=POINT_COHORT, uncertain=False, visits_h=(24.0,), at_h=24.0, ns=(2000,))
    drawn = Means(asked, frozen()).draw(np.random.default_rng(0))
    u = drawn.shares[:, 0, 0]
    sd = patient_sd(u, {name: np.asarray(x) for name, x in drawn.p.items()})
    expected = stats.norm.sf((1 - u) / sd).mean()
    found = simulate_chunk(asked, 0, 20).whole
    assert found["scores"] == 2 * 2000 * 20
    assert found["below zero"] / found["scores"] == pytest.approx(expected, abs=0.003)


def test_the_interval_of_a_power_is_wilsons() -> None:
    """Wilson, JASA 1927;22:209: by hand for 10 of 10, 10 / (10 + 3.8415) = 0.7225 to 1."""
    sure = design(ns=(200,), uncertain=False)
    [found] = powers(sure, simulate_chunk(sure, 0, 10))
    assert (found.power, found.high95) == (1, 1)
    assert found.low95 == pytest.approx(0.7225, abs=1e-4)
    assert found.for_arm == 1
