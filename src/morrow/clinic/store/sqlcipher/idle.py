"""Connections that one request has left behind, open for the next.

Every request runs on a thread of its own, and Django opens a connection for each thread: the key,
the settings and the schema cost more than the questions that a request asks.
"""

import os
import threading
from typing import Any, Final
from weakref import WeakSet

from sqlcipher3 import dbapi2 as sqlcipher

KEPT_MAX: Final = 8  # as many as read at once; each holds a page cache of its own


class Connection(sqlcipher.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection that knows which file it has opened."""

    file: tuple[str, int, int]

    def __init__(self, database: str, **parameters: Any) -> None:
        super().__init__(database, **parameters)
        self.file = _file(database)
        self._cursors = WeakSet[Any]()

    def cursor(self, *arguments: Any, **parameters: Any) -> Any:
        cursor = super().cursor(*arguments, **parameters)
        self._cursors.add(cursor)
        return cursor

    def end_reading(self) -> None:
        """Close what was not read to its end: the next would see the store as of then."""
        for cursor in list(self._cursors):
            cursor.close()


_idle: Final[list[Connection]] = []
_lock: Final = threading.Lock()


def take(database: str) -> Connection | None:
    """The one used last, or None.  What is open on a file that was exchanged is closed."""
    file = _file(database)
    while True:
        with _lock:
            if not _idle:
                return None
            connection = _idle.pop()
        if connection.file == file:
            return connection
        connection.close()


def leave(connection: Connection) -> None:
    """Keep it for the next who asks, in no transaction; close it where enough are kept."""
    connection.end_reading()
    with _lock:
        if len(_idle) < KEPT_MAX:
            _idle.append(connection)
            return
    connection.close()


def close() -> None:
    """Close all: no connection may cross a fork."""
    with _lock:
        found, _idle[:] = list(_idle), []
    for connection in found:
        connection.close()


def _file(database: str) -> tuple[str, int, int]:
    try:
        found = os.stat(database)  # noqa: PTH116  (once for each request: a Path costs as much)
    except FileNotFoundError:
        return database, 0, 0
    return database, found.st_dev, found.st_ino


os.register_at_fork(before=close)
