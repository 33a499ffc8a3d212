"""Who holds the store: the servers, or one command that changes it as a whole.

On the embedded store it is a lock on a file beside it: one `serve` at a time, and no other
program that writes.  On PostgreSQL several servers share an advisory lock of the database, and a
command needs it alone.  The system gives up both kinds when a process dies, however it dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import connection

SERVE_LOCK: Final = 0x6D6F_7272_6F77  # "morrow"; the writer's own is another


class StoreHeld(Exception):
    """The store is in use by another process, which must stop first."""


@contextmanager
def hold(*, shared: bool = False) -> Iterator[None]:
    """Hold the store while the block runs.

    `shared` is for `serve`: on PostgreSQL other servers may hold it too, on the embedded store
    nobody may.  Raises StoreHeld if somebody else holds it.
    """
    holding = _file_lock() if settings.MORROW.embedded else _database_lock(shared=shared)
    with holding:
        yield


@contextmanager
def _file_lock() -> Iterator[None]:
    folder = settings.MORROW.data_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "serve.lock"
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreHeld(
                f"Another Morrow process holds the store in {folder}: stop `morrow serve` first."
            ) from None
        yield
    finally:
        os.close(handle)


@contextmanager
def _database_lock(*, shared: bool) -> Iterator[None]:
    """A connection of its own holds it, so that no pool or reconnection gives it away."""
    kind = "_shared" if shared else ""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_lock{kind}(%s)", [SERVE_LOCK])
            [held] = cursor.fetchone()
        if not held:
            raise StoreHeld(
                "Another Morrow process holds this database: "
                + ("a command is changing it." if shared else "stop `morrow serve` first.")
            )
        yield
    finally:
        own.close()
