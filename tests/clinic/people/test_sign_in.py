"""Signing in by password."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from morrow.clinic.people import actions, tablet
from morrow.clinic.people.models import TabletSignIn, User
from tests.clinic.cast import PASSWORD, Cast, sign_in

START = "/sign-in/"


def attempt(client: Client, username: str, password: str) -> HttpResponse:
    return client.post(START, {"username": username, "password": password})  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("username", "password", "status"),
    [
        ("nurse", PASSWORD, HTTPStatus.FOUND),
        ("NURSE", PASSWORD, HTTPStatus.FOUND),
        ("nurse", PASSWORD + " ", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("nurse", "", HTTPStatus.UNPROCESSABLE_ENTITY),
        ("stranger", PASSWORD, HTTPStatus.UNPROCESSABLE_ENTITY),
        ("leaver", PASSWORD, HTTPStatus.UNPROCESSABLE_ENTITY),
        ("clock", PASSWORD, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_who_gets_in(cast: Cast, username: str, password: str, status: int) -> None:
    client = Client()
    assert attempt(client, username, password).status_code == status
    inside = client.get(reverse("people:account")).status_code == HTTPStatus.OK
    assert inside == (status == HTTPStatus.FOUND)


def test_the_answer_is_the_same_for_a_wrong_password_and_for_a_name_that_nobody_has(
    cast: Cast,
) -> None:
    pages = [
        re.sub(rb"[A-Za-z0-9]{64}", b"TOKEN", attempt(Client(), name, "wrong").content)
        for name in ("nurse", "stranger")
    ]
    assert pages[0].replace(b"nurse", b"stranger") == pages[1]


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed: what a sign-in's time is made of."""

    runs: ClassVar[list[str]] = []

    def encode(self, password: Any, salt: Any) -> str:
        self.runs.append(password)
        return super().encode(password, salt)


@override_settings(PASSWORD_HASHERS=[f"{__name__}.CountingHasher"])
@pytest.mark.parametrize("username", ["nurse", "leaver", "stranger", "nobody-yet"])
def test_every_guess_hashes_once_whoever_is_named(cast: Cast, username: str) -> None:
    CountingHasher.runs.clear()
    attempt(Client(), username, "wrong")
    assert CountingHasher.runs == ["wrong"]


def test_the_session_is_a_new_one_after_signing_in(cast: Cast) -> None:
    client = Client()
    client.session.save()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    sign_in(client, "nurse")
    assert client.session.session_key != session.session_key
    assert not type(session)(session.session_key).load()


def test_a_session_of_another_person_leaves_nothing_behind(cast: Cast) -> None:
    client = Client()
    sign_in(client, "nurse")
    session = client.session
    session["left-behind"] = "a name"
    session.save()
    sign_in(client, "second-nurse")
    assert "left-behind" not in client.session


def test_strangers_get_five_guesses_an_hour_and_the_person_keeps_working(cast: Cast) -> None:
    victim, attacker = Client(), Client()
    sign_in(victim, "nurse")
    for _ in range(5):
        assert attempt(attacker, "nurse", "guess").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    refused = attempt(attacker, "nurse", PASSWORD)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert b"Wait 60 min" in refused.content
    # The victim's open session and the tablet that knows the victim are untouched.
    assert victim.get(reverse("people:account")).status_code == HTTPStatus.OK
    assert attempt(victim, "nurse", PASSWORD).status_code == HTTPStatus.FOUND


def test_one_account_takes_at_most_ten_wrong_guesses_an_hour_from_everywhere(cast: Cast) -> None:
    own, judged = Client(), 0
    sign_in(own, "nurse")
    for client in [own] * 20 + [Client() for _ in range(20)]:
        answer = attempt(client, "nurse", "guess")
        judged += answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert judged == 10


