"""The journal: the only way to append a fact, and the way to read facts back.

A stream is one patient, visit, course, ledger or clinic: `visit:<uuid>`.  Its versions count from
1 without a gap.  `position` is the order over all streams, gap-free, and the order of visibility:
who has read up to a position never finds a new fact before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from morrow.care.recorded import Origin, Recorded
from morrow.clinic import projections
from morrow.clinic.store import announcements, chain, entries, folds, pending, writer
from morrow.clinic.store.chain import Entry
from morrow.clinic.store.heads import Head
from morrow.clinic.store.projector import Projector
from morrow.exchange import facts as exchange

Fold = folds.Fold
subscribe = announcements.subscribe
S = TypeVar("S")


class StaleVersion(Exception):
    """Somebody appended to the stream since it was read.  Load it again and decide again."""


class ClientIdReused(Exception):
    """A client's id came twice with different contents: one of the two would be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The envelope's part that is known beforehand: who wrote, in which capacity, from where.

    `now` is the frozen instant of the request, aware; it becomes `recorded_at`.  `happened_at` is
    None unless the facts come late.
    """

    by: str
    role: str
    clinic: str
    now: datetime
    happened_at: datetime | None = None
    origin: Origin = Origin.PERSON
    device: str = ""


def append(
    stream: str,
    *,
    facts: Sequence[Any],
    expected_version: int | None,
    stamp: Stamp,
    client_id: UUID | None = None,
    request: Mapping[str, Any] | None = None,
) -> list[Recorded[Any]]:
    """Append the facts of one command and return them as recorded, once they are committed.

    `expected_version` is the stream's version that the decision was made on, 0 for a new stream;
    StaleVersion is raised if it has moved on.  None appends whatever the version: for facts that
    nothing had to decide.  The writer does all of it; inside a unit of work it is part of that.

    `client_id` is the sender's own id of this command.  Given again with an equal `request` (what
    was sent, as JSON values; the facts themselves if None) it stores nothing and returns what is
    stored; with another one, ClientIdReused is raised.  The facts after the first have ids derived
    from it.
    """
    if not facts:
        raise ValueError("a command without facts appends nothing: do not call append")
    command = _command(stream, facts, stamp, client_id or writer.fresh_id(), request)

    def unit() -> list[Recorded[Any]]:
        head = pending.head(stream, str(command.client_id))
        if head.is_repeat:
            return _recalled(command.client_id, command.request_hash)
        if expected_version not in (None, head.version):
            raise StaleVersion(f"{stream} is at version {head.version}, not {expected_version}")
        new = command.entries(head)
        appended = [_enveloped(entry, fact) for entry, fact in zip(new, facts, strict=True)]
        pending.add(new, appended)
        for each in appended:
            project(each, projections.ALL)
        announcements.announce_after_commit(appended)
        return appended

    return writer.write(unit)


def recall(client_id: UUID, *, stream: str, request: Mapping[str, Any]) -> list[Recorded[Any]]:
    """Return what a command with this id has stored, or an empty list.

    Raises ClientIdReused if it was another command's.
    """
    return _recalled(client_id, _request_hash(stream, request))


def read(stream: str, after: int = 0) -> list[Recorded[Any]]:
    """Return the stream's facts after a version, in order."""
    clause = "WHERE stream = %s AND version > %s ORDER BY version"
    return [recorded(entry) for entry in entries.select(clause, stream, after)]


def since(position: int, limit: int = 1_000) -> list[Recorded[Any]]:
    """Return at most `limit` facts of all streams after a position, in order."""
    clause = "WHERE position > %s ORDER BY position LIMIT %s"
    return [recorded(entry) for entry in entries.select(clause, position, limit)]


def load(stream: str, fold: Fold[S], *, at_least: int | None = None) -> tuple[S, int]:
    """Return the stream's folded state and its version: 0 and the fold's start if it is new.

    `at_least` is a version that the caller has seen: a state kept in memory that has reached it
    is returned without a look at the journal.
    """
    return folds.load(stream, fold, read, at_least=at_least)


