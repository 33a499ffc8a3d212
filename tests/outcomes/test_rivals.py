"""The two rivals: cells and columns by hand, and laws that both keep."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from morrow.outcomes import observations, rivals
from morrow.outcomes.measures import Domain
from morrow.outcomes.predicting import Answer, Prediction, Predictor, Unanswerable, Unit
from morrow.outcomes.rivals.columns import Band, Columns, columns
from morrow.outcomes.rivals.training import derived_differences, learn
from morrow.outcomes.trials import Observation, Question
from tests.examples import times
from tests.outcomes.observed import ARMS, OBSERVATIONS, TRIALS, ask

FITTED = {each.__name__: each.fit(OBSERVATIONS) for each in rivals.ALL}
ON_THE_SET = {each.__name__: each.fit(observations()) for each in rivals.ALL}
BOTH = pytest.mark.parametrize("rival", FITTED.values(), ids=FITTED.keys())
BOTH_ON_THE_SET = pytest.mark.parametrize("rival", ON_THE_SET.values(), ids=ON_THE_SET.keys())


def said(found: Answer) -> Prediction:
    assert isinstance(found, Prediction), found
    return found


# ── columns ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ash,ket,24,MADRS,response_pct,", (True, "midazolam", False, Band.DAY, False)),
        ("Ash,ket,24.1,MADRS,response_pct,", (True, "midazolam", False, Band.WEEK, False)),
        ("Ash,mdz,168,MADRS,response_pct,", (False, "midazolam", False, Band.WEEK, False)),
        ("Elm,ket,168.1,MADRS,response_pct,", (True, "none", True, Band.LATER, True)),
        ("Elm,ket,48,MADRS,response_pct,", (True, "none", False, Band.WEEK, True)),
        ("Elm,ket,49,MADRS,response_pct,", (True, "none", True, Band.WEEK, True)),
        ("Elm,ket,,MADRS,median_days_to_relapse,", (True, "none", True, None, True)),
        ("Ash,mdz,24,MADRS,diff_vs_control,ket", (True, "midazolam", False, Band.DAY, False)),
    ],
)
def test_a_rival_sees_how_the_trial_was_made(line: str, expected: tuple[object, ...]) -> None:
    """The second dose, at 48 h, is not behind a number of hour 48; the limits on both sides."""
    seen = columns(ask(line))
    assert isinstance(seen, Columns)
    assert (seen.active, seen.control, seen.repeated, seen.band, seen.is_open) == expected
    assert seen.symptom is Domain.DEPRESSION


@pytest.mark.parametrize(
    ("line", "arms", "why"),
    [
        ("Ash,ket,24,MADRS,diff_vs_control,", ARMS, "diff_vs_control needs a comparator_arm"),
        (
            "Ash,ket,24,MADRS,diff_vs_control,mdz",
            ARMS.replace("midazolam", "esketamine"),
            "it compares two arms that only a dose tells apart",
        ),
        (
            "Ash,ket,24,MADRS,mean_change,",
            ARMS.replace("ketamine", ""),
            "the drug of arm ket is not given",
        ),
        (
            "Ash,ket,24,MADRS,mean_change,",
            ARMS.replace("baseline_sd", "baseline_sd,start_state").replace(",5\n", ",5,remitter\n"),
            "the arm begins with responders, of whom no such number was seen",
        ),
        (
            "Ash,ket,24,CAPS5,mean,",
            ARMS,
            "the mean of CAPS5 needs its baseline, which is not given",
        ),
        (
            "Ash,ket,0,MADRS,mean,",
            ARMS,
            "hour 0 is the baseline, which is given and not predicted",
        ),
        ("Ash,ket,1,SBP,mean_change,", ARMS, "fewer than 3 studies printed SBP mean_change"),
    ],
)
@BOTH
def test_a_question_that_cannot_be_answered_is_told_why(
    rival: Predictor, line: str, arms: str, why: str
) -> None:
    assert rival.predict(ask(line, arms=arms)) == Unanswerable(why)


# ── rival 1, by hand ─────────────────────────────────────────────────────────────────────────


def test_a_cell_answers_with_the_mean_of_its_studies() -> None:
    """(0.5 + 0.4 + 0.6)/3 of 30 points; the control (0.2 + 0.1 + 0.3)/3."""
    rival = FITTED["CellMeans"]
    assert said(rival.predict(ask("Ash,ket,24,MADRS,mean_change,"))).value == pytest.approx(-15)
    assert said(rival.predict(ask("Ash,mdz,24,MADRS,mean_change,"))).value == pytest.approx(-6)
    assert said(rival.predict(ask("Ash,mdz,24,MADRS,mean,"))).value == pytest.approx(24)
    assert said(rival.predict(ask("Elm,ket,120,MADRS,mean_change,"))).value == pytest.approx(-27)


def test_an_interval_covers_what_a_new_study_would_print() -> None:
    """By hand, on the share of the baseline, for 40 patients.

    Squares within cells: (ket) 0.02 + (mdz) 0.02 + (open) 0.005 = 0.045 with 2 + 2 + 1 = 5 degrees
    of freedom, so 0.009.  Sampling variances of ket: (2/30)^2, (2/32)^2, (2/34)^2, mean 0.003937;
    between 0.005063.  Of a new study: 0.005063 x 4/3 + 0.003937/3 + the median of all (2/start)^2,
    (2/33)^2 with the two middle of eight at 34 and 32.
    """
    starts = [30, 30, 32, 32, 34, 34, 36, 36]
    sampling = np.mean([(2 / start) ** 2 for start in (30, 32, 34)])
    new = np.median([(2 / start) ** 2 for start in starts])
    variance = (0.009 - sampling) * 4 / 3 + sampling / 3 + new
    half = 30 * stats.t.ppf(0.9, 5) * variance**0.5
    found = said(FITTED["CellMeans"].predict(ask("Ash,ket,24,MADRS,mean_change,")))
    assert (found.low80, found.high80) == pytest.approx((-15 - half, -15 + half))


@pytest.mark.parametrize(
    ("trials", "arms", "expected"),
    [
        (TRIALS.replace("Ash,TRD,double", "Ash,TRD,open"), ARMS, -15),  # without blinding
        (TRIALS, ARMS.replace("40,0,40", "40,0;12,40"), -15),  # without one dose or several
        (TRIALS, ARMS.replace("midazolam", "saline"), -18),  # without the control: all active
    ],
)
def test_an_empty_cell_falls_back_to_a_coarser_one(trials: str, arms: str, expected: float) -> None:
    """By hand: of all five active arms, (0.5 + 0.4 + 0.6 + 0.7 + 0.8)/5 of 30 points."""
    question = ask("Ash,ket,24,MADRS,mean_change,", trials=trials, arms=arms)
    assert said(FITTED["CellMeans"].predict(question)).value == pytest.approx(expected)


def test_differences_of_two_printed_changes_are_derived_once() -> None:
    """By hand: 15 - 6 = 9, 12.8 - 3.2 = 9.6, 20.4 - 10.2 = 10.2, with errors of 2 and 2."""
    found = list(derived_differences(OBSERVATIONS))
    assert [each.value for each in found] == pytest.approx([-9, -9.6, -10.2])
    assert {each.se for each in found} == {8**0.5}
    assert {each.n for each in found} == {80}
    printed = replace(found[0], value=-8.0)
    again = list(derived_differences([*OBSERVATIONS, printed]))
    assert [each.study for each in again] == ["Birch", "Cedar"]


@BOTH
def test_a_difference_asked_from_the_other_side_changes_its_sign(rival: Predictor) -> None:
    one = said(rival.predict(ask("Ash,ket,24,MADRS,diff_vs_control,mdz")))
    other = said(rival.predict(ask("Ash,mdz,24,MADRS,diff_vs_control,ket")))
    assert (other.value, other.low80, other.high80) == pytest.approx(
        (-one.value, -one.high80, -one.low80)
    )
    assert one.value == pytest.approx(-9, abs=0.5)


# ── both ─────────────────────────────────────────────────────────────────────────────────────


@BOTH
@pytest.mark.parametrize(
    ("known", "unknown", "why"),
    [
        (",0,40,MADRS", ",0,,MADRS", "n is not given"),
        (",30,5", ",,", "the baseline is not given: 33.6 as in a typical trial"),
        ("40,0,40", "40,,40", "the times of the doses are not given"),
    ],
)
def test_what_is_unknown_is_said_and_widens_the_interval(
    rival: Predictor, known: str, unknown: str, why: str
) -> None:
    """By hand: the typical baseline is (30 + 32 + 34 + 36 + 36)/5 = 33.6."""

    def width(question: Question) -> tuple[float, str]:
        found = said(rival.predict(question))
        return (found.high80 - found.low80) / abs(found.value), found.why

    plain, nothing = width(ask("Ash,ket,24,MADRS,mean_change,"))
    wide, said_why = width(ask("Ash,ket,24,MADRS,mean_change,", arms=ARMS.replace(known, unknown)))
    assert nothing == ""
    assert said_why == why
    assert wide >= plain


@BOTH
def test_another_scale_is_wider_than_one_with_a_crosswalk(rival: Predictor) -> None:
    arms = ARMS.replace("MADRS,30,5", "CAPS5,30,5")
    plain = said(rival.predict(ask("Ash,ket,24,MADRS,mean_change,")))
    wide = said(rival.predict(ask("Ash,ket,24,CAPS5,mean_change,", arms=arms)))
    # above the value: below, no score falls under zero
    assert wide.high80 - wide.value >= 1.4 * (plain.high80 - plain.value)
    assert wide.why.startswith("no crosswalk for CAPS5: taken as percent change")


@BOTH
def test_a_disorder_that_no_study_was_of_is_taken_from_others_and_said(rival: Predictor) -> None:
    """By hand for rival 1: the same three studies as of depression, half of 30 points."""
    arms = ARMS.replace("MADRS,30,5", "YBOCS,30,5")
    found = said(rival.predict(ask("Ash,ket,24,YBOCS,mean_change,", arms=arms)))
    assert found.value == pytest.approx(-15, abs=1.5)
    assert found.why == (
        "no crosswalk for YBOCS: taken as percent change; "
        "no study of this disorder: taken from others"
    )


@BOTH_ON_THE_SET
def test_a_scale_without_a_baseline_is_answered_in_percent(rival: Predictor) -> None:
    found = said(rival.predict(ask("Ash,ket,24,HAMD25,mean_change,")))
    assert found.unit is Unit.PERCENT
    assert -90 < found.value < -10


@BOTH_ON_THE_SET
@pytest.mark.parametrize("each", observations()[::4], ids=lambda each: each.ask.trial_id)
def test_an_answer_lies_inside_its_interval_and_its_range(
    rival: Predictor, each: Observation
) -> None:
    found = rival.predict(each.question)
    if isinstance(found, Unanswerable):
        assert found.why
        return
    assert found.low80 < found.value < found.high80
    if each.ask.statistic.is_percentage:
        assert found.low80 > 0
        assert found.high80 < 100


@BOTH_ON_THE_SET
def test_the_same_question_has_the_same_answer(rival: Predictor) -> None:
    again = type(rival).fit(observations())  # type: ignore[attr-defined]
    questions = [each.question for each in observations()[:40]]
    assert [rival.predict(q) for q in questions] == [again.predict(q) for q in questions]


@BOTH_ON_THE_SET
def test_a_rival_knows_no_dose(rival: Predictor) -> None:
    high = ask("Ash,ket,24,MADRS,mean_change,", arms=ARMS.replace("iv,0.5", "iv,1.0"))
    assert rival.predict(high) == rival.predict(ask("Ash,ket,24,MADRS,mean_change,"))


@BOTH_ON_THE_SET
def test_relapse_of_an_arm_that_begins_well_is_answered(rival: Predictor) -> None:
    arms = ARMS.replace("baseline_sd", "baseline_sd,start_state").replace(",5\n", ",5,remitter\n")
    found = said(rival.predict(ask("Ash,ket,672,MADRS,relapse_pct,", arms=arms)))
    assert 0 < found.low80 < found.value < found.high80 < 100


@settings(max_examples=times(0.1))
@given(st.permutations(OBSERVATIONS))
def test_the_order_of_the_observations_does_not_matter(mixed: list[Observation]) -> None:
    question = ask("Ash,ket,24,MADRS,mean_change,")
    for name, rival in FITTED.items():
        again = type(rival).fit(mixed)
        assert said(again.predict(question)).value == pytest.approx(
            said(rival.predict(question)).value, rel=1e-4
        ), name


def test_too_few_baselines_to_be_typical_are_our_bug() -> None:
    with pytest.raises(ValueError, match="too few for a typical one"):
        learn(OBSERVATIONS[:2])


@pytest.mark.parametrize("arm", ["ket", "mdz"])
def test_rival_1_and_rival_2_agree_where_the_columns_say_all(arm: str) -> None:
    """Five studies leave room for one column only, so rival 2 has the mean of all arms."""
    rival = FITTED["MetaRegression"]
    found = said(rival.predict(ask(f"Ash,{arm},24,MADRS,mean_change,")))
    assert found.value == pytest.approx(-13.5, abs=2.5)
