"""Is this really you: passwords, PINs, and what a tablet remembers of the day's sign-ins.

The answers never say which part was wrong, and take as long for a name that nobody has.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from morrow.care.calendar import local_date, zone
from morrow.clinic.people import guesses, tablet
from morrow.clinic.people.models import Clinic, StaffRole, TabletSignIn, User
from morrow.clinic.store.writer import write

WRONG: Final = "The user name or the password is not right."
WRONG_PIN: Final = "The PIN is not right, or this person has not signed in here by password today."
PIN_DIGITS: Final = 6
# Read aloud and typed once: no look-alikes (0 O, 1 l I).
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotProven:
    """Why we do not believe it, in words for the screen.  `again_at` is set when guesses ran out."""

    words: str
    again_at: datetime | None = None


class Backend(BaseBackend):
    """Loads the person behind a session.  Signing in goes through `by_password` alone."""

    def get_user(self, user_id: UUID | str) -> User | None:
        return User.objects.filter(id=user_id, is_active=True).first()


def by_password(
    request: HttpRequest, *, username: str, password: str, now: datetime
) -> User | NotProven:
    """The person with that name and password.  Counts the guess; touches no session."""
    user = User.objects.filter(username=username.casefold()).first()
    own = user is not None and _knows(tablet.identity(request), user)
    purses = [guesses.account(username, own_tablet=own)]
    if not own:  # else strangers at one address could shut the clinic's own tablets out
        purses.append(guesses.address(_address(request)))
    if again_at := guesses.take(*purses, now=now):
        return NotProven(words=_wait(again_at, now), again_at=again_at)
    if user is None:
        make_password(password)  # so that a name that nobody has costs as much time
        return NotProven(words=WRONG)
    right = user.check_password(password)
    if not right or not user.is_active:
        return NotProven(words=WRONG)
    guesses.put_back(*purses)
    if user.password_expires_at and user.password_expires_at <= now:
        return NotProven(words="This one-time password has expired. Ask for another one.")
    return user


def by_pin(request: HttpRequest, *, person: UUID, pin: str, now: datetime) -> User | NotProven:
    """That person, by PIN: only on a tablet where they signed in by password the same day."""
    device = tablet.identity(request)
    user = next((who for who in on_this_tablet(request, now=now) if who.id == person), None)
    if user is None:
        return NotProven(words=WRONG_PIN)
    purses = (guesses.account(user.username, own_tablet=_knows(device, user)),)
    if again_at := guesses.take(*purses, now=now):
        return NotProven(words=_wait(again_at, now), again_at=again_at)
    if not user.check_pin(pin):
        return NotProven(words=WRONG_PIN)
    guesses.put_back(*purses)
    return user


def on_this_tablet(request: HttpRequest, *, now: datetime) -> list[User]:
    """Who may switch to themselves here by PIN: active, with a PIN, by password here today."""
    device = tablet.identity(request)
    if not device:
        return []
    rows = TabletSignIn.objects.filter(tablet=device, person__is_active=True).exclude(
        person__pin=""
    )
    today = [row.person for row in rows.select_related("person") if _same_day(row, now)]
    return sorted(today, key=lambda user: user.name)


def remember(device: str, user: User, *, now: datetime) -> None:
    """This person signed in by password on this tablet."""
    write(
        lambda: TabletSignIn.objects.update_or_create(
            tablet=device, person=user, defaults={"at": now}
        )
    )


def forget(device: str, person: UUID) -> None:
    """This person signed out of this tablet: their PIN ends here."""
    write(lambda: TabletSignIn.objects.filter(tablet=device, person_id=person).delete())


def one_time_password() -> str:
    """Four groups of four, 78 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def pin_trouble(pin: str) -> str | None:
    """Why this is no PIN, or None."""
    if not (pin.isascii() and pin.isdigit()) or len(pin) != PIN_DIGITS:
        return f"A PIN has {PIN_DIGITS} digits."
    steps = {int(right) - int(left) for left, right in pairwise(pin)}
    if steps <= {0} or steps <= {1} or steps <= {-1}:
        return "Choose a PIN that is no row of equal or neighbouring digits."
    return None


def _knows(device: str, user: User) -> bool:
    return bool(device) and TabletSignIn.objects.filter(tablet=device, person=user).exists()


def _same_day(row: TabletSignIn, now: datetime) -> bool:
    """The same date by the clock of a clinic where the person works."""
    places = StaffRole.objects.filter(person_id=row.person_id).values_list("clinic_id", flat=True)
    zones = Clinic.objects.filter(id__in=set(places)).values_list("zone", flat=True)
    return any(
        local_date(row.at, zone=zone(name)) == local_date(now, zone=zone(name)) for name in zones
    )


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _wait(again_at: datetime, now: datetime) -> str:
    minutes = max(1, -(-int((again_at - now).total_seconds()) // 60))
    return f"Too many tries. Wait {minutes} min, or sign in on a tablet that you have used before."
