"""The tablet in somebody's hands: which one it is, and whether it lies idle.

An idle tablet locks.  The lock hides who is treated, and never stands before Stop, Emergency,
charting or the alarms of a running visit (`policy.Rule.locked`); opening it takes the PIN or the
password of the person who is signed in, or of the next one.
"""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LOCK_AFTER_S: Final = 300
"""Proposed (local policy): 5 min without a touch."""

SEEN_STEP_S: Final = 30  # how exactly we know the last touch: each step is one write
COOKIE: Final = "morrow_tablet"
COOKIE_AGE_S: Final = 365 * 24 * 3600
_SEEN: Final = "seen"
_LOCKED: Final = "locked_at"
_OPENED: Final = "opened_at"
GROWING: Final = (_LOCKED, _OPENED)
"""What of a session only grows, whichever of two requests at once is the last to save it."""

_STEP_S: Final = 1e-3  # later than, where two happen in one instant


def identity(request: HttpRequest) -> str:
    """The tablet's id, or "" for a browser where nobody has signed in yet.

    The cookie is signed: an id read off a record opens nothing.
    """
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE)
    try:
        return str(UUID(value)) if value else ""
    except ValueError:
        return ""


def ensure(request: HttpRequest, response: HttpResponse) -> str:
    """The tablet's id; a new tablet gets one with this response."""
    known = identity(request) or str(uuid4())
    response.set_signed_cookie(
        COOKIE,
        known,
        salt=COOKIE,
        max_age=COOKIE_AGE_S,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
    return known


def is_locked(request: HttpRequest, *, now: datetime) -> bool:
    """True if this session's tablet was locked, or has lain idle too long."""
    seen = request.session.get(_SEEN)
    idle = seen is None or now.timestamp() - float(seen) > LOCK_AFTER_S
    return _is_shut(request) or idle


def touch(request: HttpRequest, *, now: datetime) -> bool:
    """Note a touch, or that the tablet is locked.  True if it is locked.

    What a page fetches by itself is no touch; else an open board would never lock.
    """
    if is_locked(request, now=now):
        if not _is_shut(request):
            lock(request, now=now)
        return True
    if _is_touch(request) and now.timestamp() - float(request.session[_SEEN]) > SEEN_STEP_S:
        request.session[_SEEN] = now.timestamp()
    return False


def lock(request: HttpRequest, *, now: datetime) -> None:
    """Lock until somebody proves who they are."""
    opened = float(request.session.get(_OPENED, 0))
    request.session[_LOCKED] = max(now.timestamp(), opened + _STEP_S)


def unlock(request: HttpRequest, *, now: datetime) -> None:
    """Open the lock, for whoever has just proved who they are."""
    locked = float(request.session.get(_LOCKED, 0))
    request.session[_OPENED] = max(now.timestamp(), locked + _STEP_S)
    request.session[_SEEN] = now.timestamp()


def _is_shut(request: HttpRequest) -> bool:
    return float(request.session.get(_LOCKED, 0)) > float(request.session.get(_OPENED, 0))


def _is_touch(request: HttpRequest) -> bool:
    return request.method == "POST" or is_navigation(request)


def is_navigation(request: HttpRequest) -> bool:
    """True if a person went to a page; False for what a page fetches."""
    if request.headers.get("HX-Request"):
        return False
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode is None:  # an old browser, or a program
        return "application/json" not in request.headers.get("Accept", "")
    return mode == "navigate"
