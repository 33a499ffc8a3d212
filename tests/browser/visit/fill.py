"""Visits for the tests of the visit page, each brought to its state through the clinic's doors.

One nurse may have one dose running, so every visit has a nurse of its own: `nurse-` and the name
of the visit.
"""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from morrow.care.clinic import Role
from morrow.clinic.people import actions
from tests.clinic import cast
from tests.clinic.cast import PASSWORD, PIN, Cast
from tests.clinic.visits import told
from tests.clinic.visits.told import Told

ARRIVED = ("whole", "shots", "refused")
READY = ("charting", "live", "twice")
STARTED = (
    "infusing", "alarm", "artefact", "stopping", "emergency", "late", "cut", "shown", "locked", "screen",
)  # fmt: skip


def visits() -> dict[str, str]:
    """The id of one visit for each name above."""
    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]
    made = cast.make(timezone.now())
    employ(made, *ARRIVED, *READY, *STARTED)
    found = {name: told.arrived(made) for name in ARRIVED}
    found |= {name: with_nurse(told.ready(made), name) for name in (*READY, *STARTED)}
    for name in STARTED:
        order = {"order": found[name].order()}
        found[name].must("StartInfusion", order, who=f"nurse-{name}")
    return {name: str(one.visit) for name, one in found.items()}


def employ(made: Cast, *names: str) -> None:
    """A nurse for each visit."""
    password, pin = make_password(PASSWORD), make_password(PIN)
    duty = made.duty(timezone.now())
    for name in names:
        cast._employ(made, f"nurse-{name}", f"Nadia {name.title()}, RN", password, pin)
        person = made.people[f"nurse-{name}"]
        actions.set_roles(duty, person=person, wanted=[Role.NURSE], reason="set-up")


def with_nurse(one: Told, name: str) -> Told:
    return one.must("AcceptPatient", who=f"nurse-{name}")
