"""What every page shows around its content: the bar, the room, the demo's banner, the lock."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from morrow.care.clinic import Role
from morrow.clinic.people import navigation, principals, tablet
from morrow.clinic.people.principals import Principal

THEME_COOKIE: Final = "morrow_room"
THEMES: Final = (("auto", "Auto"), ("light", "Light"), ("dark", "Dark"))


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `chrome` in every template."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    around: dict[str, Any] = {
        "demo": settings.MORROW.demo,
        "theme": theme if theme in dict(THEMES) else "auto",
        "themes": THEMES,
        "lock_after_s": tablet.LOCK_AFTER_S,
    }
    by = principals.of_request(request) if hasattr(request, "user") else None
    context = getattr(request, "morrow", None)
    if by is not None and context is not None:
        around |= {
            "principal": by,
            "clinical": bool(by.clinical_roles()),
            "locked": context.locked,
            **_place(request, by),
        }
    return {"chrome": around}


def _place(request: HttpRequest, by: Principal) -> dict[str, Any]:
    places = navigation.clinics_of(by)
    here = navigation.current_clinic(request, places)
    if here is None:
        return {"nav": [], "role_label": "No role yet"}
    held = by.roles_at(here.id)
    return {
        "clinic": here,
        "other_clinics": [place for place in places if place.id != here.id],
        "nav": navigation.links(request, by, here.id),
        "role_label": ", ".join(role.label for role in Role if role in held),
    }
