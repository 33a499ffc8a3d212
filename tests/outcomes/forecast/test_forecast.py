"""One patient's forecast: the population without scores, moved by scores, and honest in its words.

Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788) shows that the computation is
right: patients drawn from the model itself rank evenly in their own forecasts.  It does not show
that the model is right about patients.
"""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from morrow.outcomes.forecast import (
    Course,
    Given,
    Score,
    Split,
    forecast,
)
from morrow.outcomes.forecast.ahead import BANDS, Ahead
from morrow.outcomes.forecast.course import CourseError, CourseRefused
from morrow.outcomes.forecast.mood import NOT_CHECKED, Forecast, Word
from morrow.outcomes.forecast.particles import Particles, lifted, prior_sd
from morrow.outcomes.forecast.posterior import noise_of, points, posterior, spread
from morrow.outcomes.measures import HIGHEST
from morrow.outcomes.mood.frozen import FILE, frozen
from morrow.outcomes.packaged import read_data
from morrow.pharmacology import Route
from morrow.pharmacology.model import Drug

SIX = tuple(
    Given(day=day, drug=Drug.KETAMINE, route=Route.IV, mg=35, minutes=40)
    for day in (0, 2, 4, 7, 9, 11)
)
COURSE = Course(weight_kg=70, measure="MADRS", baseline=34, doses=SIX)
RESPONDED = tuple(Score(day=day, total=total) for day, total in ((1, 20), (5, 14), (12, 8)))
UNMOVED = tuple(Score(day=day, total=total) for day, total in ((1, 33), (5, 32), (12, 33)))


def ahead(scores: tuple[Score, ...] = (), split: Split = Split.BASE, until: float = 60) -> Forecast:
    course = replace(COURSE, scores=scores)
    return forecast(course, frozen(), until_day=until, review_day=14, lost_at=22, split=split)


def median(found: Forecast, day: float) -> float:
    return float(found.score[found.days.tolist().index(day), BANDS.index(50.0)])


def test_scores_move_the_forecast_their_way() -> None:
    nobody, responder, unmoved = ahead(), ahead(RESPONDED), ahead(UNMOVED)
    assert median(responder, 14) < median(nobody, 14) < median(unmoved, 14)
    assert responder.response_word is Word.LIKELY
    assert unmoved.response_word is Word.UNLIKELY


def test_scores_narrow_the_bands() -> None:
    width = {
        name: float(np.diff(found.score[found.days.tolist().index(14), [0, -1]])[0])
        for name, found in (("none", ahead()), ("three", ahead(RESPONDED)))
    }
    assert width["three"] < width["none"]


def test_bands_lie_within_one_another_and_widen_with_time() -> None:
    found = ahead(RESPONDED)
    assert (np.diff(found.score, axis=1) >= 0).all()
    outer = found.score[:, -1] - found.score[:, 0]
    assert outer[-1] > outer[0]


def test_the_median_is_smooth_from_day_to_day() -> None:
    """A population that loses its response bends one way: no jitter beyond 0.05 points."""
    for split in Split:
        found = forecast(COURSE, frozen(), until_day=60, review_day=14, lost_at=22, split=split)
        curve = found.score[(found.days >= 14) & (found.days <= 25), BANDS.index(50.0)]
        assert (np.diff(curve) > 0).all()
        assert np.abs(np.diff(curve, 2)).max() < 0.05


def test_what_a_score_moved_is_the_difference_of_two_forecasts() -> None:
    with_it, without = ahead(RESPONDED), ahead(RESPONDED[:-1])
    assert with_it.moved == pytest.approx(with_it.score[-1, 2] - without.score[-1, 2], abs=1e-9)


def test_percentiles_are_those_of_the_mixture() -> None:
    """Against the fraction of 400,000 draws below each."""
    rng = np.random.default_rng(5)
    mean, weights = rng.normal(20, 8, (1, 400)), rng.dirichlet(np.ones(400))
    sd = rng.uniform(1, 5, (1, 400))
    found = Ahead(curve=mean, mean=mean, sd=sd, weights=weights).percentiles(60)[0]
    picked = rng.choice(400, size=400_000, p=weights)
    drawn = rng.normal(mean[0, picked], sd[0, picked])
    assert [100 * (drawn < each).mean() for each in found] == pytest.approx(BANDS, abs=0.5)


def test_no_band_leaves_the_scale() -> None:
    best = tuple(Score(day=day, total=0) for day in (1, 5, 12))
    worst = tuple(Score(day=day, total=60) for day in (1, 5, 12))
    assert ahead(best).score.min() >= 0
    assert ahead(worst).score.max() <= HIGHEST["MADRS"]


