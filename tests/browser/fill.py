"""Stores for browser tests, each filled through the clinic's own actions."""

from django.utils import timezone

from tests.clinic import cast


def people() -> dict[str, str]:
    """Two clinics and everybody who works there; no patients."""
    made = cast.make(timezone.now())
    return {"clinic": str(made.clinic), **{name: str(who) for name, who in made.people.items()}}
