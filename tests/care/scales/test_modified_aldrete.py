"""Modified Aldrete from what was measured and seen: each edge on both sides."""

from decimal import Decimal
from typing import Any

import pytest

from morrow.care.scales import AnswerError, Score, compute_aldrete
from morrow.care.scales.modified_aldrete import activity, circulation, consciousness, saturation
from morrow.evidence import Incomplete
from morrow.quantities import MmHg, Percent

D = Decimal
WELL: dict[str, Any] = {
    "limbs_moving": 4,
    "breathing": 2,
    "baseline_sbp": MmHg(D(120)),
    "sbp": MmHg(D(126)),
    "moaas": 5,
    "spo2": Percent(D(98)),
    "on_oxygen": False,
}


def total(**changed: Any) -> int | None:
    answer = compute_aldrete(**{**WELL, **changed})
    assert isinstance(answer, Score)
    return answer.total


def test_a_patient_as_at_baseline_scores_ten() -> None:
    assert total() == 10


@pytest.mark.parametrize(
    ("sbp", "points"),
    [
        ("50", 0),
        ("50.1", 1),
        ("79.9", 1),
        ("80", 2),
        ("100", 2),
        ("120", 2),
        ("120.1", 1),
        ("149.9", 1),
        ("150", 0),
        ("0", 0),
    ],
)
def test_circulation_is_the_percent_version_on_both_sides_of_baseline(
    sbp: str, points: int
) -> None:
    """Baseline 100 mm[Hg]: 20 % is 80 and 120, 50 % is 50 and 150."""
    assert circulation(baseline_sbp=MmHg(D(100)), sbp=MmHg(D(sbp))) == points


@pytest.mark.parametrize(
    ("spo2", "oxygen", "points"),
    [
        ("92.1", False, 2),
        ("92", False, 1),
        ("90.1", False, 1),
        ("90", False, 0),
        ("98", True, 1),
        ("90.1", True, 1),
        ("90", True, 0),
        ("89", True, 0),
    ],
)
def test_saturation_with_and_without_oxygen(spo2: str, oxygen: bool, points: int) -> None:
    assert saturation(spo2=Percent(D(spo2)), on_oxygen=oxygen) == points


@pytest.mark.parametrize(("moaas", "points"), [(5, 2), (4, 1), (3, 1), (2, 0), (1, 0), (0, 0)])
def test_consciousness_is_the_observed_level(moaas: int, points: int) -> None:
    assert consciousness(moaas) == points


@pytest.mark.parametrize(("limbs", "points"), [(4, 2), (3, 1), (2, 1), (1, 0), (0, 0)])
def test_activity_is_the_limbs_that_move(limbs: int, points: int) -> None:
    assert activity(limbs) == points


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({"sbp": MmHg(D(150))}, 9),
        ({"on_oxygen": True}, 9),
        ({"on_oxygen": True, "moaas": 4}, 8),
        ({"breathing": 0}, 8),
    ],
)
def test_the_total_is_the_sum_of_the_five_signs(changed: dict[str, Any], points: int) -> None:
    assert total(**changed) == points


@pytest.mark.parametrize("name", list(WELL))
def test_a_missing_value_leaves_no_score_and_is_named(name: str) -> None:
    answer = compute_aldrete(**{**WELL, name: None})
    assert isinstance(answer, Incomplete)
    assert answer.missing == (name,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limbs_moving", 5),
        ("limbs_moving", -1),
        ("breathing", 3),
        ("moaas", 6),
        ("moaas", -1),
        ("spo2", D(101)),
        ("spo2", D(-1)),
        ("baseline_sbp", D(0)),
        ("sbp", D(-1)),
    ],
)
def test_a_value_that_cannot_be_is_refused(name: str, value: object) -> None:
    with pytest.raises(AnswerError):
        compute_aldrete(**{**WELL, name: value})
