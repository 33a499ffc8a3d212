"""One example for each route, from which the sweep makes its requests.

In `kwargs` and `body`, "@word" is a record of `Cast.records` ("@person" is that clinic's nurse),
anything else is sent as it stands.  The sweep asks at the near clinic, at the far one, and mixed.
`ok` is what somebody entitled gets.  Routes that declare several operations give `operation`, the one
that this example does.  A route without an example fails the sweep.
"""

from typing import Final

from tests.clinic.access import visit_examples
from tests.clinic.access.example import EMPTY, FOUND, NOT_FOUND, WRONG, Example

__all__ = ["ALL", "Example"]

_STAFF: Final = {"clinic": "@clinic"}
_MEMBER: Final = {"clinic": "@clinic", "person": "@person"}
_PROTOCOL: Final = {"clinic": "@clinic", "key": "iv-ketamine"}

ALL: Final = (
    Example(route="documents:record", kwargs={"visit": "@running"}),
    Example(route="documents:handover", kwargs={"visit": "@running"}),
    Example(route="director:review", kwargs=_STAFF),
    Example(
        route="director:reviewed", method="POST", ok=NOT_FOUND,
        kwargs={**_STAFF, "matter": "@visit"}, body={"reason": "Fine."},
    ),
    Example(route="people:home", ok=FOUND),
    Example(route="people:sign_in"),
    Example(route="people:sign_in", method="POST", ok=WRONG, body={"username": "", "password": ""}),
    Example(route="people:switch", method="POST", ok=WRONG, body={"person": "@person", "pin": "1"}),
    Example(route="people:lock"),
    Example(route="people:lock", method="POST", ok=FOUND),
    Example(route="people:chairs"),
    Example(route="people:seen", method="POST", ok=EMPTY),
    Example(route="people:appearance", method="POST", ok=FOUND, body={"theme": "dark"}),
    Example(route="people:choose_clinic", method="POST", ok=FOUND, body={"clinic": "@clinic"}),
    Example(route="people:account"),
    Example(route="people:password", method="POST", ok=WRONG, body={"old": "a", "new": "b"}),
    Example(route="people:pin", method="POST", ok=WRONG, body={"password": "a", "pin": "111111"}),
    Example(route="people:sign_out", method="POST", ok=FOUND),
    Example(route="people:staff", kwargs=_STAFF),
    Example(
        route="people:staff", method="POST", kwargs=_STAFF,
        body={"name": "Nurse Six, synthetic", "username": "nurse.six", "roles": ["nurse"]},
    ),
    Example(route="people:member", kwargs=_MEMBER),
    Example(
        route="people:member", method="POST", ok=FOUND, kwargs=_MEMBER,
        body={"roles": ["nurse", "director"], "acls": "on", "acls_until": "2030-01-31"},
    ),
    Example(
        route="people:deactivate", method="POST", ok=FOUND, kwargs=_MEMBER,
        body={"reason": "Moved away."},
    ),
    Example(route="people:new_password", method="POST", kwargs=_MEMBER),
    Example(route="people:elsewhere"),
    Example(
        route="people:explain", method="POST", ok=NOT_FOUND, kwargs={"opening": "@visit"},
        body={"reason": "Called over."},
    ),
    Example(
        route="people:open_at_once", method="POST", ok=FOUND, kwargs={"visit": "@visit"}
    ),
    Example(route="people:access_log", kwargs=_STAFF),
    Example(
        route="people:review", method="POST", ok=NOT_FOUND,
        kwargs={**_STAFF, "opening": "@visit"}, body={"reason": "Fine."},
    ),
    Example(route="bedside:devices", kwargs=_STAFF),
    Example(route="bedside:devices_now", kwargs=_STAFF),
    Example(
        route="bedside:assign", method="POST", ok=WRONG, kwargs=_STAFF,
        body={"device": "NEVER-HEARD", "chair": "@chair"},
    ),
    Example(
        route="bedside:release", method="POST", ok=WRONG, kwargs=_STAFF,
        body={"device": "NEVER-HEARD"},
    ),
    Example(route="bedside:chairs", kwargs=_STAFF),
    Example(
        route="bedside:chairs", method="POST", ok=FOUND, kwargs=_STAFF, body={"name": "Chair 99"}
    ),
    Example(
        route="bedside:retire", method="POST", ok=WRONG,
        kwargs={**_STAFF, "chair": "@chair"}, body={"reason": "Broken."},
    ),
    Example(route="protocols:protocols", kwargs=_STAFF),
    Example(route="protocols:protocol", kwargs=_PROTOCOL),
    Example(route="protocols:prepare", kwargs=_PROTOCOL),
    Example(route="protocols:prepare", method="POST", ok=WRONG, kwargs=_PROTOCOL),
    Example(route="protocols:sign", kwargs={**_PROTOCOL, "version": 2}),
    Example(route="protocols:sign", method="POST", ok=WRONG, kwargs={**_PROTOCOL, "version": 2}),
    *visit_examples.ALL,
)  # fmt: skip
