"""Signing on the spot."""

import hashlib
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from morrow.clinic.people import guards
from morrow.clinic.people.credentials import NotProven
from morrow.clinic.people.models import SignedText
from morrow.clinic.people.signatures import Purpose, Signed, re_authenticate
from morrow.clinic.store.writer import write
from tests.clinic.cast import PASSWORD, PIN, Cast, sign_in

TEXT = "Ketamine 40 mg in 100 mL over 40 min at 150 mL/h."


@pytest.fixture
def client(cast: Cast) -> Client:
    """The nurse's tablet, where the second nurse signed in earlier today."""
    client = Client()
    sign_in(client, "second-nurse")
    sign_in(client, "nurse")
    return client


@pytest.fixture
def request_(client: Client) -> HttpRequest:
    """A request from that tablet, with its session."""
    request = RequestFactory().post("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.session = client.session
    return request


@pytest.mark.parametrize("secret", [PASSWORD, PIN])
def test_a_second_person_signs_and_the_first_stays_signed_in(
    cast: Cast, client: Client, request_: HttpRequest, secret: str
) -> None:
    before = _content(request_.session)
    signed = re_authenticate(
        request_, username="second-nurse", secret=secret, text=TEXT,
        operation="visit.check_preparation", clinic=cast.clinic,
        purpose=Purpose.WITNESS, beside=cast.people["nurse"],
    )  # fmt: skip
    assert isinstance(signed, Signed)
    assert signed.signature.person == str(cast.people["second-nurse"])
    assert signed.signature.text_hash == hashlib.sha256(TEXT.encode()).hexdigest()
    assert signed.actor.roles == {"nurse"}
    row = SignedText.objects.get()
    assert (row.text, row.text_hash) == (TEXT, signed.signature.text_hash)
    assert (row.person_id, row.beside_id) == (cast.people["second-nurse"], cast.people["nurse"])
    assert client.session["_auth_user_id"] == str(cast.people["nurse"])
    assert _content(request_.session) == before


@pytest.mark.parametrize(
    ("username", "secret", "words"),
    [
        ("second-nurse", "wrong", "not right"),
        ("stranger", PASSWORD, "not right"),
        ("leaver", PASSWORD, "not right"),
        ("newcomer", PASSWORD, "choose your own password"),  # an admin knows the one-time one
        ("prescriber", PIN, "not right"),  # has not signed in on this tablet
        ("far-nurse", PASSWORD, "may not do this at this clinic"),
        ("coordinator", PASSWORD, "may not do this at this clinic"),
        ("nurse", PASSWORD, "another one than the first"),
        ("NURSE", PIN, "another one than the first"),
    ],
)
def test_who_may_not_witness(
    cast: Cast, request_: HttpRequest, username: str, secret: str, words: str
) -> None:
    answer = re_authenticate(
        request_, username=username, secret=secret, text=TEXT,
        operation="visit.check_preparation", clinic=cast.clinic,
        purpose=Purpose.WITNESS, beside=cast.people["nurse"],
    )  # fmt: skip
    assert isinstance(answer, NotProven)
    assert words in answer.words
    assert not SignedText.objects.exists()


def test_guesses_at_a_signature_are_counted_as_at_sign_in(
    cast: Cast, request_: HttpRequest
) -> None:
    answers = [
        re_authenticate(
            request_, username="prescriber", secret=secret, text=TEXT, operation="visit.order",
            clinic=cast.clinic,
        )
        for secret in ["guess"] * 5 + [PASSWORD]
    ]  # fmt: skip
    last = answers[-1]
    assert isinstance(last, NotProven)
    assert last.again_at is not None


@pytest.mark.parametrize(
    ("text", "purpose", "with_beside"),
    [
        (" ", Purpose.SIGNATURE, False),
        (TEXT, Purpose.WITNESS, False),
        (TEXT, Purpose.SIGNATURE, True),
    ],
)
def test_an_empty_text_or_a_wrong_first_person_is_our_bug(
    cast: Cast, request_: HttpRequest, text: str, purpose: Purpose, with_beside: bool
) -> None:
    with pytest.raises(ValueError, match=r"empty text|second one"):
        re_authenticate(
            request_, username="nurse", secret=PASSWORD, text=text, operation="visit.sign",
            clinic=cast.clinic, purpose=purpose,
            beside=cast.people["nurse"] if with_beside else None,
        )  # fmt: skip


@pytest.mark.parametrize("purpose", [Purpose.WITNESS, Purpose.COSIGNATURE])
def test_the_database_refuses_a_second_person_who_is_the_first(
    cast: Cast, purpose: Purpose
) -> None:
    one = cast.people["nurse"]
    with pytest.raises(DatabaseError, match="second_person_is_another"):
        write(lambda: _row(person_id=one, beside_id=one, purpose=purpose))
    with pytest.raises(DatabaseError, match="second_person_is_another"):
        write(lambda: _row(person_id=one, beside_id=None, purpose=purpose))
    write(lambda: _row(person_id=one, beside_id=uuid4(), purpose=purpose))


@pytest.mark.parametrize("table", guards.TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET tablet = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_signed_and_who_opened_what(
    cast: Cast, client: Client, request_: HttpRequest, table: str, change: str
) -> None:
    client.get(f"/clinics/{cast.clinic}/staff/")
    re_authenticate(
        request_, username="nurse", secret=PASSWORD, text=TEXT, operation="visit.sign",
        clinic=cast.clinic,
    )  # fmt: skip

    def unit() -> None:
        with connection.cursor() as cursor:
            cursor.execute(change.format(table))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        write(unit)


def _row(**given: object) -> SignedText:
    return SignedText.objects.create(
        clinic_id=uuid4(), text="t", text_hash="h", tablet="", at=timezone.now(), **given
    )


def _content(session: SessionBase) -> dict[str, object]:
    return dict(session.items())
