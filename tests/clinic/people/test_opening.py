"""`morrow open-clinic`: a new store's first clinic and first administrator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.own_store import OwnStore, own_store

READ = """
from morrow.clinic.people.models import Clinic, StaffRole, User
print(json.dumps({
    "clinics": list(Clinic.objects.values_list("name", "zone")),
    "roles": list(StaffRole.objects.values_list("role")),
    "users": list(User.objects.values_list("username", "name", "must_change_password")),
}))
"""
GIVEN = {
    "name": "Harbor Street",
    "--zone": "America/New_York",
    "--admin": "Ada Okafor",
    "--username": "ada.okafor",
}


def words(**changed: str) -> list[str]:
    values = GIVEN | {name if name == "name" else f"--{name}": v for name, v in changed.items()}
    options = [word for pair in list(values.items())[1:] for word in pair]
    return ["open-clinic", *options, values["name"]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OwnStore]:
    with own_store(tmp_path / "clinic", migrated=True) as store:
        yield store


def test_it_opens_the_clinic_and_prints_a_password_that_opens_the_account_once(
    store: OwnStore,
) -> None:
    printed = store.done(*words())
    assert store.python(READ) == {
        "clinics": [["Harbor Street", "America/New_York"]],
        "roles": [["admin"]],
        "users": [["ada.okafor", "Ada Okafor", True]],
    }
    password = printed.split("password")[-1].strip()
    checked = (
        "from morrow.clinic.people.models import User\n"
        f"print(json.dumps(User.objects.get().check_password({password!r})))"
    )
    assert store.python(checked) is True
    assert "0 faults; every entry is covered" in store.done("verify")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"zone": "Harbor/Street"}, "is not an IANA time zone"),
        ({"username": "Ada Okafor"}, "username: 2 to 64 letters"),
        ({"admin": " "}, "name: This field is required"),
        ({"name": " "}, "the clinic needs a name"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_would_be_right_and_nothing_is_kept(
    store: OwnStore, changed: dict[str, str], said: str
) -> None:
    result = store.run(*words(**changed))
    assert (result.returncode, said in result.stderr) == (1, True), result.stderr
    assert store.python(READ) == {"clinics": [], "roles": [], "users": []}


def test_a_user_name_that_somebody_has_is_refused_and_no_second_clinic_is_opened(
    store: OwnStore,
) -> None:
    store.done(*words())
    result = store.run(*words(name="Hill Street"))
    assert (result.returncode, "is taken" in result.stderr) == (1, True)
    assert len(store.python(READ)["clinics"]) == 1


def test_a_store_that_was_not_migrated_is_named(tmp_path: Path) -> None:
    with own_store(tmp_path / "empty") as empty:
        result = empty.run(*words())
    assert result.returncode != 0
    assert "morrow migrate" in result.stderr
