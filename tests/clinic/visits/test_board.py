"""GET /clinics/<id>/board/"""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from morrow.care.visit.facts.planning import VisitBooked
from morrow.care.visit.values import Product, Route
from morrow.clinic import streams
from morrow.clinic.bedside import actions as devices
from morrow.clinic.bedside import inbox
from morrow.clinic.store import folds
from morrow.clinic.visits.board import Board, board
from morrow.clinic.visits.day import NO_CHAIR, strip
from tests.browser.visit.monitor import MONITOR, spoken
from tests.clinic.access.test_sweep import enter
from tests.clinic.cast import Cast, append
from tests.clinic.visits import told as telling


def seen(cast: Cast) -> Board:
    return board(cast.clinic, timezone.now())


def card(cast: Cast, told: telling.Told) -> Any:
    [found] = [each for each in seen(cast).cards if each.visit.id == told.visit]
    return found


def test_a_running_visit_shows_how_long_still_and_the_last_pressure_with_its_age(
    cast: Cast,
) -> None:
    told = telling.started(cast)
    shown = card(cast, told)
    assert (shown.word, shown.minutes_left, shown.left_of) == ("INFUSING", 40, "of the dose")
    assert (shown.bp, shown.bp_age_min, shown.bp_state) == ("122/76", 0, "fresh")
    assert (shown.nurse, shown.chair) == ("Nurse One, synthetic", "Chair 1")


@pytest.mark.parametrize(
    ("minutes", "state"), [(14, "fresh"), (15, "grey"), (19, "grey"), (20, "struck")]
)
def test_a_pressure_grows_old_by_its_due_interval(cast: Cast, minutes: int, state: str) -> None:
    """While dosing a set is due every 10 min: grey at 1.5, struck at 2 of that."""
    told = telling.started(cast)
    taken = told.row.bp_at
    assert taken is not None
    later = board(cast.clinic, taken + timedelta(minutes=minutes))
    [shown] = [each for each in later.cards if each.visit.id == told.visit]
    assert shown.bp_state == state


def test_what_blocks_a_start_is_said_before_and_after_arrival(cast: Cast) -> None:
    """The cast's own patient has neither consent nor an eligibility decision."""
    blocked = {each.visit.id: each.first_hold for each in seen(cast).blockers}
    planned, running = cast.records["near"]["visit"], cast.records["near"]["running"]
    assert "eligibility" in blocked[planned]
    assert blocked[running]
    told = telling.booked(cast)
    assert told.visit not in {each.visit.id for each in seen(cast).blockers}


def test_ready_is_a_matter_of_the_time(cast: Cast) -> None:
    """The baseline set is good for 15 minutes."""
    told = telling.ready(cast)
    assert card(cast, told).word == "READY"
    later = board(cast.clinic, timezone.now() + timedelta(minutes=16))
    [shown] = [each for each in later.cards if each.visit.id == told.visit]
    assert (shown.word, "baseline" in shown.first_hold.lower()) == ("CHECKING", True)


def test_an_open_alarm_stands_on_the_card_and_comes_first(cast: Cast) -> None:
    quiet, loud = telling.started(cast), telling.arrived(cast)
    loud.must("InfusionFoundRunning", {"note": "x"})
    loud.must("SetCharted", {"bp": "205/95"})
    first = seen(cast).running[0]
    assert (first.visit.id, first.visit.alarm_level) == (loud.visit, "stop")
    assert quiet.visit in {each.visit.id for each in seen(cast).running}


@pytest.mark.parametrize(
    ("minutes", "levels"), [(14, []), (16, ["medium"]), (19, ["medium"]), (21, ["high"])]
)
def test_a_set_that_is_missing_makes_its_card_loud(
    cast: Cast, minutes: int, levels: list[str]
) -> None:
    """Due at 10 min; missing 5 and escalated 10 min after that."""
    told = telling.started(cast)
    began = told.row.began_at
    assert began is not None
    later = board(cast.clinic, began + timedelta(minutes=minutes))
    [shown] = [each for each in later.cards if each.visit.id == told.visit]
    assert [one.level for one in shown.troubles] == levels
    assert all("Set missing for" in one.words for one in shown.troubles)


def test_a_bag_that_should_be_empty_stands_on_the_card(cast: Cast) -> None:
    told = telling.started(cast)
    ends = told.row.ends_at
    assert ends is not None
    later = board(cast.clinic, ends + timedelta(minutes=6))
    [shown] = [each for each in later.cards if each.visit.id == told.visit]
    assert "The bag should be empty" in " ".join(one.words for one in shown.troubles)


