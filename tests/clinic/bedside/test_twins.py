"""Two devices under one name: nobody can tell whose a value is, so it is nobody's."""

import pytest
from django.utils import timezone

from morrow.care.visit.facts.monitoring import AlarmRaised
from morrow.clinic import streams
from morrow.clinic.bedside import inbox, recent
from morrow.clinic.visits import feed
from tests.clinic import cast as casting
from tests.clinic.bedside.chair import MONITOR, Chair, ready
from tests.clinic.cast import Cast
from tests.exchange.hl7.samples import OBR, message, msh, obx


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


@pytest.fixture
def chair(cast: Cast) -> Chair:
    return ready(cast)


def say(chair: Chair, second: int, spo2: int, peer: str) -> None:
    at = chair.at(second).strftime("%Y%m%d%H%M%S+0000")
    header = msh(control=f"T{second}{peer}", sender=MONITOR, sent=at)
    inbox.receive(message(header, OBR, obx(str(spo2), at=at)), peer, now=chair.at(second))


def shown(chair: Chair, second: int) -> tuple[list[str], str]:
    found = feed.of_visit(streams.visit(chair.visit), chair.at(second))
    assert found is not None
    return [one["value"] for one in found.readings], found.why


@pytest.mark.parametrize("restarted", [False, True])
def test_two_connections_that_speak_in_turn_are_two_devices(
    chair: Chair, *, restarted: bool
) -> None:
    say(chair, 10, 97, "a")
    say(chair, 11, 71, "b")
    say(chair, 12, 97, "a")
    for second in range(13, 60, 2):
        say(chair, second, 71, "b")
        chair.judge(second)
    if restarted:
        recent.forget()
    assert shown(chair, 60) == ([], feed.TWINS)
    assert feed.live(streams.visit(chair.visit), chair.at(60)) is None
    assert chair.facts(AlarmRaised) == []
    assert recent.of_device(MONITOR, chair.at(60)).twins


def test_a_device_that_connects_anew_is_one(chair: Chair) -> None:
    for second, peer in enumerate("aaabbbcdef", 10):
        say(chair, second, 97, peer)
    assert shown(chair, 20) == (["97"], "")


def test_once_one_of_them_has_long_been_silent_the_other_is_the_device(chair: Chair) -> None:
    for second, peer in ((10, "a"), (11, "b"), (12, "a")):
        say(chair, second, 97, peer)
    kept = int(recent.CUFF_KEPT.total_seconds())
    for second in range(13, 16 + kept, 5):
        say(chair, second, 96, "a")
    assert shown(chair, 9 + kept)[1] == feed.TWINS
    assert shown(chair, 14 + kept) == (["96"], "")
