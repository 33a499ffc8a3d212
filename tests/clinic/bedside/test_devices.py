"""Devices at chairs: who may put them there, one to one, and what reaches a visit."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from morrow.care.clinic import ChairRetired, DeviceAssigned
from morrow.clinic import streams
from morrow.clinic.bedside import actions, inbox, overview, places
from morrow.clinic.bedside.models import DevicePlace
from morrow.clinic.people import actions as people
from morrow.clinic.people.actions import Duty, NotPossible
from morrow.clinic.store.rebuild import rebuild
from morrow.clinic.visits import feed
from tests.clinic import cast as casting
from tests.clinic.access.test_sweep import enter
from tests.clinic.cast import Cast
from tests.exchange.hl7.samples import OBR, message, msh, obx

pytestmark = pytest.mark.django_db
MONITOR = "MON-7"
PEER = "127.0.0.1:50000"


@pytest.fixture
def cast() -> Cast:
    return casting.make(timezone.now())


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def duty(cast: Cast, now: datetime, *, far: bool = False) -> Duty:
    who, clinic = ("far-nurse", cast.far_clinic) if far else ("nurse", cast.clinic)
    return Duty(by=str(cast.people[who]), role="nurse", clinic=clinic, now=now)


def hear(now: datetime, device: str = MONITOR, *, clock: timedelta = timedelta()) -> None:
    """One good message of a device whose clock is off by so much."""
    sent = (now + clock).strftime("%Y%m%d%H%M%S+0000")
    raw = message(msh(control=f"M{now.timestamp()}", sender=device, sent=sent), OBR, obx(at=sent))
    [answer] = inbox.receive(raw, PEER, now=now)
    assert b"MSA|AA" in answer


def place(client: Client, cast: Cast, device: str, chair: UUID) -> int:
    body = {"device": device, "chair": str(chair)}
    return client.post(f"/clinics/{cast.clinic}/devices/assign/", body).status_code


def chair(cast: Cast, place: str = "near") -> UUID:
    return cast.records[place]["chair"]


def test_a_nurse_puts_a_device_at_a_chair_and_takes_it_away(
    client: Client, cast: Cast, now: datetime
) -> None:
    hear(now)
    casting.sign_in(client, "nurse")
    assert place(client, cast, MONITOR, chair(cast)) == 302
    stands = places.of_chair(chair(cast))
    assert stands is not None
    assert (stands.device, stands.by) == (MONITOR, str(cast.people["nurse"]))
    [line] = overview.lines(cast.clinic, now)
    assert (line.chair, line.by) == ("Chair 1", "Nurse One, synthetic")
    released = client.post(f"/clinics/{cast.clinic}/devices/release/", {"device": MONITOR})
    assert released.status_code == 302
    assert places.of_chair(chair(cast)) is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 302), ("prescriber", 302), ("director", 403), ("admin", 403),
     ("auditor", 403), ("far-nurse", 404)],
)  # fmt: skip
def test_who_may_put_devices_at_chairs(
    client: Client, cast: Cast, now: datetime, who: str, status: int
) -> None:
    hear(now)
    casting.sign_in(client, who)
    assert place(client, cast, MONITOR, chair(cast)) == status
    assert DevicePlace.objects.count() == (status == 302)


def test_a_device_that_is_put_elsewhere_leaves_its_chair(cast: Cast, now: datetime) -> None:
    hear(now)
    other = people.add_chair(duty(cast, now), name="Chair 2")
    actions.assign(duty(cast, now), device=MONITOR, chair=chair(cast))
    actions.assign(duty(cast, now), device=MONITOR, chair=other)
    assert places.of_chair(chair(cast)) is None
    assert places.of_chair(other) is not None


def test_a_chair_has_one_device_and_says_which(client: Client, cast: Cast, now: datetime) -> None:
    hear(now)
    hear(now, "MON-8")
    actions.assign(duty(cast, now), device=MONITOR, chair=chair(cast))
    casting.sign_in(client, "nurse")
    assert place(client, cast, "MON-8", chair(cast)) == 422
    assert [row.device for row in DevicePlace.objects.all()] == [MONITOR]
    body = {"device": "MON-8", "chair": str(chair(cast))}
    page = client.post(f"/clinics/{cast.clinic}/devices/assign/", body).content.decode()
    assert "Chair 1 has MON-7. Release that one first." in page


def test_a_device_of_another_clinic_is_not_taken_from_it(cast: Cast, now: datetime) -> None:
    hear(now)
    actions.assign(duty(cast, now, far=True), device=MONITOR, chair=chair(cast, "far"))
    with pytest.raises(NotPossible, match="another clinic"):
        actions.assign(duty(cast, now), device=MONITOR, chair=chair(cast))
    with pytest.raises(NotPossible, match="no chair of this clinic"):
        actions.release(duty(cast, now), device=MONITOR)
    assert MONITOR not in [line.status.name for line in overview.lines(cast.clinic, now)]


def test_a_chair_of_another_clinic_and_a_device_never_heard_are_no_choice(
    cast: Cast, now: datetime
) -> None:
    hear(now)
    with pytest.raises(NotPossible, match="no such chair"):
        actions.assign(duty(cast, now), device=MONITOR, chair=chair(cast, "far"))
    with pytest.raises(NotPossible, match="has sent anything"):
        actions.assign(duty(cast, now), device="MON-9", chair=chair(cast))


@pytest.mark.parametrize("second", [("MON-8", "same"), (MONITOR, "other")])
def test_the_store_itself_refuses_two_devices_at_a_chair_and_a_device_at_two(
    cast: Cast, now: datetime, second: tuple[str, str]
) -> None:
    device, where = second
    casting.append(
        duty(cast, now), streams.of_clinic(cast.clinic),
        DeviceAssigned(device=MONITOR, chair=chair(cast)),
    )  # fmt: skip
    to = chair(cast) if where == "same" else chair(cast, "far")
    with pytest.raises(IntegrityError):
        casting.append(
            duty(cast, now), streams.of_clinic(cast.clinic), DeviceAssigned(device=device, chair=to)
        )


def values(cast: Cast, now: datetime) -> int | None:
    """How many values the patient in the chair has on the screen; None: no monitor."""
    found = feed.of_visit(streams.visit(cast.records["near"]["running"]), now)
    return None if found is None else len(found.readings)


def test_a_device_at_no_chair_feeds_nobody_and_a_chair_only_what_came_since(
    cast: Cast, now: datetime
) -> None:
    hear(now)
    assert values(cast, now) is None
    actions.assign(duty(cast, now + timedelta(seconds=1)), device=MONITOR, chair=chair(cast))
    assert values(cast, now + timedelta(seconds=1)) == 0
    hear(now + timedelta(seconds=2))
    assert values(cast, now + timedelta(seconds=2)) == 1
    actions.release(duty(cast, now + timedelta(seconds=3)), device=MONITOR)
    assert values(cast, now + timedelta(seconds=3)) is None


@pytest.mark.parametrize(
    ("seconds", "flagged"), [(60, False), (61, True), (-60, False), (-62, True)]
)
def test_a_clock_more_than_a_minute_off_is_flagged(
    client: Client, cast: Cast, now: datetime, seconds: int, flagged: bool
) -> None:
    exact = now.replace(microsecond=0)
    hear(exact, clock=timedelta(seconds=seconds))
    casting.sign_in(client, "nurse")
    page = client.get(f"/clinics/{cast.clinic}/devices/").content.decode()
    assert ("set it right" in page) == flagged
    assert ("ahead" if seconds > 0 else "behind") in page


def test_the_page_lists_unplaced_devices_and_messages_that_were_not_taken(
    client: Client, cast: Cast, now: datetime
) -> None:
    hear(now)
    for number in range(3):
        inbox.receive(f"nonsense {number}".encode(), PEER, now=now)
    casting.sign_in(client, "admin")
    page = client.get(f"/clinics/{cast.clinic}/devices/").content.decode()
    assert "at no chair" in page
    assert "Put a device at a chair" not in page  # an administrator looks on
    [not_taken] = overview.not_taken(now)
    assert not_taken.count == 3
    assert "SpO2" in page
    assert ">98<" not in page  # what it sends, never the value: nobody knows whose it is


def test_a_retired_chair_has_no_device_and_an_occupied_one_is_not_retired(
    client: Client, cast: Cast, now: datetime
) -> None:
    hear(now)
    spare = people.add_chair(duty(cast, now), name="Chair 12")
    actions.assign(duty(cast, now), device=MONITOR, chair=spare)
    casting.sign_in(client, "admin")
    url = f"/clinics/{cast.clinic}/chairs/"
    assert client.post(f"{url}{chair(cast)}/retire/", {"reason": "worn"}).status_code == 422
    assert client.post(f"{url}{spare}/retire/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}{spare}/retire/", {"reason": "worn"}).status_code == 302
    assert not DevicePlace.objects.exists()
    assert [each.name for each in overview.chairs(cast.clinic)] == ["Chair 1"]


@pytest.mark.parametrize(("name", "status"), [("Chair 2", 302), ("CHAIR 1", 422), ("", 422)])
def test_a_chair_is_added_under_a_name_of_its_own(
    client: Client, cast: Cast, name: str, status: int
) -> None:
    casting.sign_in(client, "admin")
    answer = client.post(f"/clinics/{cast.clinic}/chairs/", {"name": name})
    assert answer.status_code == status
    assert len(overview.chairs(cast.clinic)) == 1 + (status == 302)


def test_a_rebuild_gives_the_same_places(cast: Cast, now: datetime) -> None:
    hear(now)
    actions.assign(duty(cast, now), device=MONITOR, chair=chair(cast))
    spare = people.add_chair(duty(cast, now), name="Chair 2")
    actions.assign(duty(cast, now), device=MONITOR, chair=spare)
    hear(now, "MON-8")
    actions.assign(duty(cast, now), device="MON-8", chair=chair(cast))
    stream = streams.of_clinic(cast.clinic)
    casting.append(duty(cast, now), stream, ChairRetired(chair=spare, reason="worn"))
    assert rebuild(check=True) == []
    assert DevicePlace.objects.count() == 1


def test_a_device_that_nobody_can_have_is_released_nowhere(cast: Cast) -> None:
    path = f"/clinics/{cast.clinic}/devices/release/"
    assert enter(cast, "nurse").post(path, {"device": "MON\x00"}).status_code == 422
