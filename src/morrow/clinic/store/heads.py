"""Where streams end, remembered by the writer, so that most appends need not look.

Whoever else has appended, and whatever of ours was rolled back, has moved the journal's end: so one
look at that, in each transaction, tells whether the memory still holds.
"""

from typing import Final, NamedTuple

from django.db import connection

from morrow.clinic.store.chain import FIRST, Entry

STREAMS_MAX: Final = 10_000


class Head(NamedTuple):
    """Where the journal and one stream end; `is_repeat`: the client id asked for is stored."""

    position: int
    version: int
    hash: str
    is_repeat: bool


class Memory:
    """The ends of the streams that were last appended to, as long as nobody else appends."""

    def __init__(self) -> None:
        self._end = (0, FIRST)
        self._streams: dict[str, tuple[int, str]] = {}

    def forget(self) -> None:
        """What was remembered may have been rolled back."""
        self._streams.clear()
        self._end = (0, FIRST)

    def confirm(self) -> None:
        """A transaction has begun, and holds the lock if there is one: look whether all holds."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT position, hash FROM journal_entry ORDER BY position DESC LIMIT 1"
            )
            end = cursor.fetchone() or (0, FIRST)
        if end != self._end or len(self._streams) > STREAMS_MAX:
            self._streams.clear()
            self._end = end

    def head(self, stream: str) -> Head | None:
        """Return where the stream ends, None if one has to look."""
        if stream not in self._streams:
            return None
        return Head(self._end[0], *self._streams[stream], is_repeat=False)

    def add(self, entry: Entry) -> None:
        """This entry is now the last one of its stream and of the journal."""
        self._end = (entry.position, entry.hash)
        self._streams[entry.stream] = (entry.version, entry.hash)
