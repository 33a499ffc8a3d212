"""The staff page."""

from http import HTTPStatus
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from morrow.care.clinic import Role, StaffRoleGranted, StaffRoleRevoked
from morrow.clinic import journal
from morrow.clinic.people import actions
from morrow.clinic.people.models import StaffQualification, StaffRole, User
from morrow.clinic.store import rebuild
from tests.clinic.cast import PASSWORD, Cast, sign_in


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    sign_in(client, "admin")
    return client


def roles_of(person: UUID) -> set[str]:
    return set(StaffRole.objects.filter(person_id=person).values_list("role", flat=True))


def last_facts(cast: Cast, number: int) -> list[object]:
    return [recorded.fact for recorded in journal.read(actions.stream(cast.clinic))][-number:]


def page(cast: Cast, name: str = "staff", who: str = "") -> str:
    kwargs = {"clinic": cast.clinic} | ({"person": cast.people[who]} if who else {})
    return reverse(f"people:{name}", kwargs=kwargs)


INVITED = {
    "name": "Nurse Five, synthetic",
    "username": "Nurse.Five",
    "roles": ["nurse", "coordinator"],
}


def test_an_invited_person_gets_a_password_once_and_roles_as_facts(
    cast: Cast, client: Client
) -> None:
    answer = client.post(page(cast), INVITED)
    user = User.objects.get(username="nurse.five")
    assert roles_of(user.id) == {"nurse", "coordinator"}
    assert last_facts(cast, 2) == [
        StaffRoleGranted(person=user.id, role=Role.COORDINATOR),
        StaffRoleGranted(person=user.id, role=Role.NURSE),
    ]
    shown = answer.context["invited"].one_time_password
    assert shown.encode() in answer.content
    assert user.check_password(shown)
    assert shown.encode() not in client.get(page(cast)).content


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "nurse"}, "username"),
        ({"username": "NURSE"}, "username"),
        ({"username": "far-nurse"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": ""}, "username"),
        ({"name": ""}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["surgeon"]}, "roles"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_stored(
    cast: Cast, client: Client, change: dict[str, object], field: str
) -> None:
    people, facts = User.objects.count(), len(journal.since(0))
    answer = client.post(page(cast), INVITED | change)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(answer.context["form"].errors) == [field]
    assert (User.objects.count(), len(journal.since(0))) == (people, facts)


def test_rights_are_changed_by_facts_and_only_by_what_differs(cast: Cast, client: Client) -> None:
    nurse = cast.people["nurse"]
    given = {
        "roles": ["prescriber"],
        "psychiatrist": "on",
        "acls": "on",
        "acls_until": "2030-01-31",
    }
    assert client.post(page(cast, "member", "nurse"), given).status_code == HTTPStatus.FOUND
    assert roles_of(nurse) == {"prescriber"}
    held = StaffQualification.objects.filter(person_id=nurse).order_by("qualification")
    assert [(row.qualification, str(row.expires_on)) for row in held] == [
        ("acls", "2030-01-31"),
        ("psychiatrist", "None"),
    ]
    facts = len(journal.since(0))
    client.post(page(cast, "member", "nurse"), given)
    assert len(journal.since(0)) == facts


def test_acls_needs_its_last_day(cast: Cast, client: Client) -> None:
    answer = client.post(page(cast, "member", "nurse"), {"roles": ["nurse"], "acls": "on"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert b"last day" in answer.content


def test_nobody_changes_their_own_rights(cast: Cast, client: Client) -> None:
    own = {"roles": ["admin", "nurse"]}
    assert client.post(page(cast, "member", "admin"), own).status_code == HTTPStatus.CONFLICT
    ended = client.post(page(cast, "deactivate", "admin"), {"reason": "x"})
    assert ended.status_code == HTTPStatus.CONFLICT
    client.post(page(cast, "new_password", "admin"))
    assert roles_of(cast.people["admin"]) == {"admin"}
    assert User.objects.get(username="admin").check_password(PASSWORD)


def test_who_leaves_loses_roles_account_and_session_at_once(cast: Cast, client: Client) -> None:
    theirs = Client()
    sign_in(theirs, "nurse")
    answer = client.post(page(cast, "deactivate", "nurse"), {"reason": "Moved away."})
    assert answer.status_code == HTTPStatus.FOUND
    assert theirs.get(reverse("people:account")).status_code == HTTPStatus.FOUND
    assert not User.objects.get(username="nurse").is_active
    [fact] = last_facts(cast, 1)
    assert fact == StaffRoleRevoked(
        person=cast.people["nurse"], role=Role.NURSE, reason="Moved away."
    )


def test_who_works_elsewhere_too_keeps_the_account(cast: Cast, client: Client) -> None:
    nurse = cast.people["nurse"]
    there = cast.duty(journal.since(0)[0].recorded_at, clinic=cast.far_clinic)
    actions.set_roles(there, person=nurse, wanted=[Role.NURSE], reason="lends a hand")
    client.post(page(cast, "deactivate", "nurse"), {"reason": "Moved away."})
    assert User.objects.get(username="nurse").is_active
    assert list(StaffRole.objects.filter(person_id=nurse).values_list("clinic_id", flat=True)) == [
        cast.far_clinic
    ]


def test_somebody_who_left_can_be_invited_again_under_the_same_id(
    cast: Cast, client: Client
) -> None:
    again = INVITED | {"username": "leaver", "name": "Nurse Three, synthetic"}
    assert client.post(page(cast), again).status_code == HTTPStatus.OK
    assert roles_of(cast.people["leaver"]) == {"nurse", "coordinator"}


def test_a_new_one_time_password_ends_every_session(cast: Cast, client: Client) -> None:
    theirs = Client()
    sign_in(theirs, "nurse")
    answer = client.post(page(cast, "new_password", "nurse"))
    shown = answer.context["one_time_password"]
    assert User.objects.get(username="nurse").check_password(shown)
    assert theirs.get(reverse("people:account")).status_code == HTTPStatus.FOUND


def test_a_password_that_opens_another_clinic_too_is_not_made_here(
    cast: Cast, client: Client
) -> None:
    far = cast.duty(timezone.now(), clinic=cast.far_clinic)
    actions.set_roles(far, person=cast.people["nurse"], wanted=[Role.NURSE], reason="helps out")
    before = User.objects.get(username="nurse").password
    answer = client.post(page(cast, "new_password", "nurse"), follow=True)
    assert "This person also works at" in answer.content.decode()
    assert User.objects.get(username="nurse").password == before
    actions.set_roles(far, person=cast.people["admin"], wanted=[Role.ADMIN], reason="both")
    assert client.post(page(cast, "new_password", "nurse")).status_code == HTTPStatus.OK
    assert User.objects.get(username="nurse").password != before


def test_the_projections_are_equal_row_for_row_after_a_rebuild(cast: Cast, client: Client) -> None:
    client.post(
        page(cast, "member", "nurse"),
        {"roles": ["prescriber"], "acls": "on", "acls_until": "2030-01-31"},
    )
    before = _rows()
    assert before
    rebuild.rebuild()
    assert _rows() == before


def _rows() -> list[tuple[object, ...]]:
    return sorted(
        [*StaffRole.objects.values_list(), *StaffQualification.objects.values_list()], key=repr
    )
