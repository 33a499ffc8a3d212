"""Reads the whole journal and says whether it is what was written.  Standard library only.

Found are entries edited, moved, removed or inserted, a journal cut before its last checkpoint, and
one rewritten with correct hashes before it.  Not found, and therefore printed as a window, is what
became of the entries after the last checkpoint.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from morrow.clinic.store import checkpoints
from morrow.clinic.store.chain import FIRST, Entry
from morrow.clinic.store.checkpoints import BEGINNING, Checkpoint, Occasion


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written, at a position and, if one is meant, in a stream."""

    position: int
    stream: str
    what: str

    def __str__(self) -> str:
        return f"position {self.position}{self.stream and f', {self.stream}'}: {self.what}"


@dataclass(slots=True)
class Report:
    """What was read, what is wrong, and up to where checkpoints cover it."""

    entries: int = 0
    streams: int = 0
    covered: Checkpoint = BEGINNING
    end: int = 0
    digest: str = checkpoints.START
    written_at: str = ""
    restored: list[Checkpoint] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def overdue(self) -> str:
        """Why that is more than may be, empty if it is not."""
        last = self.covered if self.covered is not BEGINNING else None
        return checkpoints.overdue(last, end=self.end, written_at=self.written_at)

    @property
    def window(self) -> str:
        """What no checkpoint covers."""
        if self.end <= self.covered.position:
            return "every entry is covered by a checkpoint"
        since = f"since {self.covered.at}" if self.covered.at else "no checkpoint was ever made"
        return (
            f"no checkpoint covers positions {self.covered.position + 1} to {self.end} ({since}): "
            "whether these were cut or rewritten cannot be told"
        )


def verify(entries: Iterable[Entry], known: Sequence[Checkpoint]) -> Report:
    """Check all entries, in order of position, against their chains and the checkpoints."""
    report = Report(restored=[each for each in known if each.occasion is Occasion.RESTORED])
    reader = _Reader(report, iter(_in_force(known)))
    for entry in entries:
        reader.take(entry)
    reader.finish()
    report.streams = len(reader.heads)
    return report


def _in_force(known: Sequence[Checkpoint]) -> list[Checkpoint]:
    """The checkpoints of this history: a restore ends the one that went further than it."""
    result: list[Checkpoint] = []
    for checkpoint in known:
        if checkpoint.occasion is Occasion.RESTORED:
            result = [each for each in result if each.position <= checkpoint.position]
        result.append(checkpoint)
    return result


class _Reader:
    """Walks the journal once, with each stream's last version and hash, and the rolling digest."""

    def __init__(self, report: Report, known: Iterator[Checkpoint]) -> None:
        self.heads: dict[str, tuple[int, str]] = {}
        self._report = report
        self._known = known
        self._next = next(known, None)
        self._agrees = True

    def take(self, entry: Entry) -> None:
        report = self._report
        expected = report.end + 1
        if entry.position != expected:
            missing = f"{expected} to {entry.position - 1}"
            self._fault(expected, "", f"entries are missing: {missing}")
        if entry.expected_hash() != entry.hash:
            self._fault(entry.position, entry.stream, "edited: it does not fit its own hash")
        version, head = self.heads.get(entry.stream, (0, FIRST))
        if entry.version != version + 1:
            what = f"version {entry.version} follows version {version}: removed, inserted or moved"
            self._fault(entry.position, entry.stream, what)
        if entry.previous_hash != head:
            what = f"not what followed version {version}: that was edited, or this one was moved"
            self._fault(entry.position, entry.stream, what)
        self.heads[entry.stream] = (entry.version, entry.hash)
        report.entries += 1
        report.end, report.written_at = entry.position, entry.recorded_at
        report.digest = checkpoints.rolled(report.digest, [entry.hash])
        self._compare()

    def finish(self) -> None:
        """Nothing follows: say which checkpoints were never reached."""
        while self._next is not None:
            self._differs(self._next, f"cut: the journal ends at {self._report.end}")
            self._next = next(self._known, None)

    def _compare(self) -> None:
        while self._next is not None and self._next.position <= self._report.end:
            reached = self._next
            if (reached.position, reached.digest) == (self._report.end, self._report.digest):
                self._report.covered = reached if self._agrees else self._report.covered
            else:
                self._differs(reached, "entries were rewritten, removed or inserted")
            self._next = next(self._known, None)

    def _differs(self, checkpoint: Checkpoint, what: str) -> None:
        """Once: after the first difference every later checkpoint differs too."""
        if self._agrees:
            where = (
                f"between position {self._report.covered.position + 1} and {checkpoint.position}"
            )
            self._fault(
                checkpoint.position,
                "",
                f"not what the checkpoint of {checkpoint.at} fixed: {what}, {where}",
            )
        self._agrees = False

    def _fault(self, position: int, stream: str, what: str) -> None:
        self._report.faults.append(Fault(position, stream, what))
