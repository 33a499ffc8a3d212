"""The clinic's own settings, but for the price of a password (Argon2 is slow on purpose), and with a
clock that a test may move on: an hour of observation does not pass in a test."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from morrow.clinic.settings import *  # noqa: F403
from morrow.clinic.settings import MORROW

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_AHEAD = Path(MORROW.data_dir, "minutes-ahead")


def _now() -> datetime:
    ahead = float(_AHEAD.read_text()) if _AHEAD.exists() else 0
    return datetime.now(UTC) + timedelta(minutes=ahead)


timezone.now = _now
