"""Makes the checkpoints while the clinic is served: a thread that only reads the store."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.db import Error, connection

from morrow.care.recorded import Recorded
from morrow.clinic.store import announcements, checkpoints, entries, keys
from morrow.clinic.store.checkpoints import (
    EVERY_ENTRIES,
    EVERY_SECONDS,
    CheckpointsBroken,
    Occasion,
)

# Begun at half, a checkpoint is done before the bound is reached, whatever the disk does.
BEGIN_AT_ENTRIES: Final = EVERY_ENTRIES // 2

_log = logging.getLogger(__name__)


class JournalCut(Exception):
    """The journal ends before its newest checkpoint: something was taken away."""


def cover(now: datetime, occasion: Occasion = Occasion.REGULAR) -> int:
    """Cover what no checkpoint covers yet; return the position that is now covered.

    Raises CheckpointsBroken, JournalCut or OSError, and then nothing was added.
    """
    path, key = settings.MORROW.checkpoint_file, keys.read(settings.MORROW).derive("checkpoints")
    with checkpoints.appending(path, key) as file:
        last = file.last
        hashes = entries.hashes(after=last.position)
        if not hashes and entries.end() < last.position:
            raise JournalCut(f"it ends at {entries.end()}, its checkpoint is at {last.position}")
        if hashes:
            file.add(
                position=last.position + len(hashes),
                digest=checkpoints.rolled(last.digest, hashes),
                now=now,
                occasion=occasion,
            )
        return file.last.position


class Checkpointer:
    """Covers the journal every half `EVERY_ENTRIES`, every `EVERY_SECONDS`, and at the end."""

    def __init__(self) -> None:
        self._due = threading.Event()
        self._stopping = False
        self._uncovered = 0
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        self._unsubscribe = announcements.subscribe(self._appended)
        self._thread.start()

    def stop(self) -> None:
        """Cover what is left, and end."""
        self._unsubscribe()
        self._stopping = True
        self._due.set()
        self._thread.join()

    def _appended(self, recorded: Sequence[Recorded[Any]]) -> None:
        self._uncovered += len(recorded)
        if self._uncovered >= BEGIN_AT_ENTRIES:
            self._due.set()

    def _run(self) -> None:
        self._cover()  # what a crash left uncovered
        while not self._stopping:
            self._due.wait(timeout=EVERY_SECONDS / 2)
            self._due.clear()
            self._cover()
        self._cover()  # what came while the last one was being made
        connection.close()

    def _cover(self) -> None:
        """Charting goes on when no checkpoint can be made; `morrow verify` shows the window."""
        self._uncovered = 0
        try:
            cover(datetime.now(UTC))
        except (CheckpointsBroken, JournalCut, OSError, Error):
            _log.critical("no checkpoint could be made: look at it now", exc_info=True)
            if not connection.is_usable():
                connection.close()
