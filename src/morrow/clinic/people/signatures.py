"""Signing on the spot: somebody proves who they are, and the first person stays signed in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest

from morrow.care.visit.values import Actor, Signature
from morrow.clinic import access
from morrow.clinic.people import credentials, tablet
from morrow.clinic.people.credentials import NotProven
from morrow.clinic.people.models import SignedText, User
from morrow.clinic.store.writer import write

Purpose = SignedText.Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature, who it makes of the signer for `care/`, and the text as it was shown."""

    signature: Signature
    actor: Actor
    name: str
    text: str


def re_authenticate(
    request: HttpRequest,
    *,
    username: str,
    secret: str,
    text: str,
    operation: str,
    clinic: UUID,
    purpose: Purpose = Purpose.SIGNATURE,
    beside: UUID | None = None,
) -> Signed | NotProven:
    """Prove who signs `text` for `operation` at `clinic`, and keep what was signed.

    `secret` is the password, or the PIN where that person signed in on this tablet by password
    today.  A one-time password signs nothing.  `beside` is the first person, and required, where a
    second one confirms.  Guesses are counted as at sign-in.  The session is not touched.

    ValueError for an empty text, or a co-signature or witness beside nobody: our own bugs.
    """
    if not text.strip():
        raise ValueError("nobody signs an empty text")
    if (beside is None) != (purpose is Purpose.SIGNATURE):
        raise ValueError(f"a {purpose} names the first person exactly if it is a second one's")
    now = access.now(request)
    user = _prove(request, username, secret, now)
    if isinstance(user, NotProven):
        return user
    if user.id == beside:
        return NotProven(words="The second person must be another one than the first.")
    actor = access.second_actor(user, operation, clinic, at=now)
    if actor is None:
        return NotProven(words=f"{user.name} may not do this at this clinic.")
    row = SignedText(
        id=uuid4(),
        person_id=user.id,
        purpose=purpose,
        beside_id=beside,
        clinic_id=clinic,
        text=text,
        text_hash=hash_of(text),
        tablet=tablet.identity(request),
        at=now,
    )
    write(lambda: row.save(force_insert=True))
    signature = Signature(person=str(user.id), text_hash=row.text_hash, at=now)
    return Signed(signature=signature, actor=actor, name=user.name, text=text)


def hash_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _prove(request: HttpRequest, username: str, secret: str, now: datetime) -> User | NotProven:
    """By PIN if it looks like one and the person has one here today, else by password."""
    if credentials.pin_trouble(secret) is None:
        here = credentials.on_this_tablet(request, now=now)
        person = next((user for user in here if user.username == username.casefold()), None)
        if person is not None:
            return credentials.by_pin(request, person=person.id, pin=secret, now=now)
    user = credentials.by_password(request, username=username, password=secret, now=now)
    if isinstance(user, User) and user.must_change_password:
        # Whoever made the one-time password knows it too.
        return NotProven(words="Sign in and choose your own password first.")
    return user