def test_the_hour_passes(cast: Cast) -> None:
    client, now = Client(), timezone.now()
    for _ in range(6):
        attempt(client, "nurse", "guess")
    with time_machine.travel(now + timedelta(minutes=59)):
        assert attempt(client, "nurse", PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS
    with time_machine.travel(now + timedelta(minutes=61)):
        assert attempt(client, "nurse", PASSWORD).status_code == HTTPStatus.FOUND


def test_a_right_password_is_no_guess(cast: Cast) -> None:
    for _ in range(12):
        sign_in(Client(), "nurse")


def test_one_address_cannot_try_one_password_on_everybody(cast: Cast) -> None:
    answers = [attempt(Client(), f"name{n}", "guess").status_code for n in range(101)]
    assert answers[99] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answers[100] == HTTPStatus.TOO_MANY_REQUESTS


def test_strangers_at_our_address_cannot_shut_our_own_tablets_out(cast: Cast) -> None:
    ours = Client()
    sign_in(ours, "nurse")
    for number in range(101):
        attempt(Client(), f"name{number}", "guess")
    assert attempt(Client(), "nurse", PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt(ours, "nurse", PASSWORD).status_code == HTTPStatus.FOUND


def test_signing_in_remembers_the_tablet_by_a_signed_cookie(cast: Cast) -> None:
    client = Client()
    sign_in(client, "nurse")
    value = client.cookies[tablet.COOKIE].value
    row = TabletSignIn.objects.get()
    assert value.startswith(row.tablet)
    assert value != row.tablet


def test_after_signing_in_one_is_led_only_to_our_own_pages(cast: Cast) -> None:
    fields = {"username": "nurse", "password": PASSWORD}
    ours = Client().post(START, {**fields, "next": "/account/"})
    theirs = Client().post(START, {**fields, "next": "https://elsewhere.example/"})
    assert (ours["Location"], theirs["Location"]) == ("/account/", "/")


def test_a_one_time_password_must_be_replaced_before_anything_else(cast: Cast) -> None:
    client = Client()
    invited = actions.invite(
        cast.duty(timezone.now()), username="nurse-five", name="Nurse Five, synthetic", roles=[]
    )
    assert attempt(client, "nurse-five", invited.one_time_password).status_code == HTTPStatus.FOUND
    led = client.get(reverse("people:home"))
    assert led["Location"].startswith(reverse("people:account"))
    new = "a lamp beside the harbour"
    changed = client.post(
        reverse("people:password"), {"old": invited.one_time_password, "new": new}
    )
    assert changed.status_code == HTTPStatus.FOUND
    assert client.get(reverse("people:home")).status_code == HTTPStatus.OK
    assert attempt(Client(), "nurse-five", new).status_code == HTTPStatus.FOUND
    again = attempt(Client(), "nurse-five", invited.one_time_password)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(("hours", "gets_in"), [(71.9, True), (72.1, False)])
def test_a_one_time_password_expires_after_72_hours(
    cast: Cast, hours: float, gets_in: bool
) -> None:
    now = timezone.now()
    invited = actions.invite(
        cast.duty(now), username="nurse-five", name="Nurse Five, synthetic", roles=[]
    )
    with time_machine.travel(now + timedelta(hours=hours)):
        answer = attempt(Client(), "nurse-five", invited.one_time_password)
    assert (answer.status_code == HTTPStatus.FOUND) == gets_in


@pytest.mark.parametrize("new", ["short", "password1234", "nurseonesynthetic"])
def test_a_weak_password_is_refused(cast: Cast, new: str) -> None:
    client = Client()
    sign_in(client, "nurse")
    answer = client.post(reverse("people:password"), {"old": PASSWORD, "new": new})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert User.objects.get(username="nurse").check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, "nurse")
    sign_in(elsewhere, "nurse")
    here.post(reverse("people:password"), {"old": PASSWORD, "new": "a lamp beside the harbour"})
    assert here.get(reverse("people:account")).status_code == HTTPStatus.OK
    assert elsewhere.get(reverse("people:account")).status_code == HTTPStatus.FOUND


def test_signing_out_ends_the_session_on_the_server(cast: Cast) -> None:
    client = Client()
    sign_in(client, "nurse")
    key = client.session.session_key
    client.post(reverse("people:sign_out"))
    client.cookies[settings.SESSION_COOKIE_NAME] = key or ""
    assert client.get(reverse("people:account")).status_code == HTTPStatus.FOUND


def test_a_form_without_its_token_is_refused_in_plain_words(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = attempt(client, "nurse", PASSWORD)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert b"Nothing was saved" in answer.content
    assert client.get(reverse("people:account")).status_code == HTTPStatus.FOUND


def test_a_body_of_ten_megabytes_is_refused_in_plain_words(cast: Cast) -> None:
    answer = Client().post(START, {"username": "x" * 10_000_000, "password": "y"})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert b"larger than 1 MiB" in answer.content
