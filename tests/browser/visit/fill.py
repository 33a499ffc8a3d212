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
    "infusing", "alarm", "artefact", "stopping", "emergency", "late", "cut", "shown", "locked", "screen",
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
    return {name: str(one.visit) for name, one in found.items()} | _by_route(
        made, injecting=Route.IM, spraying=Route.NASAL
    )


def by_injection() -> dict[str, str]:
    """One visit by injection, in a clinic whose clock a test may move on."""
    return _by_route(_clinic(), injecting=Route.IM)


def by_nose() -> dict[str, str]:
    """One visit by nose, in a clinic of its own: the other's clock makes this baseline old."""
    return _by_route(_clinic(), spraying=Route.NASAL)


def _by_route(made: Cast, **names: Route) -> dict[str, str]:
    employ(made, *names)
    return {
        name: str(with_nurse(routes.ready(made, route), name).visit)
        for name, route in names.items()
    }


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