def test_the_same_course_always_has_the_same_forecast() -> None:
    assert (ahead(RESPONDED).score == ahead(RESPONDED).score).all()


def test_a_forecast_says_that_it_is_unchecked_what_it_stands_on_and_what_moved_it() -> None:
    found = ahead(RESPONDED)
    assert found.note == NOT_CHECKED
    shipped = hashlib.sha256(read_data(FILE)).hexdigest()
    assert found.calibration_sha256 == shipped
    assert found.effective > 200
    assert found.moved is not None
    assert ahead().moved is None


def test_more_of_the_variance_in_patients_follows_the_patient_more() -> None:
    low, high = (ahead(UNMOVED, split=split) for split in (Split.LOW, Split.HIGH))
    assert median(high, 14) > median(low, 14)


def test_loss_is_counted_only_after_a_response() -> None:
    assert ahead(UNMOVED).loss.share < 0.2
    found = ahead(RESPONDED, until=120).loss
    assert found.first_day is not None
    assert found.first_day > 14
    assert (found.below_word, ahead(UNMOVED).loss.below_word) == (Word.LIKELY, Word.UNLIKELY)


def test_another_course_on_top_lifts_the_end() -> None:
    later = tuple(replace(dose, day=dose.day + 40) for dose in SIX)
    longer = replace(COURSE, doses=SIX + later, scores=(*RESPONDED, Score(day=39, total=20)))
    with_more = forecast(longer, frozen(), until_day=60, review_day=52, lost_at=22)
    shorter = replace(longer, doses=SIX)
    without = forecast(shorter, frozen(), until_day=60, review_day=52, lost_at=22)
    assert with_more.score[-1, 2] < without.score[-1, 2]


def test_particles_follow_the_population_of_the_trial_model() -> None:
    """Against `Improvement`, which takes theta on its own grid: from the next day on, 5 %."""
    calibrated = frozen()
    rng = np.random.default_rng(3)
    draws = rng.integers(len(calibrated.draws["emax"]), size=50)
    particles = Particles(draws, np.zeros((50, 3)))
    from morrow.outcomes.mood.improvement import Improvement
    from morrow.outcomes.mood.points import point
    from tests.outcomes.forecast.arms import open_arm

    question = open_arm(SIX)
    days = np.array([1.0, 3.0, 12.0, 30.0])
    points = [point(question, question.arm, 24 * day) for day in days]
    p = {name: values[draws] for name, values in calibrated.draws.items()}
    ours = lifted(COURSE, calibrated, particles, days)
    theirs = Improvement(points).shares(p, np.array(0.0), np.array(0.0))  # type: ignore[arg-type]
    assert pytest.approx(theirs, rel=0.05, abs=0.003) == ours.T


def ranks(split: Split, patients: int, seed: int) -> list[int]:
    """Of simulated patients, the rank of the true share on day 40 among 19 posterior draws."""
    calibrated, rng, found = frozen(), np.random.default_rng(seed), []
    sds, draws = prior_sd(calibrated, split), len(calibrated.draws["emax"])
    seen_days = np.array([1.0, 5.0, 12.0])
    for _ in range(patients):
        truth = Particles(rng.integers(draws, size=1), rng.standard_normal((1, 3)) * sds)
        shares = lifted(COURSE, calibrated, truth, seen_days)
        noise = rng.multivariate_normal(np.zeros(3), noise_of(seen_days, split))
        seen = shares[:, 0] + spread(calibrated, truth, shares)[:, 0] * noise
        scores = tuple(
            Score(day=day, total=min(max(34 * (1 - share), 0.0), 60.0))
            for day, share in zip(seen_days.tolist(), seen.tolist(), strict=True)
        )
        at = points(int(rng.integers(2**31)))
        post = posterior(replace(COURSE, scores=scores), calibrated, split, at)
        picked = rng.choice(len(post.weights), size=19, p=post.weights)
        chosen = Particles(post.particles.draw[picked], post.particles.factors[picked])
        later = np.array([40.0])
        drawn = lifted(COURSE, calibrated, chosen, later)[0]
        true = lifted(COURSE, calibrated, truth, later)[0, 0]
        found.append(int((drawn < true).sum()))
    return found