def test_what_is_wrong_comes_before_what_is_calm(cast: Cast) -> None:
    """The chair without trouble stands last, whatever the chairs are called."""
    late, told = telling.started(cast), telling.arrived(cast)
    began = late.row.began_at
    assert began is not None
    later = board(cast.clinic, began + timedelta(minutes=16))
    order = [each.visit.id for each in later.running]
    assert order.index(late.visit) < order.index(told.visit)


def test_a_silent_monitor_stands_on_the_card_of_a_watched_visit_alone(cast: Cast) -> None:
    told, now = telling.started(cast), timezone.now()
    chair = told.row.chair_id
    assert chair is not None
    inbox.receive(spoken(now, {}), "127.0.0.1:50000", now=now)
    devices.assign(cast.duty(now), device=MONITOR, chair=chair)
    assert [one.words for one in card(cast, told).troubles] == []
    later = board(cast.clinic, now + timedelta(minutes=2))
    [shown] = [each for each in later.cards if each.visit.id == told.visit]
    assert [(one.level, one.words) for one in shown.troubles] == [
        ("technical", "Monitor silent for 2 min")
    ]


def test_a_late_arrival_is_counted(cast: Cast) -> None:
    told = telling.booked(cast, hours=0)
    later = board(cast.clinic, timezone.now() + timedelta(minutes=12))
    shown = [each for each in later.cards if each.visit.id == told.visit]
    assert [each.late_min for each in shown] == [12]


def test_a_nurse_with_a_dose_running_has_no_hand_free(cast: Cast) -> None:
    telling.started(cast)
    nurses = {nurse.name: nurse.dosing for nurse in seen(cast).nurses}
    assert nurses["Nurse One, synthetic"] == 1
    assert nurses["Nurse Two, synthetic"] == 0


def test_the_hands_that_are_free_stand_beside_what_blocks_a_start(cast: Cast) -> None:
    before = seen(cast).hands_free
    telling.started(cast)
    after = seen(cast)
    assert after.hands_free == before - 1
    assert after.next_free
    page = enter(cast, "coordinator").get(f"/clinics/{cast.clinic}/board/").content.decode()
    assert "with a hand free" in page


def test_who_is_expected_can_be_moved_and_cancelled_from_the_board(cast: Cast) -> None:
    told = telling.booked(cast, hours=0)
    page = enter(cast, "coordinator").get(f"/clinics/{cast.clinic}/board/").content.decode()
    for way in ("move", "cancel"):
        assert f"/visits/{told.visit}/{way}/" in page


@pytest.mark.parametrize(("who", "offered"), [("coordinator", True), ("director", False)])
def test_an_arrival_is_told_from_the_board_by_whoever_may_record_it(
    cast: Cast, who: str, offered: bool
) -> None:
    told = telling.booked(cast, hours=0)
    page = enter(cast, who).get(f"/clinics/{cast.clinic}/board/").content.decode()
    assert (f'data-arrived="/visits/{told.visit}/acts/PatientArrived/"' in page) is offered


def test_visits_at_the_same_time_stand_in_lanes_and_none_is_drawn_over_another(cast: Cast) -> None:
    for hours in (0, 0.5, 1):
        telling.booked(cast, hours=hours)
    rows = {row.chair: row.lanes for row in strip(seen(cast)).rows}
    assert len(rows[NO_CHAIR]) >= 3
    for lane in (lane for lanes in rows.values() for lane in lanes):
        assert all(one.right <= next_.left for one, next_ in pairwise(lane))


def test_the_page_and_its_fragment_show_names_phases_and_no_other_clinic(cast: Cast) -> None:
    telling.started(cast)
    client = enter(cast, "coordinator")
    for path in ("board/", "board/cards/"):
        page = client.get(f"/clinics/{cast.clinic}/{path}").content.decode()
        assert "INFUSING" in page
        assert "Syntheticnear" in page
        assert "Syntheticfar" not in page


def test_two_hundred_visits_cost_as_many_queries_as_two(cast: Cast) -> None:
    patient, now = cast.records["near"]["patient"], timezone.now()
    counts: list[int] = []
    booked = VisitBooked(
        patient=patient, product=Product.KETAMINE, route=Route.IV, protocol="iv-ketamine",
        starts_at=now, minutes=120,
    )  # fmt: skip
    for many in (2, 200):
        for _ in range(many - len(counts) * 2):
            append(cast.duty(now), streams.of_visit(uuid4()), booked)
        board(cast.clinic, now)  # the states of streams are folded once, then kept
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(board(cast.clinic, now).cards) >= many
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8, counts
    folds.forget()