def recorded(entry: Entry) -> Recorded[Any]:
    """Return a stored entry as a fact in its envelope.  Raises `exchange.facts.UnknownKind`."""
    return _enveloped(entry, exchange.CODEC.decode(entry.kind, entry.kind_version, entry.body))


def project(fact: Recorded[Any], projectors: Sequence[Projector]) -> None:
    """Show a fact to every projector that reads its kind."""
    for projector in projectors:
        if type(fact.fact) in projector.facts:
            projector.apply(fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    """The facts of one command, encoded, and what is known of them before their place is."""

    stream: str
    bodies: Sequence[tuple[type, str]]  # the fact's class, its canonical JSON
    stamp: Stamp
    client_id: UUID
    request_hash: str

    def entries(self, head: Head) -> list[Entry]:
        """Return the journal's entries, following on `head`."""
        placed: list[Entry] = []
        for number, (cls, body) in enumerate(self.bodies):
            entry = self._entry(cls, body, _derived(self.client_id, number), head)
            head = Head(entry.position, entry.version, entry.hash, is_repeat=False)
            placed.append(entry)
        return placed

    def _entry(self, cls: Any, body: str, entry_id: UUID, head: Head) -> Entry:
        stamp = self.stamp
        return Entry(
            position=head.position + 1,
            stream=self.stream,
            version=head.version + 1,
            client_id=str(entry_id),
            request_hash=self.request_hash,
            kind=cls.__name__,
            kind_version=cls.VERSION,
            body=body,
            author=stamp.by,
            role=stamp.role,
            origin=stamp.origin.value,
            device=stamp.device,
            clinic=stamp.clinic,
            happened_at=chain.instant_text(stamp.happened_at or stamp.now),
            recorded_at=chain.instant_text(stamp.now),
            previous_hash=head.hash,
            hash="",
        ).sealed()


def _command(
    stream: str,
    facts: Sequence[Any],
    stamp: Stamp,
    client_id: UUID,
    request: Mapping[str, Any] | None,
) -> _Command:
    bodies = [(type(fact), chain.canonical(exchange.CODEC.encode(fact))) for fact in facts]
    if request is None:
        late = stamp.happened_at and chain.instant_text(stamp.happened_at)
        request = {"facts": [[cls.__name__, body] for cls, body in bodies], "happened_at": late}
    return _Command(
        stream=stream,
        bodies=bodies,
        stamp=stamp,
        client_id=client_id,
        request_hash=_request_hash(stream, request),
    )


def _request_hash(stream: str, request: Mapping[str, Any]) -> str:
    return chain.digest({"stream": stream, "request": request})


def _derived(client_id: UUID, number: int) -> UUID:
    """The id of a command's fact: the client's own for the first, then one made from it."""
    return client_id if number == 0 else uuid5(client_id, str(number))


def _recalled(client_id: UUID, request_hash: str) -> list[Recorded[Any]]:
    found = entries.select("WHERE client_id = %s", str(client_id))
    if not found:
        return []
    [first] = found
    if first.request_hash != request_hash:
        raise ClientIdReused(
            f"{client_id} was another command's (position {first.position}): send this one with "
            "an id of its own"
        )
    following = read(first.stream, first.version - 1)
    return [each for number, each in enumerate(following) if each.id == _derived(client_id, number)]


def _enveloped(entry: Entry, fact: Any) -> Recorded[Any]:
    return Recorded(
        fact=fact,
        id=UUID(entry.client_id),
        stream=entry.stream,
        version=entry.version,
        position=entry.position,
        by=entry.author,
        role=entry.role,
        origin=Origin(entry.origin),
        device=entry.device,
        clinic=entry.clinic,
        happened_at=chain.instant(entry.happened_at),
        recorded_at=chain.instant(entry.recorded_at),
    )
