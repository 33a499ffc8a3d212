"""The journal's entries as they are stored, and how they are chained.  Standard library only.

Each entry's hash covers everything that it stores, its place and the hash before it in its
stream.  So one that is edited, moved, removed or inserted breaks the chain; only who rewrites a
stream to its end could hide it, and then the checkpoints (`checkpoints.py`) no longer fit.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Final, NamedTuple

FIRST: Final = "0" * 64  # what stands for the hash before a stream's first entry


class Entry(NamedTuple):
    """One row of `journal_entry`, in the order of its columns.  Texts and whole numbers only, so
    that both databases give back the bytes that were hashed.
    """

    position: int
    stream: str
    version: int
    client_id: str
    request_hash: str
    kind: str
    kind_version: int
    body: str
    author: str
    role: str
    origin: str
    device: str
    clinic: str
    happened_at: str
    recorded_at: str
    previous_hash: str
    hash: str

    def expected_hash(self) -> str:
        """SHA-256, in hex, over the canonical JSON array of the columns before `hash`."""
        return digest(self[:-1])

    def sealed(self) -> "Entry":
        """Return this entry with its hash."""
        return self._replace(hash=self.expected_hash())


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: equal values give equal bytes."""
    return _encode(value)


def digest(value: object) -> str:
    """SHA-256, in hex, of a value's canonical JSON."""
    return hashlib.sha256(_encode(value).encode()).hexdigest()


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC with six decimals: of one width, so that texts sort as instants do.

    Raises ValueError for a naive datetime, which names no instant.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no time zone: which instant is it?")
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The inverse of `instant_text`."""
    return datetime.fromisoformat(text)
