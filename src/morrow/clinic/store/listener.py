"""On PostgreSQL: learns of what any process appended, and tells this one, in the journal's order.

A notice carries nothing; what is new is read from the journal.  So one that was lost with a
connection is made up for by the next look, and nothing is skipped.
"""

import logging
import threading
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connection

from morrow.care.recorded import Recorded
from morrow.clinic import journal
from morrow.clinic.store import announcements, entries
from morrow.clinic.store.chain import Entry
from morrow.clinic.store.triggers import CHANNEL
from morrow.exchange.facts import UnknownKind, UnreadableFact

LOOK_AT_ONCE: Final = 1_000  # facts
_AFTER: Final = "WHERE position > %s ORDER BY position LIMIT %s"
LOOK_EVERY_S: Final = 1.0  # also how long `stop` may wait

_log = logging.getLogger(__name__)


class Listener:
    """A thread with the process's one LISTEN connection."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._listening = threading.Event()
        self._position: int | None = None
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Return when it listens: what is committed from now on will be told."""
        announcements.hand_over_to(self)
        self._thread.start()
        self._listening.wait()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        announcements.take_back_from(self)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except (OperationalError, InterfaceError):
                _log.warning("lost the listening connection, trying again", exc_info=True)
                connection.close()
                self._stopping.wait(LOOK_EVERY_S)
        connection.close()

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        if self._position is None:
            self._position = entries.end()
        self._listening.set()
        while not self._stopping.is_set():
            self._tell(self._position)
            with connection.wrap_database_errors:
                for _ in connection.connection.notifies(timeout=LOOK_EVERY_S, stop_after=1):
                    pass

    def _tell(self, position: int) -> None:
        while found := entries.select(_AFTER, position, LOOK_AT_ONCE):
            announcements.announce([fact for fact in map(_readable, found) if fact])
            position = self._position = found[-1].position


def _readable(entry: Entry) -> Recorded[Any] | None:
    """The fact, None if this version does not know its kind: a newer process wrote it."""
    try:
        return journal.recorded(entry)
    except (UnknownKind, UnreadableFact):
        _log.critical("position %d cannot be told: a newer version runs", entry.position)
        return None
