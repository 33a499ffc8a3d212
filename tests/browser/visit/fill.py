"""Visits for the tests of the visit page, each brought to its state through the clinic's doors.

One nurse may have one dose running, so every visit has a nurse of its own: `nurse-` and the name
of the visit.
"""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from morrow.care.clinic import Role
from morrow.care.visit.facts.check_in import ChairTaken
from morrow.care.visit.values import Route
from morrow.clinic import streams
from morrow.clinic.bedside import actions as devices
from morrow.clinic.bedside import inbox
from morrow.clinic.people import actions
from tests.browser.visit import routes
from tests.browser.visit.monitor import MONITOR, spoken
from tests.clinic import cast
from tests.clinic.cast import PASSWORD, PIN, Cast
from tests.clinic.visits import told
from tests.clinic.visits.told import Told

ARRIVED = ("whole", "shots", "refused")
READY = ("charting", "live", "twice")
STARTED = (
    "infusing", "alarm", "artefact", "stopping", "emergency", "late", "cut", "shown", "locked", "screen", "held", "crisis",
)  # fmt: skip


def arrivals() -> dict[str, str]:
    """Those alone who have arrived: all that a visit from its beginning needs."""
    made = _clinic()
    employ(made, *ARRIVED)
    return {name: str(told.arrived(made).visit) for name in ARRIVED}


def visits() -> dict[str, str]:
    """The id of one visit for each name above."""
    made = _clinic()
    employ(made, *ARRIVED, *READY, *STARTED)
    found = {name: told.arrived(made) for name in ARRIVED}
    found |= {name: with_nurse(told.ready(made), name) for name in (*READY, *STARTED)}
    for name in STARTED:
        order = {"order": found[name].order()}
        found[name].must("StartInfusion", order, who=f"nurse-{name}")
    found["monitored"] = monitored(made)
    found |= {"injecting": injected(made), "spraying": sprayed(made)}
    return {name: str(one.visit) for name, one in found.items()}


def injection() -> dict[str, str]:
    """One visit by injection, in a clinic whose clock a test moves on."""
    return {"injecting": str(injected(_clinic()).visit)}


def spray() -> dict[str, str]:
    """One visit by nose, in a clinic whose clock a test moves on."""
    return {"spraying": str(sprayed(_clinic()).visit)}


def injected(made: Cast) -> Told:
    employ(made, "injecting")
    return with_nurse(routes.ready(made, Route.IM), "injecting")


def sprayed(made: Cast) -> Told:
    employ(made, "spraying")
    return with_nurse(routes.ready(made, Route.NASAL), "spraying")


def _clinic() -> Cast:
    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]
    return cast.make(timezone.now())


def monitored(made: Cast) -> Told:
    """An infusion in a chair of its own, with a monitor that a person put there."""
    employ(made, "monitored")
    now = timezone.now()
    duty = made.duty(now)
    chair = actions.add_chair(duty, name="Chair M")
    inbox.receive(spoken(now, {}), "127.0.0.1:50000", now=now)
    devices.assign(duty, device=MONITOR, chair=chair)
    one = with_nurse(told.ready(made), "monitored")
    cast.append(duty, streams.of_visit(one.visit), ChairTaken(chair=chair))
    return one.must("StartInfusion", {"order": one.order()}, who="nurse-monitored")


def employ(made: Cast, *names: str) -> None:
    """A nurse for each visit."""
    password, pin = make_password(PASSWORD), make_password(PIN)
    duty = made.duty(timezone.now())
    for name in names:
        cast._employ(made, f"nurse-{name}", f"Nurse {name.title()}, synthetic", password, pin)
        person = made.people[f"nurse-{name}"]
        actions.set_roles(duty, person=person, wanted=[Role.NURSE], reason="set-up")


def with_nurse(one: Told, name: str) -> Told:
    return one.must("AcceptPatient", who=f"nurse-{name}")
