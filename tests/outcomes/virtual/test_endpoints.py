"""What a patient contributes, by hand: three patients at three visits, with and without dropout."""

import numpy as np

from morrow.outcomes.trials import AnalysisSet, Definition
from morrow.outcomes.virtual import Comparison, Outcome
from morrow.outcomes.virtual.endpoints import analyse
from morrow.outcomes.virtual.patients import Patients
from tests.outcomes.virtual.designs import design, relapse

PATIENTS = Patients(
    baseline=np.array([30.0, 40.0, 20.0]),
    share=np.array([[0.2, 0.5, 0.6], [0.6, 0.7, 0.1], [0.9, 1.1, 0.45]]),
    seen=np.array([[True, True, True], [True, True, False], [False, False, False]]),
)
WEEKS = {"visits_h": (24.0, 192.0, 360.0), "at_h": 360.0}


def test_itt_carries_the_last_score_forward_and_the_baseline_where_there_is_none() -> None:
    found = analyse(design(), PATIENTS)
    assert np.allclose(found.value, [-18, -28, 0])
    assert found.counts.all()


def test_completers_are_who_is_seen_at_the_endpoint() -> None:
    found = analyse(design(analysis_set=AnalysisSet.COMPLETERS), PATIENTS)
    assert found.counts.tolist() == [True, False, False]


def test_an_earlier_endpoint_looks_no_farther() -> None:
    found = analyse(design(at_h=24.0), PATIENTS)
    assert np.allclose(found.value, [-6, -24, 0])


def test_response_is_a_fall_by_half_or_what_is_defined() -> None:
    half = design(outcome=Outcome.RESPONSE, test=Comparison.FISHER, at_h=72.0)
    more = design(
        outcome=Outcome.RESPONSE,
        test=Comparison.FISHER,
        at_h=72.0,
        definition=Definition(sign=">=", limit=60, is_percent=True),
    )
    assert analyse(half, PATIENTS).value.tolist() == [1, 1, 0]
    assert analyse(more, PATIENTS).value.tolist() == [0, 1, 0]


def test_remission_is_a_score_and_scores_are_whole() -> None:
    """After a fall by 0.7 of 40 the score is 12, by 0.6 of 30 too: at most 12 both, at most 11 none."""
    twelve, eleven = (
        design(
            outcome=Outcome.REMISSION,
            test=Comparison.FISHER,
            definition=Definition(sign="<=", limit=limit),
        )
        for limit in (12, 11)
    )
    assert analyse(twelve, PATIENTS).value.tolist() == [1, 1, 0]
    assert analyse(eleven, PATIENTS).value.tolist() == [0, 0, 0]


def test_a_score_below_zero_counts_as_it_is() -> None:
    stayed = Patients(PATIENTS.baseline, PATIENTS.share, np.ones((3, 3), dtype=bool))
    assert np.isclose(analyse(design(at_h=72.0), stayed).value[2], -22)


def test_relapse_is_the_first_visit_at_which_the_response_is_lost() -> None:
    stayed = Patients(PATIENTS.baseline, PATIENTS.share, np.ones((3, 3), dtype=bool))
    found = analyse(relapse(**WEEKS), stayed)
    assert found.counts.tolist() == [False, True, True]
    assert found.value.tolist()[1:] == [1, 1]
    assert found.days is not None
    assert found.days.tolist()[1:] == [14, 14]


def test_who_drops_out_is_censored_at_the_last_visit_seen() -> None:
    found = analyse(relapse(**WEEKS), PATIENTS)
    assert found.counts.tolist() == [False, True, False]
    assert found.value[1] == 0
    assert found.days is not None
    assert found.days[1] == 7


def test_a_relapse_may_be_a_score_and_need_a_second_visit() -> None:
    share = np.array([[0.8, 0.3, 0.2], [0.8, 0.3, 0.9], [0.8, 0.3, 0.3]])
    stayed = Patients(np.array([30.0, 30.0, 36.0]), share, np.ones((3, 3), dtype=bool))
    once = Definition(sign=">=", limit=22)
    twice = Definition(sign=">=", limit=22, twice=True)
    assert analyse(relapse(**WEEKS, definition=once), stayed).value.tolist() == [1, 0, 1]
    assert analyse(relapse(**WEEKS, definition=twice), stayed).value.tolist() == [0, 0, 1]
