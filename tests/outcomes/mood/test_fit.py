"""The fit: on numbers of known origin, without open numbers, and against the frozen file."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from morrow.outcomes import leave_one_family_out, observations
from morrow.outcomes.mood import fit, frozen, terms
from morrow.outcomes.mood.data import Data, is_blind
from morrow.outcomes.mood.frozen import calibrate
from morrow.outcomes.mood.predictor import MoodModel
from morrow.outcomes.packaged import read_data
from morrow.outcomes.trials import Blinding, Observation, Statistic
from tests.outcomes.mood.ask import ROWAN, ask, with_dose

FREE = tuple(
    replace(term, sd=2 * term.sd) for term in terms.ALL if term.name in {"emax", "m50", "midazolam"}
)
SCORES = [each for each in observations() if each.ask.statistic is Statistic.MEAN_CHANGE]


@pytest.mark.parametrize("residual", [-8.0, -1.0, 0.0, 0.5, 3.0])
def test_squares_of_robust_residuals_are_the_log_density_of_student_t(residual: float) -> None:
    found = fit.robust(np.array([residual]))[0]
    assert found**2 / 2 == pytest.approx(student.logpdf(0, 4) - student.logpdf(residual, 4))
    assert np.sign(found) == np.sign(residual)


def _made_up(truth: np.ndarray[tuple[int], np.dtype[np.float64]], seed: int) -> list[Observation]:
    """Twelve trials of four doses and a control at two times, each with effects of its own."""
    rng = np.random.default_rng(seed)
    template = SCORES[0]
    made = []
    for nth in range(12):
        for mg in (0.1, 0.5, 1.0, 0.0):
            for hours in (24.0, 168.0):
                question = with_dose(ask(time_h=hours), mg)
                arm_id = f"k{mg}"
                arms = tuple(
                    replace(arm, arm_id=arm_id, trial_id=f"T{nth}") if arm == question.arm else arm
                    for arm in question.arms
                )
                question = replace(
                    question,
                    trial=replace(question.trial, trial_id=f"T{nth}"),
                    arms=arms,
                    ask=replace(question.ask, arm_id=arm_id, trial_id=f"T{nth}"),
                )
                made.append(replace(template, question=question, value=0.0, se=1.0, weight=1.0))
    data = Data(made)
    p = {term.name: np.array(term.middle) for term in terms.ALL} | terms.values(FREE, truth)
    effects = 0.2 * rng.standard_normal((2, len(data.trials)))
    values = data.expected(p, effects) + rng.standard_normal(len(data))
    return [replace(each, value=float(x)) for each, x in zip(made, values, strict=True)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_known_parameters_come_back(seed: int) -> None:
    """Truths drawn about the middles; of three terms none lies beyond three posterior SDs."""
    rng = np.random.default_rng(100 + seed)
    truth = terms.middles(FREE) + 0.5 * rng.standard_normal(len(FREE))
    held = {term.name: np.array(term.middle) for term in terms.ALL}
    found = fit.fit_stage(Data(_made_up(truth, seed)), FREE, held, between=(0.2, 0.2))
    z = (found.mode - truth) / np.sqrt(np.diag(found.covariance))
    assert np.abs(z).max() < 3
    assert np.sqrt(np.mean(z**2)) < 1.9
    assert (np.sqrt(np.diag(found.covariance)) < terms.sds(FREE)).all()


def test_open_numbers_move_no_drug_parameter() -> None:
    mine = [
        each
        for each in observations()
        if is_blind(each) or each.ask.statistic is Statistic.RESPONSE_PCT
    ]
    with_open = calibrate(mine, between=False)
    without = calibrate([each for each in mine if is_blind(each)], between=False)
    for term in terms.of_stage(1):
        assert (with_open.draws[term.name] == without.draws[term.name]).all()
    assert (with_open.draws["open"] != without.draws["open"]).any()


def test_a_stage_without_numbers_keeps_its_prior() -> None:
    open_terms = terms.of_stage(2)
    found = fit.fit_stage(Data([]), open_terms, {})
    assert (found.mode == terms.middles(open_terms)).all()
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(terms.sds(open_terms))


def test_a_trial_that_does_not_say_how_it_was_blinded_does_not_inform_the_drug() -> None:
    template = SCORES[0]
    kinds = {
        blinding: is_blind(
            replace(
                template, question=replace(ROWAN, trial=replace(ROWAN.trial, blinding=blinding))
            )
        )
        for blinding in (Blinding.DOUBLE, Blinding.OPEN, None)
    }
    assert kinds == {Blinding.DOUBLE: True, Blinding.OPEN: False, None: False}


def test_three_scales_of_the_same_patients_share_one_weight() -> None:
    price = [each for each in observations() if each.question.trial.trial_id == "Price2014"]
    assert Data(price).weight.sum() == pytest.approx(2)  # two arms at one time


def test_two_families_left_out_are_answered_in_their_unit() -> None:
    """Refitted with the SDs between trials held, which is quicker."""
    scored = leave_one_family_out(
        observations(),
        lambda seen: MoodModel(calibrate(seen, between=False)),
        only={"columbia", "Takahashi2021"},
    )
    assert len(scored) == 8
    takahashi = [each for each in scored if each.observation.family == "Takahashi2021"]
    for each in takahashi:
        assert each.prediction is not None
        assert each.prediction.low80 < each.observation.value < each.prediction.high80


def test_the_frozen_file_is_made_anew_by_its_command() -> None:
    assert frozen.same(frozen.from_set(), frozen.frozen())


def test_changed_inputs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen.frozen.cache_clear()
    monkeypatch.setattr(
        frozen, "read_data", lambda name: read_data(name) if name == frozen.FILE else b"another"
    )
    with pytest.raises(ValueError, match="set has changed; run `morrow calibrate`"):
        frozen.frozen()
    monkeypatch.undo()
    assert frozen.frozen().rows > 100


@pytest.mark.parametrize(
    "changed", [terms.ALL[1:], (*terms.ALL, replace(terms.ALL[0], name="another"))]
)
def test_changed_terms_are_refused(
    changed: tuple[terms.Term, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen.frozen.cache_clear()
    monkeypatch.setattr(terms, "ALL", changed)
    with pytest.raises(ValueError, match="terms of the model have changed; run `morrow calibrate`"):
        frozen.frozen()
    monkeypatch.undo()
    assert frozen.frozen().rows > 100


@pytest.mark.parametrize("what", ["prior", "prior_sd", "posterior", "posterior_sd"])
def test_another_calibration_is_not_the_same(what: str) -> None:
    one = frozen.frozen()
    summary = one.summary | {"emax": one.summary["emax"] | {what: 0.9}}
    assert frozen.same(one, one)
    assert not frozen.same(one, replace(one, summary=summary))