def test_simulated_patients_rank_evenly_in_their_own_forecasts() -> None:
    """Twenty ranks in five bins, chi-square: fails by chance once in 1,000."""
    counts = np.bincount(np.array(ranks(Split.BASE, 200, seed=11)) // 4, minlength=5)
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.long
@pytest.mark.parametrize("split", list(Split))
def test_simulated_patients_rank_evenly_under_every_split(split: Split) -> None:
    counts = np.bincount(ranks(split, 2_000, seed=12), minlength=20)
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"measure": "SSI"}, "suicidality is never forecast"),
        ({"measure": "C-SSRS"}, "suicidality is never forecast"),
        ({"measure": "YBOCS"}, "no depression scale"),
        ({"baseline": 0}, "above 0"),
        ({"baseline": float("nan")}, "above 0"),
        ({"doses": ()}, "at least one dose"),
        ({"doses": SIX[1:]}, "the first dose is on day 0"),
        ({"doses": tuple(reversed(SIX))}, "in order of time"),
        ({"scores": (Score(day=1, total=-2),)}, "cannot be -2"),
        ({"scores": tuple(reversed(RESPONDED))}, "in order of time"),
        ({"baseline": 61}, "up to 60, the highest of MADRS, not 61"),
        ({"scores": (Score(day=1, total=61),)}, "from 0 to 60; on day 1 it cannot be 61"),
        ({"scores": (Score(day=1, total=20), Score(day=1, total=22))}, "two scores on day 1"),
        ({"scores": (Score(day=3651, total=20),)}, "from -365 to 3650"),
        ({"doses": (SIX[0], SIX[0])}, "two doses on day 0"),
        ({"doses": (replace(SIX[0], mg=316),)}, "at most 315 mg"),
        ({"doses": (replace(SIX[0], mg=0),)}, "more than 0 mg"),
        ({"doses": (replace(SIX[0], minutes=5761),)}, "0 to 5,760 minutes"),
        ({"weight_kg": float("inf")}, "positive number of kg"),
    ],
)
def test_a_course_that_cannot_be_says_why(change: dict[str, object], said: str) -> None:
    with pytest.raises(CourseError, match=said):
        replace(COURSE, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "by_self"),
    [("BDI", True), ("BDI-II", True), ("PHQ8", True), ("MADRS-S", True), ("MADRS", False)],
)
def test_a_questionnaire_is_known_for_one(measure: str, by_self: bool) -> None:
    scored = replace(COURSE, measure=measure, baseline=20.0, scores=())
    assert scored.rated_by_self is by_self


@pytest.mark.parametrize("measure", ["GDS", "HAMD29", "SSI", "HAM-A", "heart rate"])
def test_only_a_depression_scale_with_a_known_highest_score_is_forecast(measure: str) -> None:
    with pytest.raises(CourseError, match="no depression scale whose highest score is known"):
        replace(COURSE, measure=measure)


def test_the_highest_and_the_lowest_of_each_limit_are_taken() -> None:
    full = replace(COURSE, baseline=60, doses=(replace(SIX[0], mg=315, minutes=5760),))
    assert replace(full, scores=(Score(day=1, total=60), Score(day=2, total=0))).highest == 60


@pytest.mark.parametrize("lost", [0, -22, float("inf"), float("nan"), 34.1])
def test_a_response_is_lost_between_nothing_and_the_start(lost: float) -> None:
    with pytest.raises(CourseError, match="a response is lost at") as error:
        forecast(COURSE, frozen(), until_day=60, review_day=14, lost_at=lost)
    assert error.value.about == "lost_at"


@pytest.mark.parametrize(
    ("until", "review", "said"),
    [
        (5, 14, "a day after 11"),
        (400, 14, "up to 376"),
        (60, 61, "the review lies"),
        (60, 3, "lies"),
    ],
)
def test_a_day_that_cannot_be_forecast_says_why(until: float, review: float, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        forecast(COURSE, frozen(), until_day=until, review_day=review, lost_at=22)


def test_a_weight_beyond_the_model_is_refused_by_the_model() -> None:
    heavy = replace(COURSE, weight_kg=200)
    with pytest.raises(CourseRefused, match="200 kg") as error:
        forecast(heavy, frozen(), until_day=60, review_day=14, lost_at=22)
    assert error.value.about == "weight_kg"
    assert "extrapolate" not in str(error.value)


@settings(max_examples=25)
@given(totals=st.lists(st.floats(0, 60), min_size=1, max_size=12))
def test_no_scores_break_it(totals: list[float]) -> None:
    scores = tuple(Score(day=1 + i, total=total) for i, total in enumerate(totals))
    found = forecast(
        replace(COURSE, scores=scores), frozen(), until_day=60, review_day=20, lost_at=22
    )
    assert np.isfinite(found.score).all()
    assert found.effective >= 1


def test_words_stand_for_thirds() -> None:
    found = [Word.of(share) for share in (0.33, 0.34, 0.66, 0.67)]
    assert found == [Word.UNLIKELY, Word.UNCERTAIN, Word.UNCERTAIN, Word.LIKELY]
