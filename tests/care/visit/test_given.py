"""What was really given: the same from facts in any order, and never a number for the unknown."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from morrow.care.visit import commands as c
from morrow.care.visit import dose_rows, given
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.state import VisitState, fold
from morrow.care.visit.values import Phase, Route
from morrow.quantities import Mg, Ml
from tests.care.visit import cast
from tests.care.visit.cast import NURSE, ORDER, as_rate, knowledge, readings
from tests.care.visit.tables import before_dose, finding, held_rules, open_at_signing
from tests.examples import times

D = Decimal
BEGAN = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
BAG, DOSE, RATE = Ml(D(100)), Mg(D(35)), as_rate("150")
RATES = st.sampled_from([as_rate("60"), as_rate("90.5"), as_rate("150")])
LAWS = settings(max_examples=times(2))


def started() -> ds.InfusionStarted:
    return ds.InfusionStarted(order=ORDER, rate_ml_per_h=RATE, volume_ml=BAG, dose_mg=DOSE)


@st.composite
def infusions(draw: st.DrawFn) -> tuple[list[tuple[int, object]], Fraction, int]:
    """(second, fact)s of an infusion that may happen, the mL given by hand, and when it is asked."""
    steps = draw(st.lists(st.tuples(st.integers(1, 900), st.integers(0, 2), RATES), max_size=6))
    seconds = list(accumulate(step for step, _, _ in steps))
    told: list[tuple[int, object]] = [(0, started())]
    rate, running, volume, last = Fraction(RATE), True, Fraction(0), 0
    for at, (_, what, new) in zip(seconds, steps, strict=True):
        volume += rate * (at - last) / 3600 if running else 0
        last = at
        if running and what == 0:
            told.append((at, ds.InfusionPaused(reason="r")))
            running = False
        elif running:
            told.append((at, ds.RateChanged(rate_ml_per_h=new, reason="r")))
            rate = Fraction(new)
        else:
            told.append((at, ds.InfusionResumed(rate_ml_per_h=new, reason="r")))
            rate, running = Fraction(new), True
    end = last + draw(st.integers(1, 900))
    volume += rate * (end - last) / 3600 if running else 0
    if draw(st.booleans()):
        told.append((end, ds.InfusionStopped(reason="r")))
        end += draw(st.integers(0, 900))
    else:
        running = False
    return told, min(volume, Fraction(BAG)), end


def recorded(told: list[tuple[int, object]]) -> VisitState:
    state = VisitState()
    for number, (second, fact) in enumerate(told, 1):
        at = BEGAN + timedelta(seconds=second)
        state = fold(state, [cast.envelope(fact, number, at, NURSE)])
    return state


@LAWS
@for_all(infusions(), st.randoms(use_true_random=False))
def test_the_given_dose_is_the_same_in_whatever_order_the_facts_were_written_down(
    infusion: tuple[list[tuple[int, object]], Fraction, int], chance: object
) -> None:
    told, by_hand, end = infusion
    now = BEGAN + timedelta(seconds=end)
    in_order = given.infused(recorded(told), now)
    assert in_order.volume_ml == by_hand
    assert in_order.dose_mg == by_hand * Fraction(DOSE) / Fraction(BAG)
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = given.infused(recorded(shuffled), now)
    assert again == in_order


@LAWS
@for_all(infusions())
def test_the_rows_for_the_pharmacology_hold_the_same_milligrams(
    infusion: tuple[list[tuple[int, object]], Fraction, int],
) -> None:
    told, by_hand, end = infusion
    now = BEGAN + timedelta(seconds=end)
    rows = sorted(dose_rows.rows(recorded(told), now), key=lambda row: row.time)
    total, rate, last = Fraction(0), Fraction(0), BEGAN
    for row in rows:
        assert row.unit == "mg/h"
        assert row.rate is not None
        total += rate * Fraction((row.time - last) // timedelta(microseconds=1), 3_600_000_000)
        rate, last = row.rate, row.time
    if now > last:
        total += rate * Fraction((now - last) // timedelta(microseconds=1), 3_600_000_000)
    assert abs(total - by_hand * Fraction(DOSE) / Fraction(BAG)) < Fraction(1, 10**6)


@LAWS
@for_all(infusions())
def test_no_more_goes_in_than_the_bag_held_and_never_less_than_before(
    infusion: tuple[list[tuple[int, object]], Fraction, int],
) -> None:
    told, _, end = infusion
    state = recorded(told)
    volumes = [
        given.infused(state, BEGAN + timedelta(seconds=second)).volume_ml
        for second in range(0, end + 3600, 600)
    ]
    known = [volume for volume in volumes if volume is not None]
    assert len(known) == len(volumes)
    assert max(known) <= Fraction(BAG)


def test_an_infusion_past_the_end_of_its_bag_says_so() -> None:
    story = cast.started().wait(40)
    assert not given.infused(story.state, story.now).empty
    found = given.infused(story.wait(20).state, story.now)
    assert found.empty
    assert found.volume_ml == Fraction("100.7")
    assert found.dose_mg == 35
    assert found.running_for < timedelta(minutes=41)


# ── by hand ──────────────────────────────────────────────────────────────────────────────────


def test_stopped_early_the_rates_give_the_dose() -> None:
    """151 mL/h for 20 min is 50.333 mL of 100.7 mL with 35 mg: 17.494 mg."""
    story = cast.started().wait(20).must(c.StopDosing(reason="asks"))
    found = given.infused(story.state, story.now)
    assert found.volume_ml == Fraction(151, 3)
    assert found.dose_mg == Fraction(151, 3) * 35 / Fraction("100.7")
    assert not found.measured


def test_what_the_pump_showed_stands_above_the_rates_and_the_last_word_counts() -> None:
    story = cast.started().wait(20)
    story.must(c.StopDosing(reason="asks", given_ml=Ml(D(48))))
    assert given.infused(story.state, story.now).volume_ml == 48
    story.must(c.StopDosing(reason="read again", given_ml=Ml(D(47))))
    found = given.infused(story.state, story.now)
    assert found.volume_ml == 47
    assert found.measured


def test_a_second_stop_does_not_move_the_end() -> None:
    story = cast.started().wait(20).must(c.StopDosing(reason="asks"))
    ended = story.now
    story.wait(30).must(c.StopDosing(reason="again"))
    assert given.dose_ended(story.state) == ended
    late = ds.InfusionStopped(reason="it was two minutes earlier")
    story.record(late, late=32)
    assert given.dose_ended(story.state) == ended - timedelta(minutes=2)


@pytest.mark.parametrize("rate", [None, "90"])
def test_an_unknown_rate_or_an_unknown_drug_is_no_number(rate: str | None) -> None:
    found = ds.InfusionFoundRunning(
        rate_ml_per_h=None if rate is None else as_rate(rate), note="pump on"
    )
    story = cast.started().wait(10).record(found).wait(10)
    story.must(c.StopDosing(reason="found"))
    amounts = given.infused(story.state, story.now)
    assert amounts.dose_mg is None
    assert given.given_mg(story.state, story.now) is None
    assert (amounts.volume_ml is None) == (rate is None)
    assert amounts.running_for == timedelta(minutes=20), "how long is known all the same"


@pytest.mark.parametrize(("mg", "total"), [(None, None), ("20", Fraction(20))])
def test_a_dose_found_given_adds_what_is_known_of_it(
    mg: str | None, total: Fraction | None
) -> None:
    fact = ds.DoseFoundGiven(
        route=Route.IM, given_mg=None if mg is None else Mg(D(mg)), note="paper"
    )
    story = cast.booked().record(fact)
    assert given.given_mg(story.state, story.now) == total
    story = cast.ended().record(fact)
    assert given.given_mg(story.state, story.now) == (None if total is None else total + 35)


def test_sprays_and_injections_count_what_went_in() -> None:
    story = cast.started(knowledge(Route.NASAL))
    assert given.given_mg(story.state, story.now) == 28
    story.wait(5).must(c.GiveSpray(order=ORDER, lot="SYN-2"))
    assert given.given_mg(story.state, story.now) == 56
    injected = cast.started(knowledge(Route.IM))
    assert given.given_mg(injected.state, injected.now) == 35
    assert [row.amount for row in dose_rows.rows(injected.state)] == [35]


@LAWS
@for_all(st.integers(0, 1007), st.integers(0, 1007))
def test_conservation_drawn_is_given_left_in_the_line_and_wasted(tenths: int, more: int) -> None:
    """Whatever the pump showed and the line held, the balance names exactly what is missing."""
    given_ml, line_ml = sorted((Ml(D(tenths) / 10), Ml(D(more) / 10)))
    line_ml = Ml(min(line_ml, D("100.7") - given_ml))
    story = cast.started().wait(20).record(cast.readings())
    story.must(c.StopDosing(reason="asks", given_ml=given_ml))
    story.record(lv.LeftBeforeDischarge(circumstances="went"))
    story.record(ds.LineResidualRecorded(volume_ml=line_ml))
    strength = Fraction(35) / Fraction("100.7")
    missing = 35 - (Fraction(given_ml) + Fraction(line_ml)) * strength
    assert ("R40" in open_at_signing(story)) == (missing * 100 > 35)
    if missing * 100 > 35:
        seen = D(finding(story, "R40").seen["difference_mg"])
        assert abs(Fraction(seen) - missing) <= Fraction(1, 200)
    amount = Mg(D(round(missing * 1000)) / 1000)
    story.record(ds.DrugWasted(volume_ml=Ml(D(1)), amount_mg=amount, witness="nurse-2"))
    assert "R40" not in open_at_signing(story)


# ── completing ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("minutes", "held"), [(35.9, True), (36.1, False), (40, False), (55, False)]
)
def test_an_infusion_completes_when_nine_tenths_of_the_bag_are_in(
    minutes: float, held: bool
) -> None:
    """90 % of 100.7 mL at 151 mL/h is 36.01 minutes."""
    story = cast.started().wait(minutes)
    decision = story.do(c.CompleteInfusion())
    assert held_rules(decision) == ({"COMPLETE"} if held else set())
    if held:
        assert held_rules(story.do(c.CompleteInfusion(given_ml=Ml(D(80))))) == set()
        assert given.infused(story.state, story.now).volume_ml == 80


def test_a_pump_found_running_is_stopped_and_not_completed() -> None:
    story = cast.booked().record(ds.InfusionFoundRunning(note="n"))
    assert held_rules(story.do(c.CompleteInfusion())) == {"PHASE"}


# ── what a person says went in ───────────────────────────────────────────────────────────────


def test_what_was_drawn_goes_in_and_not_what_was_ordered() -> None:
    """By hand: 0.65 mL of 50 mg/mL is 32.5 mg; 35 mg are ordered."""
    story = before_dose(
        first={"syringe_ml": Ml(D(3)), "drawn_ml": Ml(D("0.65"))},
        second={"drawn_ml": Ml(D("0.65"))},
    )
    story.must(c.StartInfusion(order=ORDER)).wait(40).must(c.CompleteInfusion())
    assert given.given_mg(story.state, story.now) == Fraction("32.5")


def test_an_injection_may_go_in_in_part_and_never_more_than_was_drawn() -> None:
    story = cast.ready(knowledge(Route.IM))
    more = c.GiveInjection(order=ORDER, site="arm", given_ml=Ml(D("0.71")))
    assert held_rules(story.do(more)) == {"R20.given"}
    assert held_rules(story.do(c.GiveInjection(order=ORDER, site=" "))) == {"R52.site"}
    story.must(c.GiveInjection(order=ORDER, site="arm", given_ml=Ml(D("0.4"))))
    assert given.given_mg(story.state, story.now) == 20


@pytest.mark.parametrize(("late", "held"), [(30, True), (4, True), (3, False), (0, False)])
def test_a_completion_told_late_is_decided_at_its_own_time(late: int, held: bool) -> None:
    """By hand: 90 % of 100.7 mL is 90.63 mL; 151 mL/h gives 90.6 in 36 min and 93.1 in 37 min."""
    story = cast.started().wait(40)
    assert bool(held_rules(story.do(c.CompleteInfusion(), late=late))) is held
    assert (story.state.has(ds.InfusionCompleted)) is not held


def test_a_completion_is_no_reading_of_the_pump_and_leaves_what_is_in_the_line() -> None:
    story = cast.started().wait(40).must(c.CompleteInfusion())
    found = given.infused(story.state, story.now)
    assert (found.dose_mg, found.measured) == (Fraction(35), False)
    story.record(ds.LineResidualRecorded(volume_ml=Ml(D("10.07"))))
    assert given.infused(story.state, story.now).dose_mg == Fraction("31.5"), "a tenth of the bag"


def test_the_rows_add_up_to_the_volume_that_was_read_from_the_pump() -> None:
    story = cast.started().wait(20)
    story.must(c.StopDosing(reason="r", given_ml=Ml(D("45"))))
    [on, off] = dose_rows.rows(story.state, story.now)
    assert on.rate is not None
    total = on.rate * Fraction(int((off.time - on.time).total_seconds()), 3600)
    assert total == given.given_mg(story.state, story.now) == Fraction(45) * 35 / Fraction("100.7")


@pytest.mark.parametrize(("read", "flagged"), [("50", False), ("40.3", False), ("40.2", True)])
def test_a_pump_that_reads_another_volume_than_its_rates_is_flagged(
    read: str, flagged: bool
) -> None:
    """By hand: 151 mL/h for 20 min is 50.33 mL; a tenth of the bag is 10.07 mL."""
    story = cast.started().wait(20).must(c.StopDosing(reason="r", given_ml=Ml(D(read))))
    assert bool(story.state.flags) is flagged


def test_a_pump_found_running_again_after_a_pause_is_counted_and_flagged() -> None:
    """By hand: 10 min and 30 min at 151 mL/h are 100.67 of 100.7 mL."""
    story = cast.started().wait(20).record(ds.InfusionPaused(reason="toilet"), late=10)
    phases = [story.state.phase]
    story.record(ds.PumpFoundChanged(rate_ml_per_h=as_rate("151"), note="on again"), late=0)
    assert [*phases, story.state.phase] == [Phase.PAUSED, Phase.INFUSING]
    story.wait(30).must(c.StopDosing(reason="done"))
    infused = given.infused(story.state, story.now)
    assert infused.volume_ml == Fraction(151) * 40 / 60
    assert [flag.breach for flag in story.state.flags] == [False]
    stopped = cast.started().record(readings(spo2=88)).must(c.PauseInfusion(reason="r"))
    stopped.record(ds.PumpFoundChanged(rate_ml_per_h=as_rate("151"), note="on"))
    assert [flag.breach for flag in stopped.state.flags] == [True], "a resumption would be held"


def test_a_pump_found_set_before_any_start_is_a_breach_and_its_dose_not_known() -> None:
    """Not zero: drug may have gone in that nobody recorded."""
    story = cast.arrived().record(ds.PumpFoundChanged(rate_ml_per_h=as_rate("151"), note="on"))
    assert given.given_mg(story.state, story.now) is None
    assert [flag.breach for flag in story.state.flags] == [True]


@pytest.mark.parametrize(("rate", "held"), [("399", set()), ("400", {"ORDER"}), ("0", {"RATE"})])
def test_less_drug_is_never_held_whatever_runs(rate: str, held: set[str]) -> None:
    story = cast.arrived().record(ds.InfusionFoundRunning(rate_ml_per_h=as_rate("400"), note="n"))
    assert held_rules(story.do(c.ChangeRate(rate_ml_per_h=as_rate(rate), reason="r"))) == held
