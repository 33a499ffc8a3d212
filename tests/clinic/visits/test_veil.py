"""A locked tablet: who is treated is not in the answer; what a running dose needs is."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from morrow.clinic.people.models import User
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling
from tests.clinic.visits.test_wrong_patient import name as rename
from tests.clinic.visits.told import SET, Told

NEAR = ("Nearone", "Syntheticnear", "N-1001", "1979-03-02")


@pytest.fixture
def told(cast: Cast) -> Told:
    """A dose runs, and people are named in whatever may be typed.  The record number of this
    patient is a whole one, as a reader would know it."""
    told = telling.arrived(cast)
    assert rename(told).status_code == 302
    told.must("IdentityConfirmed", {"identifiers": ["Nearone Syntheticnear", "1979-03-02"]})
    adult = {"name": "Adelia Grown", "relation": "sister", "phone": "555-0199"}
    told.must("ResponsibleAdultNamed", adult)
    acls = str(cast.people["nurse"])
    told.must("SafetyStaffConfirmed", {"prescriber": "Doc Onsite", "acls": acls})
    told.must("AllergiesConfirmed", {"allergies": [{"substance": "latex", "reaction": "hives"}]})
    told.must("NoteWritten", {"text": "Mrs Syntheticnear (n-1001) asks for Adelia Grown, 555-0199"})
    said = {
        "prescriber": "Doc Faraway",
        "about": "NEARONE is restless",
        "answer": "Doc Faraway: wait",
    }
    told.must("PrescriberNotified", said)
    comfort = {"music": "none", "light": "dim", "eye_mask": "no", "touch": "no", "helps": "Adelia Grown",
               "fetch": "Adelia Grown 555-0199"}  # fmt: skip
    told.must("ComfortNoted", comfort)
    told.must("AcceptPatient")
    told.must("InfusionFoundRunning", {"note": "Nearone's pump ran"})
    return told.must("SetCharted", {**SET, "comment": "Syntheticnear sleeps"})


def lock(client: Client, *, locked: bool = True) -> None:
    session = client.session
    now = timezone.now()
    session["seen"] = (now - timedelta(hours=locked)).timestamp()
    session["locked_at" if locked else "opened_at"] = now.timestamp()
    session.save()


def naming() -> list[str]:
    """Whatever tells who is treated, and who treats."""
    staff = list(User.objects.values_list("name", flat=True))
    return [*NEAR, "Adelia", "555-0199", "Doc Onsite", "Doc Faraway", *staff]


def found_in(answer: Any) -> list[str]:
    body = answer.content.decode().casefold()
    return [words for words in naming() if words.casefold() in body]


@pytest.mark.parametrize("page", ["", "view.json", "sheet/"])
def test_no_identity_is_in_what_a_locked_tablet_gets(told: Told, page: str) -> None:
    client, path = told.as_("nurse"), f"/visits/{told.visit}/{page}"
    before = client.get(path)
    assert {"Syntheticnear", "Adelia"} <= set(found_in(before))
    lock(client)
    answer = client.get(path)
    assert answer.status_code == 200
    assert found_in(answer) == []
    assert str(told.patient) not in answer.content.decode()
    lock(client, locked=False)
    assert found_in(client.get(path)) == found_in(before)


@pytest.mark.parametrize("page", ["", "view.json", "sheet/"])
def test_the_checklist_of_a_locked_tablet_names_nobody_either(cast: Cast, page: str) -> None:
    told = telling.ready(cast)
    client, path = told.as_("nurse"), f"/visits/{told.visit}/{page}"
    words = ["Testa", str(told.patient)[:8], "Adult Synthetic", *naming()]
    before = client.get(path).content.decode()
    assert {"Testa", "Adult Synthetic"} <= {each for each in words if each in before}
    lock(client)
    after = client.get(path).content.decode()
    assert [each for each in words if each in after] == []


def test_what_a_running_dose_needs_stays(told: Told) -> None:
    client = told.as_("nurse")
    path = f"/visits/{told.visit}/view.json"
    open_view = client.get(path).json()
    lock(client)
    view = client.get(path).json()
    assert view["patient"]["name"] == "Patient in Chair 1"
    assert view["locked"] is True
    assert view["patient"]["allergies"] == [{"substance": "latex", "reaction": "hives"}]
    assert view["people"][str(told.cast.people["nurse"])]["name"] == view["me"]["initials"]
    same = ("phase", "word", "alarms", "current", "columns", "commands", "can", "standing", "order")
    for part in same:
        assert view[part] == open_view[part], part
    assert view.keys() == open_view.keys()
    assert [one["readings"].keys() for one in view["grid"]] == [
        one["readings"].keys() for one in open_view["grid"]
    ]


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("SetCharted", SET),
        ("StopDosing", {"reason": ""}),
        ("EmergencyDeclared", {}),
        ("NoteWritten", {"text": "x"}),
        ("PauseInfusion", {"reason": ""}),
    ],
)
def test_charting_stop_and_emergency_go_on(told: Told, act: str, body: dict[str, str]) -> None:
    lock(told.as_("nurse"))
    answer = told.act(act, body)
    assert answer.status_code == 200
    assert found_in(answer) == []


@pytest.mark.parametrize("act", ["ChangeRate", "WrongPatientChosen", "StartInfusion"])
def test_what_gives_more_or_says_who_it_is_waits_for_the_lock(told: Told, act: str) -> None:
    lock(told.as_("nurse"))
    assert told.act(act, {}).status_code == 423
    assert told.as_("nurse").get(f"/visits/{told.visit}/patient/").status_code == 302


def test_an_alarm_raised_on_a_locked_tablet_is_shown(told: Told) -> None:
    lock(told.as_("nurse"))
    told.must("SetCharted", {"bp": "205/125"})
    view = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    assert "STOP" in str(view["alarms"]).upper()


def test_a_visit_that_does_not_run_is_not_shown_at_all(cast: Cast) -> None:
    planned: UUID = cast.records["near"]["visit"]
    client = telling.booked(cast).as_("nurse")
    lock(client)
    answer = client.get(f"/visits/{planned}/view.json", headers={"Accept": "application/json"})
    assert answer.status_code == 423
