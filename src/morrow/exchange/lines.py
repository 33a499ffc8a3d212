"""The journal as JSON lines: one fact a line, in its envelope, in the journal's order.

Keys, all required: `position` and `version` (whole numbers from 1), `stream` (`visit:ID`),
`id`, `kind`, `kind_version`, `body` (an object), `by`, `role`, `origin`, `device`, `clinic`,
`happened_at`, `recorded_at` (RFC 3339 with an offset).  An unknown kind, key or version is an
error with the line's number: nothing is skipped.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from morrow.care.recorded import Origin, Recorded
from morrow.exchange.facts import CODEC, UnknownKind, UnreadableFact

KEYS: Final = (
    "position", "stream", "version", "id", "kind", "kind_version", "body", "by", "role", "origin",
    "device", "clinic", "happened_at", "recorded_at",
)  # fmt: skip


_NO_FACT: Final = (
    ValueError, KeyError, TypeError, RecursionError, UnknownKind, UnreadableFact,
)  # fmt: skip


class UnreadableLine(ValueError):
    """A line that is no fact in its envelope; says which one and why."""


def read(lines: Iterable[str]) -> Iterator[Recorded[Any]]:
    """The facts of a file's lines; blank lines are left out.  Raises UnreadableLine."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _recorded(json.loads(line))
            except _NO_FACT as error:
                raise UnreadableLine(f"line {number}: {error}") from error


def write(recorded: Recorded[Any]) -> str:
    """One line, without its end; `read` gives the equal fact back."""
    fact = recorded.fact
    return json.dumps(
        {
            "position": recorded.position,
            "stream": recorded.stream,
            "version": recorded.version,
            "id": str(recorded.id),
            "kind": type(fact).__name__,
            "kind_version": type(fact).VERSION,
            "body": CODEC.encode(fact),
            "by": recorded.by,
            "role": recorded.role,
            "origin": recorded.origin.value,
            "device": recorded.device,
            "clinic": recorded.clinic,
            "happened_at": _text(recorded.happened_at),
            "recorded_at": _text(recorded.recorded_at),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _recorded(found: Any) -> Recorded[Any]:
    if not isinstance(found, dict):
        raise TypeError("it is no object")
    if set(found) != set(KEYS):
        missing, unknown = set(KEYS) - set(found), set(found) - set(KEYS)
        raise ValueError(
            f"missing: {', '.join(sorted(missing)) or 'nothing'}; "
            f"unknown: {', '.join(sorted(unknown)) or 'nothing'}"
        )
    return Recorded(
        fact=CODEC.decode(found["kind"], found["kind_version"], found["body"]),
        id=UUID(found["id"]),
        stream=str(found["stream"]),
        version=_from_one(found["version"], "version"),
        position=_from_one(found["position"], "position"),
        by=str(found["by"]),
        role=str(found["role"]),
        origin=Origin(found["origin"]),
        device=str(found["device"]),
        clinic=str(found["clinic"]),
        happened_at=_instant(found["happened_at"]),
        recorded_at=_instant(found["recorded_at"]),
    )


def _from_one(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} {value!r} is no whole number from 1")
    return value


def _instant(text: Any) -> datetime:
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no offset: which instant is it?")
    return found.astimezone(UTC)


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
