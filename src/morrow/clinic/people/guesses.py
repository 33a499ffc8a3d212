"""How often a secret may be guessed: at most ten times an hour for one account.

The ten are two purses of five.  Browsers where the account has never signed in share one; each
account's own tablets share the other.  So whoever guesses from elsewhere empties only the
strangers' purse, and the person at the clinic's tablet still gets in; a session that is open is
never touched.  A guess is taken from the purse before it is judged, so that guesses sent at once
are counted, and put back if it was right.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F
from django.utils.crypto import salted_hmac

from morrow.clinic.people.models import GuessCount
from morrow.clinic.store.writer import write

PER_PURSE: Final = 5  # twice five are the ten of the threat model's figure
PER_ADDRESS: Final = 100  # all accounts together, from one network address
WINDOW: Final = timedelta(hours=1)


def _key(purse: str, who: str) -> str:
    """Hashed with the server's key: the table is no list of who works here."""
    return salted_hmac("morrow.guesses", f"{purse}:{who}", algorithm="sha256").hexdigest()


def account(username: str, *, own_tablet: bool) -> tuple[str, int]:
    """The purse for guesses at an account, known or not."""
    return _key("own-tablet" if own_tablet else "stranger", username.casefold()), PER_PURSE


def address(text: str) -> tuple[str, int]:
    """The purse of one network address, against trying one password on everybody."""
    return _key("address", text), PER_ADDRESS


def take(*purses: tuple[str, int], now: datetime) -> datetime | None:
    """Take a guess from every purse.  None if it may be judged, else when to come again (UTC)."""
    return write(lambda: _take(purses, now))


def put_back(*purses: tuple[str, int]) -> None:
    """The guess was right: it was none."""
    keys = [key for key, _ in purses]
    write(lambda: GuessCount.objects.filter(key__in=keys, count__gt=0).update(count=F("count") - 1))


def _take(purses: tuple[tuple[str, int], ...], now: datetime) -> datetime | None:
    GuessCount.objects.filter(since__lte=now - WINDOW).delete()
    rows = [(_row(key, now), limit) for key, limit in purses]
    empty = [row.since + WINDOW for row, limit in rows if row.count >= limit]
    if empty:
        return max(empty)
    for row, _ in rows:
        row.count += 1
        row.save(update_fields=["count"])
    return None


def _row(key: str, now: datetime) -> GuessCount:
    row, _ = GuessCount.objects.get_or_create(key=key, defaults={"since": now, "count": 0})
    return row
