"""Stores for browser tests, each filled through the clinic's own actions."""

from django.utils import timezone

from tests.clinic import cast


def people() -> dict[str, str]:
    """Two clinics, everybody who works there, and the records of the near clinic."""
    made = cast.make(timezone.now())
    known = {**made.people, **made.records["near"]}
    return {name: str(record) for name, record in known.items()}
