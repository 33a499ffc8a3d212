"""The shared tablet: PINs, switching users, and the idle lock."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from morrow.clinic import live
from morrow.clinic.people import actions, credentials
from morrow.clinic.people.models import User
from morrow.clinic.people.sessions import SessionStore
from tests.clinic import cast as casting
from tests.clinic.cast import PIN, Cast, sign_in

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)  # 12:00 in New York
FETCH = {"Sec-Fetch-Mode": "cors"}


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(NOON)


@pytest.fixture
def tablet(cast: Cast) -> Client:
    """A tablet where the nurse, then the second nurse, signed in at noon."""
    client = Client()
    with time_machine.travel(NOON, tick=False):
        sign_in(client, "nurse")
        sign_in(client, "second-nurse")
    return client


def switch(client: Client, cast: Cast, who: str, pin: str = PIN) -> HttpResponse:
    fields = {"person": str(cast.people[who]), "pin": pin}
    return client.post(reverse("people:switch"), fields)  # type: ignore[return-value]


def holder(client: Client) -> str:
    user = client.session.get("_auth_user_id")
    return User.objects.get(id=user).username if user else ""


@pytest.mark.parametrize(
    ("who", "pin", "status", "then"),
    [
        ("nurse", PIN, HTTPStatus.FOUND, "nurse"),
        ("nurse", "802460", HTTPStatus.UNPROCESSABLE_ENTITY, "second-nurse"),
        ("nurse", "", HTTPStatus.UNPROCESSABLE_ENTITY, "second-nurse"),
        ("prescriber", PIN, HTTPStatus.UNPROCESSABLE_ENTITY, "second-nurse"),  # not here today
        ("far-nurse", PIN, HTTPStatus.UNPROCESSABLE_ENTITY, "second-nurse"),
    ],
)
def test_a_pin_switches_to_whoever_signed_in_here_today(
    tablet: Client, cast: Cast, who: str, pin: str, status: int, then: str
) -> None:
    with time_machine.travel(NOON):
        assert switch(tablet, cast, who, pin).status_code == status
        assert holder(tablet) == then


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (timedelta(hours=11, minutes=59), HTTPStatus.FOUND),  # 23:59 of the same day
        (timedelta(hours=12, minutes=1), HTTPStatus.UNPROCESSABLE_ENTITY),  # the next day
    ],
)
def test_a_pin_holds_to_the_end_of_the_clinics_day(
    tablet: Client, cast: Cast, later: timedelta, status: int
) -> None:
    with time_machine.travel(NOON + later):
        assert switch(tablet, cast, "nurse").status_code == status


def test_a_pin_opens_no_other_tablet_even_with_the_tablets_id(tablet: Client, cast: Cast) -> None:
    other = Client()
    other.cookies["morrow_tablet"] = tablet.cookies["morrow_tablet"].value.partition(":")[0]
    with time_machine.travel(NOON):
        assert switch(other, cast, "nurse").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert holder(other) == ""


def test_five_wrong_pins_an_hour_then_none(tablet: Client, cast: Cast) -> None:
    with time_machine.travel(NOON):
        for _ in range(5):
            assert switch(tablet, cast, "nurse", "123987").status_code == 422
        assert switch(tablet, cast, "nurse").status_code == HTTPStatus.TOO_MANY_REQUESTS
        # Somebody else's PIN, and the session that is open, are untouched.
        assert tablet.get(reverse("people:account")).status_code == HTTPStatus.OK
        assert switch(tablet, cast, "second-nurse").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("ended_by", ["signing out", "deactivation", "new password"])
def test_a_pin_ends_with(tablet: Client, cast: Cast, ended_by: str) -> None:
    person = cast.people["second-nurse"]
    with time_machine.travel(NOON):
        if ended_by == "signing out":
            tablet.post(reverse("people:sign_out"))
        elif ended_by == "deactivation":
            actions.deactivate(cast.duty(NOON), person=person, reason="left")
        else:
            actions.reset_password(cast.duty(NOON), person=person)
        assert switch(tablet, cast, "second-nurse").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert holder(tablet) in {"", "second-nurse"}
        assert tablet.get(reverse("people:account")).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("pin", "is_fine"),
    [
        ("802461", True), ("123456", False), ("654321", False), ("777777", False),
        ("12345", False), ("1234567", False), ("12a456", False), ("١٢٣٤٥٧", False),
    ],
)  # fmt: skip
def test_which_pins_are_taken(pin: str, is_fine: bool) -> None:
    assert (credentials.pin_trouble(pin) is None) == is_fine


def test_a_pin_is_set_with_ones_password(cast: Cast) -> None:
    client = Client()
    sign_in(client, "nurse")
    wrong = client.post(reverse("people:pin"), {"password": "wrong", "pin": "918273"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    right = client.post(reverse("people:pin"), {"password": casting.PASSWORD, "pin": "918273"})
    assert right.status_code == HTTPStatus.FOUND
    user = User.objects.get(username="nurse")
    assert user.check_pin("918273")
    assert "918273" not in user.pin


def test_nobody_without_a_pin_can_be_switched_to(cast: Cast) -> None:
    client = Client()
    sign_in(client, "newcomer")
    actions.reset_password(cast.duty(NOON), person=cast.people["newcomer"])  # takes the PIN as well
    assert not User.objects.get(username="newcomer").check_pin("")
    assert switch(client, cast, "newcomer", "").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(("idle_s", "status"), [(299, HTTPStatus.OK), (301, HTTPStatus.FOUND)])
def test_an_idle_tablet_locks_after_five_minutes(tablet: Client, idle_s: int, status: int) -> None:
    with time_machine.travel(NOON + timedelta(seconds=idle_s)):
        answer = tablet.get(reverse("people:account"))
        assert answer.status_code == status
        if status == HTTPStatus.FOUND:
            assert answer["Location"] == "/lock/?next=%2Faccount%2F"


def test_a_touch_keeps_it_open_and_what_a_page_fetches_does_not(tablet: Client) -> None:
    for minutes in (4, 8, 12):
        with time_machine.travel(NOON + timedelta(minutes=minutes)):
            assert tablet.post(reverse("people:seen")).status_code == HTTPStatus.NO_CONTENT
    for minutes in (13, 14, 15, 16):
        with time_machine.travel(NOON + timedelta(minutes=minutes)):
            assert tablet.get(reverse("people:account"), headers=FETCH).status_code == HTTPStatus.OK
    with time_machine.travel(NOON + timedelta(minutes=18)):
        answer = tablet.get(reverse("people:account"), headers=FETCH)
        assert answer.status_code == HTTPStatus.LOCKED
        assert answer.json()["go"] == "/lock/"


def test_a_locked_tablet_stays_locked_until_somebody_proves_who_they_are(
    tablet: Client, cast: Cast
) -> None:
    with time_machine.travel(NOON):
        tablet.post(reverse("people:lock"))
        assert tablet.get(reverse("people:account")).status_code == HTTPStatus.FOUND
        posted = tablet.post(reverse("people:pin"), {"password": "x", "pin": "918273"})
        assert posted.status_code == HTTPStatus.LOCKED
        assert b"nothing was saved" in posted.content
        switch(tablet, cast, "second-nurse", "000000")
        assert tablet.get(reverse("people:account")).status_code == HTTPStatus.FOUND
        switch(tablet, cast, "second-nurse")
        assert tablet.get(reverse("people:account")).status_code == HTTPStatus.OK


def test_a_request_under_way_does_not_undo_a_lock(tablet: Client, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        under_way = SessionStore(tablet.session.session_key)
        assert under_way["seen"]  # loaded before the lock
        tablet.post(reverse("people:lock"))
        under_way["seen"] = NOON.timestamp()
        under_way.save()  # and saved after it
        assert tablet.get(reverse("people:account")).status_code == HTTPStatus.FOUND
        assert switch(tablet, cast, "second-nurse").status_code == HTTPStatus.FOUND
        assert tablet.get(reverse("people:account")).status_code == HTTPStatus.OK


def test_a_session_that_was_ended_is_not_made_anew_by_a_request_under_way(tablet: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        under_way = SessionStore(tablet.session.session_key)
        assert under_way["seen"]
        tablet.post(reverse("people:sign_out"))
        under_way["seen"] = 1.0
        with pytest.raises(UpdateError):
            under_way.save()


def test_a_stream_ends_with_the_password_that_opened_it(cast: Cast) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False):
        sign_in(client, "nurse")
        watch = live._Watch(
            person=cast.people["nurse"], clinic=cast.clinic, visit=None, emergency=False,
            session=client.session.session_key or "",
        )  # fmt: skip
        assert watch.still_entitled()
        actions.reset_password(cast.duty(NOON), person=cast.people["nurse"])
        assert not watch.still_entitled()


def test_a_role_revoked_counts_from_the_next_request_on(cast: Cast) -> None:
    client = Client()
    sign_in(client, "admin")
    staff = reverse("people:staff", kwargs={"clinic": cast.clinic})
    assert client.get(staff).status_code == HTTPStatus.OK
    actions.set_roles(cast.duty(NOON), person=cast.people["admin"], wanted=[], reason="left")
    assert client.get(staff).status_code == HTTPStatus.NOT_FOUND
