"""Every principal tries every route: on the near clinic's records, the far one's, and mixed.

The expectation is read off the policy table alone.  What is denied changes nothing but the access
log and shows nothing of the other clinic.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http import HTTPStatus
from itertools import product
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from morrow.care.clinic import Machine, Role
from morrow.clinic.people.models import Opening, User
from morrow.clinic.policy import POLICY, Reach
from morrow.clinic.store import folds
from tests.clinic import cast as casting
from tests.clinic.access.examples import ALL, Example
from tests.clinic.cast import NAMES, Cast

DENIED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
NOBODY = ("anonymous", "leaver", *(machine.value for machine in Machine))
PERSONS = tuple(username for username, _ in NAMES.values())
PRINCIPALS = (*NOBODY, "newcomer", "nobody-yet", *PERSONS, *(f"far-{name}" for name in PERSONS))
# The log and the session are written by a denial too; guesses are counted before anybody is.
MAY_CHANGE = {"people_opening", "django_session", "people_guesscount"}


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


def routes(patterns: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the program with its full name."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern


def operations(route: str) -> tuple[str, ...]:
    [found] = [getattr(p.callback, "operations", ()) for name, p in routes() if name == route]
    return tuple(found)


def test_every_route_declares_an_operation_and_has_an_example() -> None:
    named = dict(routes())
    undeclared = [name for name, p in named.items() if not getattr(p.callback, "operations", ())]
    assert undeclared == []
    assert set(named) == {example.route for example in ALL}


def test_every_operation_of_a_route_with_several_has_an_example() -> None:
    wanted = {(name, op) for name, _ in routes() for op in operations(name)}
    given = {(e.route, e.operation or operations(e.route)[0]) for e in ALL}
    assert wanted == given


@pytest.mark.parametrize("who", PRINCIPALS)
def test_each_gets_what_the_policy_gives(cast: Cast, who: str) -> None:
    client = enter(cast, who)
    wrong, before = [], state()
    secrets = {place: secrets_of(cast, place, who) for place in cast.records}
    for example, place in product(ALL, ("near", "far")):
        said = f"{example.method} {example.route} at {place}"
        with undone(client):
            answer = send(client, example, cast.records[place])
            if not as_expected(who, example, place, answer):
                wrong.append(f"{said}: {answer.status_code}")
            if answer.status_code in {*DENIED, HTTPStatus.UNAUTHORIZED}:
                if state() != before:
                    wrong.append(f"{said} changed the store")
                shown = [each for each in secrets[place] if each in answer.content.decode()]
                wrong += [f"{said} shows {each!r}" for each in shown]
    assert wrong == []


@pytest.mark.parametrize("example", [e for e in ALL if e.kwargs], ids=lambda e: e.route)
def test_a_record_of_another_clinic_never_comes_in_by_path_or_body(
    cast: Cast, example: Example
) -> None:
    """One id of the near clinic's request is exchanged for the far clinic's, each in turn."""
    rule = POLICY[example.operation or operations(example.route)[0]]
    client = enter(cast, NAMES[rule.roles[0]][0] if rule.roles else "nurse")
    near, far = cast.records["near"], cast.records["far"]
    given = [*_words(example.kwargs), *_words(example.body)]
    words = {word[1:] for word in given if word.startswith("@")}
    assert words, "the example names no record"
    for word in words:
        with undone(client):
            before = state()
            answer = send(client, example, {**near, word: far[word]})
            assert answer.status_code in {*DENIED, HTTPStatus.UNPROCESSABLE_ENTITY}, word
            assert state() == before, word


def test_a_denied_opening_is_one_line_in_the_log(cast: Cast) -> None:
    client = enter(cast, "nurse")
    client.get(reverse("people:staff", kwargs={"clinic": cast.clinic}))
    client.get(reverse("people:staff", kwargs={"clinic": cast.far_clinic}))
    lines = Opening.objects.order_by("at").values_list("record", "allowed", "operation", "role")
    assert list(lines) == [
        (f"clinic:{cast.clinic}", False, "staff.manage", ""),
        (f"clinic:{cast.far_clinic}", False, "staff.manage", ""),
    ]


# ── the machinery ────────────────────────────────────────────────────────────────────────────


def enter(cast: Cast, who: str) -> Client:
    """A client as this principal.  Those who cannot sign in get a session forged for them."""
    client = Client()
    if who == "anonymous":
        return client
    if who in {machine.value for machine in Machine}:
        session = client.session
        session["_auth_user_id"] = str(uuid5(NAMESPACE_OID, who))
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
        return client
    user = User.objects.get(username=who)
    client.force_login(user)
    session = client.session
    session["seen"] = timezone.now().timestamp()
    session.save()
    return client


def send(client: Client, example: Example, records: dict[str, UUID]) -> HttpResponse:
    path = reverse(example.route, kwargs=_filled(example.kwargs, records))
    body = _filled(example.body, records)
    if example.method == "GET":
        return client.get(path, body)  # type: ignore[return-value]
    if example.as_json:
        return client.post(path, body, content_type="application/json")  # type: ignore[return-value]
    return client.post(path, body)  # type: ignore[return-value]


def as_expected(who: str, example: Example, place: str, answer: HttpResponse) -> bool:
    """Judge an answer by the policy alone."""
    rule = POLICY[example.operation or operations(example.route)[0]]
    get = example.method == "GET"
    if rule.reach is Reach.EVERYONE:
        return answer.status_code == example.ok
    if who in NOBODY:
        return led(answer, "/sign-in/") if get else answer.status_code == HTTPStatus.UNAUTHORIZED
    own = {"people.account", "people.sign_out", "people.lock"}
    if who == "newcomer" and not own & set(operations(example.route)):
        return led(answer, "/account/") if get else answer.status_code == HTTPStatus.FORBIDDEN
    if rule.reach is Reach.SELF:
        return answer.status_code in {example.ok, HTTPStatus.OK}
    if who == "nobody-yet" or (who.startswith("far-") != (place == "far")):
        return answer.status_code == HTTPStatus.NOT_FOUND
    [role] = [r for r, (name, _) in NAMES.items() if name == who.removeprefix("far-")]
    wanted = example.ok if role in rule.roles else HTTPStatus.FORBIDDEN
    return answer.status_code == wanted


def led(answer: HttpResponse, to: str) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer.headers["Location"].startswith(to)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever happens inside has not happened, in the store, in memory and in the browser."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies
    folds.forget()


def state() -> str:
    """A digest of every row that a denial may not change."""
    digest = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and table not in MAY_CHANGE:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                digest.update(repr(sorted(map(repr, cursor.fetchall()))).encode())
    return digest.hexdigest()


def secrets_of(cast: Cast, place: str, who: str) -> list[str]:
    """Words that only the place's own people may read: its staff's names."""
    near = place == "near"
    mine = User.objects.filter(username=who).values_list("name", flat=True)
    staff = [name for name, each in cast.people.items() if name.startswith("far-") != near]
    names = User.objects.filter(username__in=staff).values_list("name", flat=True)
    patient = casting.PATIENTS[place]
    return [patient.family_name, *(name for name in names if name not in set(mine))]


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [word for inner in value.values() for word in _words(inner)]
    if isinstance(value, list):
        return [word for inner in value for word in _words(inner)]
    return [value] if isinstance(value, str) else []


def _filled(value: Any, records: dict[str, UUID]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, records) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, records) for inner in value]
    if isinstance(value, str) and value.startswith("@"):
        return str(records[value[1:]])
    return value


def test_the_cast_has_a_person_for_each_role() -> None:
    assert set(NAMES) == set(Role)
