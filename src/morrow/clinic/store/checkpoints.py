"""Checkpoints: lines in a file elsewhere that fix what the whole journal was at a position.

The chain alone does not notice a stream that was rewritten to its end, or a journal cut short.  A
checkpoint holds a rolling digest over the hashes of all entries in their order, and is signed
(HMAC-SHA-256) together with the line before it.  Put the file on a disk that who can write to the
database cannot write to.  What came after the last checkpoint, nothing covers: at most
`EVERY_ENTRIES` facts or `EVERY_SECONDS`.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from morrow.clinic.store import chain
from morrow.clinic.store.keys import sync_folder

EVERY_ENTRIES: Final = 1_000
EVERY_SECONDS: Final = 3_600
START: Final = "0" * 64  # the digest of no entries, and the signature before the first line


class CheckpointsBroken(Exception):
    """A line of the file is altered, missing or not ours."""


class Occasion(StrEnum):
    """Why a checkpoint was made.  After a restore the journal may end earlier than before it."""

    REGULAR = "regular"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The journal up to `position` had this digest.  `at` is RFC 3339 in UTC."""

    position: int
    digest: str
    at: str
    occasion: Occasion
    signature: str = ""

    def signed(self, key: bytes, before: str) -> str:
        """Return the signature that this line has to have after the line signed `before`."""
        line = chain.canonical([self.position, self.digest, self.at, self.occasion, before])
        return hmac.new(key, line.encode(), hashlib.sha256).hexdigest()

    def follows(self, before: "Checkpoint", key: bytes) -> bool:
        """True if this line was signed by us after that one."""
        return hmac.compare_digest(self.signature, self.signed(key, before.signature))


BEGINNING: Final = Checkpoint(
    position=0, digest=START, at="", occasion=Occasion.REGULAR, signature=START
)


def overdue(last: Checkpoint | None, *, end: int, written_at: str) -> str:
    """What is wrong with checkpoints that end so far behind the journal; empty if nothing is.

    `end` and `written_at` are the position of the journal's last entry and when it was recorded.
    A crash leaves less than this behind, so more means that none are made, or that they are lost.
    """
    if end == 0 or (last and end <= last.position):
        return ""
    if last is None:
        return (
            "facts are stored and there is no checkpoint: the file is lost, or none was ever made"
        )
    behind = end - last.position
    late = chain.instant(written_at) - chain.instant(last.at)
    if behind <= EVERY_ENTRIES and late.total_seconds() <= EVERY_SECONDS:
        return ""
    return (
        f"the newest checkpoint is {behind} facts and {_hours(late.total_seconds())} behind the "
        f"journal, more than {EVERY_ENTRIES} or {_hours(EVERY_SECONDS)}: none are made, or some "
        "are lost"
    )


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h"


def rolled(digest: str, hashes: Iterable[str]) -> str:
    """Roll the hashes of further entries, in order, into a digest."""
    for entry_hash in hashes:
        digest = hashlib.sha256(f"{digest}{entry_hash}".encode()).hexdigest()
    return digest


def read(path: Path, key: bytes) -> list[Checkpoint]:
    """Return all checkpoints, none if there is no file.  Raises CheckpointsBroken."""
    if not path.exists():
        return []
    found: list[Checkpoint] = []
    for number, line in enumerate(_whole_lines(path.read_text()), 1):
        checkpoint = _parsed(line)
        if checkpoint is None or not checkpoint.follows(found[-1] if found else BEGINNING, key):
            raise CheckpointsBroken(
                f"{path}, line {number}: altered, out of place, or signed by another key"
            )
        found.append(checkpoint)
    return found


class Appender:
    """The open file, held against other processes from the newest line read to the next written."""

    def __init__(self, file: IO[str], path: Path, key: bytes) -> None:
        self._file = file
        self._key = key
        lines = _whole_lines(file.read())
        newest = [BEGINNING, *map(_parsed, lines[-2:])][-2:]
        before, last = newest[0], newest[-1]
        if before is None or last is None or not (last is BEGINNING or last.follows(before, key)):
            raise CheckpointsBroken(f"{path}, line {len(lines)}: altered, or signed by another key")
        self.last: Checkpoint = last

    def add(
        self, *, position: int, digest: str, now: datetime, occasion: Occasion = Occasion.REGULAR
    ) -> None:
        """Append a checkpoint.  It is on the disk when this returns."""
        at = chain.instant_text(now)
        self.keep(Checkpoint(position=position, digest=digest, at=at, occasion=occasion))

    def keep(self, checkpoint: Checkpoint) -> None:
        """Append a checkpoint that was made before, signed anew after the line before it."""
        self.last = replace(checkpoint, signature=checkpoint.signed(self._key, self.last.signature))
        values = {name: getattr(self.last, name) for name in Checkpoint.__slots__}
        self._file.write(chain.canonical(values) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def appending(path: Path, key: bytes) -> Iterator[Appender]:
    """Open the file to append, one process at a time.  Raises CheckpointsBroken.

    Only the newest line is checked here; `read` checks them all.  A line that a crash cut off is
    taken away first: it was never a checkpoint.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_new:
            sync_folder(path.parent)
        file.seek(0)
        file.truncate(len("".join(_whole_lines(file.read())).encode()))
        file.seek(0)
        yield Appender(file, path, key)


def _whole_lines(text: str) -> list[str]:
    return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]


def _parsed(line: str) -> Checkpoint | None:
    try:
        values: dict[str, Any] = json.loads(line)
        return Checkpoint(
            position=int(values["position"]),
            digest=str(values["digest"]),
            at=str(values["at"]),
            occasion=Occasion(values["occasion"]),
            signature=str(values["signature"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
