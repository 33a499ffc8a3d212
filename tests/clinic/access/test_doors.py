"""The doors to visits and patients, and what the access log keeps."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from morrow.care.clinic import Machine, OpeningReviewed, Role
from morrow.care.visit.facts.leaving import OpeningExplained, PatientTransferred
from morrow.care.visit.values import Phase
from morrow.clinic import access, journal
from morrow.clinic.people import actions
from morrow.clinic.people.models import ExplainedOpening, Opening
from morrow.clinic.policy import POLICY, RUNNING, Reach
from morrow.clinic.store import writer
from tests.clinic import cast as casting
from tests.clinic.cast import PIN, Cast, sign_in

NAMES = [name for name, rule in POLICY.items() if rule.reach is Reach.CLINIC]


@access.operation(*NAMES)
def any_operation(request: HttpRequest, name: str, visit: UUID) -> HttpResponse:
    """A route for any operation on a visit, to try each."""
    record = access.visit(request, name, visit)
    acting = access.acting(request)
    return JsonResponse(
        {
            "patient": str(record.patient_id),
            "role": acting.role,
            "emergency": acting.emergency,
            "opening": str(acting.opening),
            "actor": sorted(access.actor(request).roles),
        }
    )


@access.operation("patient.see")
def see_patient(request: HttpRequest, patient: UUID) -> HttpResponse:
    return HttpResponse(access.patient(request, "patient.see", patient).name)


urlpatterns = [
    path("", include("morrow.clinic.urls")),
    path("try/<str:name>/<uuid:visit>/", any_operation),
    path("try-patient/<uuid:patient>/", see_patient),
]


@pytest.fixture
def cast(db: None, settings: object) -> Cast:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    return casting.make(timezone.now())


Enter = Callable[[str], Client]


@pytest.fixture
def enter(cast: Cast) -> Enter:
    def signed_in(who: str) -> Client:
        client = Client()
        sign_in(client, who)
        return client

    return signed_in


def attempt(client: Client, name: str, visit: UUID, **extra: object) -> HttpResponse:
    return client.get(f"/try/{name}/{visit}/", **extra)  # type: ignore[arg-type, return-value]


# ── an independent statement of who may do what at a visit of their own clinic ────────────────

BEDSIDE = {"nurse", "prescriber"}
MAY = {
    "visit.see": BEDSIDE | {"director"},
    "visit.chart": BEDSIDE | {"director"},
    "visit.stop": BEDSIDE | {"director"},
    "visit.emergency": BEDSIDE | {"director"},
    "visit.titrate": BEDSIDE,
    "visit.start": BEDSIDE,
    "visit.check_in": BEDSIDE,
    "visit.check_preparation": BEDSIDE,
    "visit.correct": BEDSIDE,
    "visit.discharge": BEDSIDE,
    "visit.sign": BEDSIDE,
    "visit.order": {"prescriber"},
    "visit.cosign": {"prescriber"},
    "visit.override": BEDSIDE | {"director"},
    "visit.book": BEDSIDE | {"coordinator"},
    "visit.no_show": {"nurse", "coordinator"},
    "visit.record": BEDSIDE | {"director", "auditor"},
    "visit.sheet": BEDSIDE | {"director"},
}


@pytest.mark.parametrize("name", MAY)
def test_who_may_do_what_at_a_visit_of_their_own_clinic(
    cast: Cast, enter: Enter, name: str
) -> None:
    got = {
        role.value
        for role in Role
        if attempt(enter(role.value), name, cast.records["near"]["running"]).status_code == 200
    }
    assert got == MAY[name]


@pytest.mark.parametrize("record", ["visit", "running"])
@pytest.mark.parametrize("name", NAMES)
def test_an_outsider_finds_nothing_whatever_the_operation(
    cast: Cast, enter: Enter, record: str, name: str
) -> None:
    outside = enter("far-coordinator")
    real = attempt(outside, name, cast.records["near"][record])
    invented = attempt(outside, name, uuid4())
    assert real.status_code == invented.status_code == HTTPStatus.NOT_FOUND
    assert Opening.objects.filter(allowed=True).count() == 0


def test_a_patient_is_reached_where_registered_and_where_booked(cast: Cast, enter: Enter) -> None:
    patient = cast.records["near"]["patient"]
    near, far = enter("nurse"), enter("far-nurse")
    assert near.get(f"/try-patient/{patient}/").status_code == HTTPStatus.OK
    assert far.get(f"/try-patient/{patient}/").status_code == HTTPStatus.NOT_FOUND
    there = cast.duty(timezone.now(), clinic=cast.far_clinic)
    booking = journal.read(f"visit:{cast.records['near']['visit']}")[0].fact
    casting.append(there, f"visit:{uuid4()}", booking)
    assert far.get(f"/try-patient/{patient}/").status_code == HTTPStatus.OK


# ── opening a running visit at once ──────────────────────────────────────────────────────────


def open_at_once(client: Client, visit: UUID) -> int:
    return client.post(f"/visits/{visit}/open-at-once/").status_code


@pytest.mark.parametrize(
    ("who", "record", "status"),
    [
        ("far-nurse", "running", HTTPStatus.FOUND),
        ("far-prescriber", "running", HTTPStatus.FOUND),
        ("far-director", "running", HTTPStatus.FOUND),
        ("far-nurse", "visit", HTTPStatus.NOT_FOUND),  # planned: nothing is urgent
        ("far-coordinator", "running", HTTPStatus.NOT_FOUND),
        ("far-admin", "running", HTTPStatus.NOT_FOUND),
        ("far-auditor", "running", HTTPStatus.NOT_FOUND),
        ("admin", "running", HTTPStatus.FORBIDDEN),
        ("nobody-yet", "running", HTTPStatus.NOT_FOUND),
    ],
)
def test_who_may_open_a_running_visit_of_another_clinic_at_once(
    cast: Cast, enter: Enter, who: str, record: str, status: int
) -> None:
    client, visit = enter(who), cast.records["near"][record]
    assert attempt(client, "visit.see", visit).status_code >= 400
    assert open_at_once(client, visit) == status
    opened = attempt(client, "visit.see", visit)
    assert (opened.status_code == HTTPStatus.OK) == (status == HTTPStatus.FOUND)


def test_an_opening_at_once_helps_the_patient_and_does_nothing_else(
    cast: Cast, enter: Enter
) -> None:
    client, visit = enter("far-nurse"), cast.records["near"]["running"]
    open_at_once(client, visit)
    allowed = {name for name in NAMES if attempt(client, name, visit).status_code == HTTPStatus.OK}
    assert allowed == {
        "visit.see", "visit.open_at_once", "visit.chart", "visit.titrate", "visit.stop",
        "visit.emergency", "visit.sheet", "live.listen",
    }  # fmt: skip
    answer = attempt(client, "visit.chart", visit).json()  # type: ignore[attr-defined]
    assert (answer["role"], answer["emergency"], answer["actor"]) == ("nurse", True, ["nurse"])
    other = attempt(client, "visit.see", cast.records["near"]["visit"])
    assert other.status_code == HTTPStatus.NOT_FOUND


def test_an_opening_at_once_ends_with_the_visit(cast: Cast, enter: Enter) -> None:
    client, visit = enter("far-nurse"), cast.records["near"]["running"]
    open_at_once(client, visit)
    transferred = PatientTransferred(to="General Hospital", reason="chest pain")
    casting.append(cast.duty(timezone.now()), f"visit:{visit}", transferred)
    assert attempt(client, "visit.see", visit).status_code == HTTPStatus.NOT_FOUND


def test_the_reason_is_asked_afterwards_and_reviewed_by_another(cast: Cast, enter: Enter) -> None:
    client, visit = enter("far-nurse"), cast.records["near"]["running"]
    open_at_once(client, visit)
    opening = Opening.objects.get(operation="visit.open_at_once")
    assert b"Say why you opened" in client.get("/elsewhere/").content
    someone = enter("far-prescriber").post(f"/openings/{opening.id}/reason/", {"reason": "Mine"})
    assert someone.status_code == HTTPStatus.NOT_FOUND
    client.post(f"/openings/{opening.id}/reason/", {"reason": "Their nurse called for help."})
    client.post(f"/openings/{opening.id}/reason/", {"reason": "Another story."})
    assert b"Say why you opened" not in client.get("/elsewhere/").content
    said = [r for r in journal.read(f"visit:{visit}") if isinstance(r.fact, OpeningExplained)]
    assert [(r.fact.reason, r.by) for r in said] == [
        ("Their nurse called for help.", str(cast.people["far-nurse"]))
    ]
    director = enter("director")
    page = director.get(f"/clinics/{cast.clinic}/access-log/?only=emergency").content
    assert b"Their nurse called for help." in page
    review = f"/clinics/{cast.clinic}/access-log/{opening.id}/review/"
    director.post(review, {"reason": "Right to help."})
    reviewed = journal.read(actions.stream(cast.clinic))[-1].fact
    assert reviewed == OpeningReviewed(opening=opening.id, finding="Right to help.")
    assert ExplainedOpening.objects.get().review == "Right to help."


def test_nobody_reviews_their_own_opening(cast: Cast, enter: Enter) -> None:
    """The far director opens a near visit, and later directs the near clinic too."""
    client = enter("far-director")
    open_at_once(client, cast.records["near"]["running"])
    here = cast.duty(timezone.now())
    person = cast.people["far-director"]
    actions.set_roles(here, person=person, wanted=[Role.DIRECTOR], reason="helps out")
    opening = Opening.objects.get(operation="visit.open_at_once")
    client.post(f"/clinics/{cast.clinic}/access-log/{opening.id}/review/", {"reason": "Fine."})
    assert not ExplainedOpening.objects.exists()


# ── the idle lock ────────────────────────────────────────────────────────────────────────────

NEVER_COVERED = {
    "visit.see",
    "visit.chart",
    "visit.stop",
    "visit.emergency",
    "visit.sheet",
    "live.listen",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_never_covers_stop_emergency_charting_or_alarms_of_a_running_visit(
    cast: Cast, enter: Enter, name: str
) -> None:
    visit = cast.records["near"]["running"]
    client = enter("prescriber")
    before = attempt(client, name, visit).status_code
    with time_machine.travel(timezone.now() + timedelta(minutes=30)):
        after = attempt(client, name, visit, headers={"Sec-Fetch-Mode": "cors"}).status_code
    not_theirs = before == HTTPStatus.FORBIDDEN
    assert after == (before if name in NEVER_COVERED or not_theirs else HTTPStatus.LOCKED)


@pytest.mark.parametrize("name", sorted(NEVER_COVERED))
def test_the_lock_covers_every_visit_that_is_not_running(
    cast: Cast, enter: Enter, name: str
) -> None:
    client = enter("nurse")
    client.post("/lock/")
    answer = attempt(client, name, cast.records["near"]["visit"])
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith("/lock/")


def test_unlocking_by_pin_opens_everything_again(cast: Cast, enter: Enter) -> None:
    client, visit = enter("nurse"), cast.records["near"]["visit"]
    client.post("/lock/")
    client.post("/switch/", {"person": str(cast.people["nurse"]), "pin": PIN})
    assert attempt(client, "visit.check_in", visit).status_code == HTTPStatus.OK


def test_a_visit_runs_from_arrival_until_the_patient_has_left() -> None:
    before_or_after = {
        Phase.PLANNED, Phase.DISCHARGED, Phase.SIGNED, Phase.CANCELLED, Phase.NO_SHOW,
        Phase.NOT_DONE, Phase.TRANSFERRED, Phase.LEFT,
    }  # fmt: skip
    assert set(Phase) - RUNNING == before_or_after


# ── the access log ───────────────────────────────────────────────────────────────────────────


def test_a_live_screen_is_one_opening_however_often_it_fetches(cast: Cast, enter: Enter) -> None:
    client, visit = enter("nurse"), cast.records["near"]["running"]
    opening = attempt(client, "visit.see", visit).json()["opening"]  # type: ignore[attr-defined]
    cited = {"X-Morrow-Opening": opening}
    for name in ("visit.see", "visit.chart", "live.listen", "visit.stop"):
        assert attempt(client, name, visit, headers=cited).status_code == HTTPStatus.OK
    client.get(f"/try/live.listen/{visit}/?opening={opening}")
    assert [str(line.id) for line in Opening.objects.all()] == [opening]
    attempt(client, "visit.see", visit)
    assert Opening.objects.count() == 2


@pytest.mark.parametrize("cited", ["another record's", "another person's", "an invented", "not an"])
def test_a_line_that_is_not_ones_own_opening_of_this_record_counts_for_nothing(
    cast: Cast, enter: Enter, cited: str
) -> None:
    client, visit = enter("nurse"), cast.records["near"]["running"]
    other = cast.records["near"]["visit"]
    texts: dict[str, Callable[[], str]] = {
        "another record's": lambda: attempt(client, "visit.see", other).json()["opening"],  # type: ignore[attr-defined]
        "another person's": lambda: attempt(enter("prescriber"), "visit.see", visit).json()[  # type: ignore[attr-defined]
            "opening"
        ],
        "an invented": lambda: str(uuid4()),
        "not an": lambda: "x' OR 1=1",
    }
    headers = {"X-Morrow-Opening": texts[cited]()}
    before = Opening.objects.count()
    attempt(client, "visit.see", visit, headers=headers)
    assert Opening.objects.count() == before + 1


@pytest.mark.parametrize(
    ("when", "lines"),
    [
        ("the same page", 0),
        ("after eleven hours", 0),
        ("after thirteen hours", 1),
        ("another sign-in", 1),
        ("a navigation", 1),
        ("in the address of a page", 1),
    ],
)
def test_how_far_one_opening_reaches(cast: Cast, enter: Enter, when: str, lines: int) -> None:
    client, visit = enter("nurse"), cast.records["near"]["running"]
    opening = attempt(client, "visit.see", visit).json()["opening"]  # type: ignore[attr-defined]
    headers = {"X-Morrow-Opening": opening}
    if hours := {"after eleven hours": 11, "after thirteen hours": 13}.get(when, 0):
        line = Opening.objects.get(id=opening)
        line.id, line.at = uuid4(), line.at - timedelta(hours=hours)
        writer.write(lambda: line.save(force_insert=True))
        headers["X-Morrow-Opening"] = str(line.id)
    if when == "another sign-in":
        name = settings.SESSION_COOKIE_NAME
        client.cookies[name] = enter("nurse").cookies[name].value
    if when == "a navigation":
        headers["Sec-Fetch-Mode"] = "navigate"
    query = f"?opening={opening}" if when == "in the address of a page" else ""
    before = Opening.objects.count()
    client.get(f"/try/visit.see/{visit}/{query}", headers={} if query else headers)
    assert Opening.objects.count() - before == lines


@pytest.mark.parametrize("who", ["another person", "another sign-in", "another record", "later"])
def test_a_line_that_was_cited_before_counts_for_its_own_screen_alone(
    cast: Cast, enter: Enter, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, visit = enter("nurse"), cast.records["near"]["running"]
    opening = attempt(client, "visit.see", visit).json()["opening"]  # type: ignore[attr-defined]
    headers = {"X-Morrow-Opening": opening}
    before = Opening.objects.count()
    attempt(client, "visit.see", visit, headers=headers)
    assert Opening.objects.count() == before
    if who == "another record":
        visit = cast.records["near"]["visit"]
    if who == "later":
        monkeypatch.setattr("morrow.clinic.people.openings.LASTS", timedelta())
    if who in {"another person", "another sign-in"}:
        name, by = (
            settings.SESSION_COOKIE_NAME,
            "nurse" if who == "another sign-in" else "prescriber",
        )
        client.cookies[name] = enter(by).cookies[name].value  # at the same tablet
    attempt(client, "visit.see", visit, headers=headers)
    assert Opening.objects.count() == before + 1


def test_what_leaves_the_screen_is_a_line_of_its_own(cast: Cast, enter: Enter) -> None:
    client, visit = enter("nurse"), cast.records["near"]["running"]
    opening = attempt(client, "visit.see", visit).json()["opening"]  # type: ignore[attr-defined]
    for name in ("visit.record", "visit.sheet"):
        attempt(client, name, visit, headers={"X-Morrow-Opening": opening})
    lines = Opening.objects.order_by("at").values_list("operation", flat=True)
    assert list(lines) == ["visit.see", "visit.record", "visit.sheet"]


def test_a_line_says_who_what_when_and_in_which_role(cast: Cast, enter: Enter) -> None:
    client, visit = enter("nurse"), cast.records["near"]["running"]
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        attempt(client, "visit.see", visit)
    line = Opening.objects.get()
    assert (line.person_id, line.role, line.operation, line.record) == (
        cast.people["nurse"], "nurse", "visit.see", f"visit:{visit}",
    )  # fmt: skip
    assert (line.at, line.clinic_id, line.allowed, line.emergency) == (
        now, cast.clinic, True, False,
    )  # fmt: skip
    assert line.tablet in client.cookies["morrow_tablet"].value


def test_the_page_of_the_log_says_whose_record_it_was(cast: Cast, enter: Enter) -> None:
    attempt(enter("nurse"), "visit.see", cast.records["near"]["running"])
    enter("nurse").get(f"/try-patient/{cast.records['near']['patient']}/")
    page = enter("auditor").get(f"/clinics/{cast.clinic}/access-log/").content.decode()
    assert "Visit of Nearone Syntheticnear" in page
    assert "Patient Nearone Syntheticnear" in page


# ── machines ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("which", Machine)
def test_a_machine_may_do_only_its_own(which: Machine) -> None:
    own = {
        Machine.CLOCK: {"clock.tick"},
        Machine.GATEWAY: {"device.post", "device.file"},
        Machine.SIMULATOR: {"device.post"},
    }
    for name in POLICY:
        if name in own[which]:
            access.machine(which, name)
        else:
            with pytest.raises(PermissionDenied):
                access.machine(which, name)


def test_no_person_may_do_a_machines() -> None:
    for name, rule in POLICY.items():
        if rule.machines:
            assert rule.reach is Reach.MACHINE, name
            assert not rule.roles, name


@access.operation("device.post")
def _posted(request: HttpRequest) -> HttpResponse:
    raise Http404


def test_a_machines_operation_has_no_route(cast: Cast, enter: Enter) -> None:
    request = enter("nurse").get("/account/").wsgi_request
    del request.morrow  # type: ignore[attr-defined]
    with pytest.raises(PermissionDenied):
        _posted(request)
