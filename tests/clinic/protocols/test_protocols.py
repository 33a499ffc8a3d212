"""Protocol versions: who may prepare and sign, what is refused, and what is in force after."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from morrow.care.clinic import Role
from morrow.care.protocols import ALL, protocol
from morrow.care.protocols.facts import in_force
from morrow.clinic.people import actions
from morrow.clinic.protocols import queries
from morrow.clinic.protocols.models import ProtocolVersion
from tests.clinic import cast as people

pytestmark = pytest.mark.django_db
IV = "iv-ketamine"
NEXT = 3  # the cast has one version in force and one that waits


@pytest.fixture
def cast() -> people.Cast:
    return people.make(timezone.now())


def fields(**changes: str) -> dict[str, str]:
    """The form as it is shown, with these entries changed."""
    library = protocol(IV)
    shown = {row.key: row.value for group in queries.groups(library) for row in group.rows}
    proposed = {key: shown[key] for key in library.proposed()}
    signature = {"reason": "reviewed", "username": "director", "secret": people.PASSWORD}
    return proposed | signature | changes


def versions(cast: people.Cast) -> int:
    return ProtocolVersion.objects.filter(clinic_id=cast.clinic, protocol=IV).count()


def prepare(client: Client, cast: people.Cast, **changes: str) -> int:
    people.sign_in(client, "director")
    url = f"/clinics/{cast.clinic}/protocols/{IV}/prepare/"
    return client.post(url, fields(**changes)).status_code


def cosign(client: Client, cast: people.Cast, username: str) -> int:
    people.sign_in(client, username)
    url = f"/clinics/{cast.clinic}/protocols/{IV}/{NEXT}/sign/"
    return client.post(url, {"username": username, "secret": people.PASSWORD}).status_code


def test_a_version_is_in_force_only_after_another_prescriber_signed(
    client: Client, cast: people.Cast
) -> None:
    assert prepare(client, cast, **{"notify.sbp_high": "160"}) == 302
    assert in_force(queries.facts_of(cast.clinic))[IV].version == 1
    assert cosign(client, cast, "prescriber") == 302
    current = in_force(queries.facts_of(cast.clinic))[IV]
    assert current.version == NEXT
    assert current["notify.sbp_high"] == 160
    assert current["notify.dbp_high"] == protocol(IV)["notify.dbp_high"]


def test_nobody_signs_second_what_they_prepared(client: Client, cast: people.Cast) -> None:
    """A director who prescribes too; one who does not may not sign second at all."""
    assert prepare(client, cast) == 302
    assert cosign(client, cast, "director") == 403
    both = [Role.DIRECTOR, Role.PRESCRIBER]
    duty = cast.duty(timezone.now())
    actions.set_roles(duty, person=cast.people["director"], wanted=both, reason="prescribes")
    assert cosign(client, cast, "director") == 409
    assert in_force(queries.facts_of(cast.clinic))[IV].version == 1


@pytest.mark.parametrize(
    ("figure", "value", "status", "said"),
    [
        ("limit.refuse_above_mg_per_kg", "2.1", 409, "ceiling of 2 mg/kg"),
        ("limit.refuse_above_mg_per_kg", "2", 302, ""),
        ("notify.sbp_high", "high", 422, "not a number"),
        ("notify.sbp_high", "-5", 409, "cannot be -5"),
        ("monitor.after_then", "0", 409, "cannot be 0"),  # sets without end
        ("monitor.after_then", "0.0001", 409, "from 15 to 60"),
        ("notify.sbp_high", "999", 409, "from 60 to 185"),
        ("notify.sbp_high", "", 422, "required"),
    ],
)
def test_what_is_refused_says_why_and_stores_nothing(
    client: Client, cast: people.Cast, figure: str, value: str, status: int, said: str
) -> None:
    people.sign_in(client, "director")
    url = f"/clinics/{cast.clinic}/protocols/{IV}/prepare/"
    answer = client.post(url, fields(**{figure: value}))
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert versions(cast) == (NEXT if status == 302 else NEXT - 1)


def test_a_wrong_password_signs_nothing(client: Client, cast: people.Cast) -> None:
    assert prepare(client, cast, secret="not the password") == 422
    assert versions(cast) == NEXT - 1


@pytest.mark.parametrize(("who", "status"), [("nurse", 403), ("far-director", 404)])
def test_who_may_not_prepare(client: Client, cast: people.Cast, who: str, status: int) -> None:
    people.sign_in(client, who)
    assert client.get(f"/clinics/{cast.clinic}/protocols/{IV}/prepare/").status_code == status


@pytest.mark.parametrize("key", [p.key for p in ALL])
def test_every_number_of_a_protocol_is_shown_with_its_source(
    client: Client, cast: people.Cast, key: str
) -> None:
    people.sign_in(client, "nurse")
    page = client.get(f"/clinics/{cast.clinic}/protocols/{key}/").content.decode()
    for name, figure in protocol(key).figures.items():
        row = re.search(rf'<tr id="{re.escape(name)}">.*?</tr>', page, re.DOTALL)
        assert row is not None, name
        assert figure.source.status in row.group()
