"""Doses and plain rows: what they mean, and what is said to those that cannot be."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.pharmacology import (
    Dose,
    Drug,
    Patient,
    Regimen,
    RegimenError,
    Route,
    given_rows,
    infusion,
    models,
    simulate,
    sprays,
)
from morrow.pharmacology.regimen import MOST_DOSES, SITTING_MIN, by_sitting

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TICK = 1 / 60


@dataclass(frozen=True)
class Row:
    time: datetime | float
    rate: Fraction | float | None = None
    amount: Fraction | float | None = None
    unit: str = "mg/h"


def told(*rows: Row, route: Route = Route.IV) -> Regimen:
    return given_rows(rows, drug=Drug.KETAMINE, route=route)


def bolus(mg: float, at: float = 0.0, route: Route = Route.IV) -> Dose:
    return Dose(route=route, at_min=at, amount_mg=mg)


def racemate(*doses: Dose) -> Regimen:
    return Regimen(drug=Drug.KETAMINE, doses=doses)


# ── what was given ───────────────────────────────────────────────────────────────────────────────


def test_rows_with_a_pause_become_two_infusions() -> None:
    """By hand: 60 mg/h for 10 min is 10 mg; 30 mg/h for 20 min is 10 mg."""
    regimen = told(Row(0, 60), Row(10, 0), Row(25, 30), Row(45, 0))
    assert [(d.at_min, d.over_min) for d in regimen.doses] == [(0, 10), (25, 20)]
    assert [d.amount_mg for d in regimen.doses] == pytest.approx([10, 10])


@pytest.mark.parametrize(
    ("unit", "rate"),
    [("mg/h", 52.5), ("mg/min", 0.875), ("ug/min", 875), ("mg/h", Fraction(105, 2))],
)
def test_a_rate_means_the_same_in_every_unit(unit: str, rate: Fraction | float) -> None:
    """By hand: 52.5 mg/h over 40 min is 35 mg."""
    assert told(Row(0, rate, unit=unit), Row(40, 0, unit=unit)).total_mg == pytest.approx(35)


def test_instants_are_counted_from_the_first_row() -> None:
    instants = [
        Row(NOON + timedelta(minutes=m), r) for m, r in ((0, 60), (10, 0), (25, 30), (45, 0))
    ]
    minutes = [Row(m, r) for m, r in ((0, 60), (10, 0), (25, 30), (45, 0))]
    assert told(*instants) == told(*minutes)


def test_amounts_stand_among_rates_in_order_of_time() -> None:
    regimen = told(Row(0, 60), Row(5, amount=5, unit="mg"), Row(10, 0))
    assert [(d.at_min, d.over_min) for d in regimen.doses] == [(0, 10), (5, 0)]
    assert [d.amount_mg for d in regimen.doses] == pytest.approx([10, 5])


def test_sprays_are_told_as_amounts() -> None:
    rows = [Row(5.0 * n, amount=28, unit="mg") for n in range(3)]
    assert told(*rows, route=Route.NASAL).doses == sprays(84)


@given(
    lasting=st.lists(st.integers(1, 3600), min_size=1, max_size=8),
    rates=st.lists(st.integers(0, 200), min_size=8, max_size=8),
    since=st.integers(0, 10**6),
)
def test_any_rates_to_the_second_are_read_back(
    lasting: list[int], rates: list[int], since: int
) -> None:
    """Round trip: stretches of whole seconds, as instants, give their own durations and amounts."""
    edges = [0, *accumulate(lasting)]
    running = [*rates[: len(lasting)], 0]
    if not any(running):
        running[0] = 60
    rows = [
        Row(NOON + timedelta(seconds=since + edge), rate)
        for edge, rate in zip(edges, running, strict=True)
    ]
    regimen = told(Row(NOON, 0), *rows)
    stretches = [
        ((since + edge) / 60, (until - edge) / 60, rate)
        for (edge, until), rate in zip(pairwise(edges), running, strict=False)
        if rate
    ]
    assert [dose.at_min for dose in regimen.doses] == pytest.approx([s[0] for s in stretches])
    assert [dose.over_min for dose in regimen.doses] == pytest.approx([s[1] for s in stretches])
    amounts = [rate / 60 * over for _, over, rate in stretches]
    assert [dose.amount_mg for dose in regimen.doses] == pytest.approx(amounts)


def test_what_ran_for_less_than_a_second_was_given_at_once() -> None:
    half = told(Row(NOON, 3600), Row(NOON + timedelta(seconds=0.5), 0))
    assert half.doses == (bolus(0.5),)
    [whole] = told(Row(NOON, 3600), Row(NOON + timedelta(seconds=1), 0)).doses
    assert whole.over_min == pytest.approx(TICK)


# ── what cannot be ───────────────────────────────────────────────────────────────────────────────

CANNOT_BE: dict[str, tuple[Callable[[], object], str]] = {
    "negative dose": (lambda: bolus(-1), "a dose must be more than 0 mg, not -1 mg"),
    "no dose": (lambda: bolus(0), "a dose must be more than 0 mg, not 0 mg"),
    "NaN dose": (lambda: bolus(math.nan), "amount_mg of a dose must be a number, not nan"),
    "endless dose": (lambda: bolus(math.inf), "amount_mg of a dose must be a number, not inf"),
    "NaN time": (lambda: bolus(1, math.nan), "at_min of a dose must be a number, not nan"),
    "endless infusion": (
        lambda: infusion(amount_mg=1, over_min=math.inf),
        "over_min of a dose must be a number, not inf",
    ),
    "backward infusion": (lambda: infusion(amount_mg=1, over_min=-1), "a dose cannot last -1 min"),
    "half a second": (lambda: infusion(amount_mg=1, over_min=TICK / 2), "for a second or more"),
    "nasal infusion": (
        lambda: Dose(route=Route.NASAL, at_min=0, amount_mg=1, over_min=5),
        "only an iv dose runs over a time; by nasal route give single doses",
    ),
    "empty regimen": (racemate, "a regimen needs at least one dose"),
    "too many doses": (
        lambda: racemate(*[bolus(1)] * (MOST_DOSES + 1)),
        "a regimen has at most 10000 doses, not 10001",
    ),
    "doses out of order": (
        lambda: racemate(bolus(1, 5), bolus(1, 4)),
        "doses must be in order of time: 4 min comes after 5 min",
    ),
    "overlap": (
        lambda: racemate(
            infusion(amount_mg=1, over_min=40), infusion(amount_mg=1, over_min=5, at_min=39)
        ),
        "an iv infusion at 39 min overlaps the one that runs until 40 min",
    ),
    "odd sprays": (lambda: sprays(50), "a whole number of 28 mg devices (56, 84 mg), not 50 mg"),
    "NaN sprays": (lambda: sprays(math.nan), "amount_mg of a dose must be a number, not nan"),
    "endless sprays": (lambda: sprays(math.inf), "amount_mg of a dose must be a number, not inf"),
    "too many sprays": (lambda: sprays(28e9), "a regimen has at most 10000 doses, not 1e+09"),
    "no row": (told, "nothing was given: there is no row"),
    "rate and amount": (lambda: told(Row(0, 60, 5)), "tells either a rate or an amount"),
    "neither": (lambda: told(Row(0)), "an unknown dose has none"),
    "never ends": (lambda: told(Row(0, 60)), "the last rate never ends; add a row with rate 0"),
    "unit missing": (lambda: told(Row(0, 60, unit=""), Row(5, 0)), "a unit is missing"),
    "unit unknown": (lambda: told(Row(0, 60, unit="ml"), Row(5, 0)), "ml"),
    "no mass": (lambda: told(Row(0, 6, unit="mL/h"), Row(5, 0)), "mL/h is no rate of drug"),
    "per weight": (lambda: told(Row(0, amount=1, unit="mg/kg")), "mg/kg is no amount of drug"),
    "rate for amount": (lambda: told(Row(0, 6, unit="mg"), Row(5, 0)), "mg is no rate of drug"),
    "negative rate": (lambda: told(Row(0, -6), Row(5, 0)), "cannot be -6 mg/h"),
    "NaN rate": (lambda: told(Row(0, math.nan), Row(5, 0)), "cannot be nan mg/h"),
    "backwards": (
        lambda: told(Row(5, 60), Row(4, 0)),
        "time goes backwards: 4 min comes after 5 min",
    ),
    "backwards in a pause": (
        lambda: told(Row(5, 0), Row(4, 60), Row(9, 0)),
        "time goes backwards: 4 min comes after 5 min",
    ),
    "mixed times": (lambda: told(Row(NOON, 60), Row(5, 0)), "the rows mix instants with minutes"),
    "zones": (
        lambda: told(Row(NOON, 60), Row(NOON.replace(tzinfo=None), 0)),
        "some instants have a time zone and some have none",
    ),
    "nasal rate": (
        lambda: told(Row(0, 60), Row(5, 0), route=Route.NASAL),
        "a rate is given iv; by nasal route the rows tell amounts",
    ),
}


@pytest.mark.parametrize("case", CANNOT_BE)
def test_what_cannot_be_is_refused_with_a_sentence(case: str) -> None:
    make, sentence = CANNOT_BE[case]
    with pytest.raises(RegimenError) as caught:
        make()
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([], "ask for 1 to 1,000,000 times at once, not 0"),
        (range(10**7), "ask for 1 to 1,000,000 times at once, not 10,000,000"),
        ([[0, 1], [2, 3]], r"one list of minutes, shape \(times,\), not of shape \(2, 2\)"),
        ([0, 5, 4], "times must not go backwards: 4 comes after 5"),
        ([0, math.nan], "every time must be a number of minutes"),
        ([0, math.inf], "every time must be a number of minutes"),
    ],
)
def test_times_that_cannot_be_are_refused_with_a_sentence(times: Any, sentence: str) -> None:
    with pytest.raises(RegimenError, match=sentence):
        simulate(models.ALL["kamp_2020_meta"], Patient(weight_kg=70), racemate(bolus(1)), times)


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf])
def test_a_weight_or_an_age_that_is_none_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="the weight must be a positive number of kg"):
        Patient(weight_kg=bad)
    if bad != 0:
        with pytest.raises(ValueError, match="the age must be a number of years"):
            Patient(weight_kg=70, age_y=bad)


# ── sittings and courses ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("gap", "places"), [(SITTING_MIN - 1, [0, 1]), (SITTING_MIN, [0, 0])])
def test_a_sitting_ends_after_two_hours_without_a_dose(gap: float, places: list[int]) -> None:
    doses = (bolus(28, 0, Route.NASAL), bolus(28, gap, Route.NASAL))
    assert [nth for _, nth in by_sitting(doses)] == places


def test_each_route_has_its_own_sitting() -> None:
    doses = (bolus(28, 0, Route.NASAL), bolus(10, 1), bolus(28, 5, Route.NASAL))
    assert [nth for _, nth in by_sitting(doses)] == [0, 0, 1]


def test_a_course_repeats_its_doses_by_days() -> None:
    course = racemate(infusion(amount_mg=35, over_min=40)).repeated((0, 2))
    assert [dose.at_min for dose in course.doses] == [0, 2880]
    assert course.total_mg == 70
