"""Which connection may write: one in each process, the writer's.  All others are read-only.

So a write that bypasses the writer fails at once, on both databases, and does not wait for the
day on which two of them meet.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import DEFAULT_DB_ALIAS
from django.db import connection as default_connection
from django.db import connections as django_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_thread: Final = threading.local()


def writing() -> bool:
    """True on a thread whose connection may write."""
    return getattr(_thread, "writing", False)


def own() -> BaseDatabaseWrapper:
    """This thread's connection itself: each look through Django's `connection` costs 2 us."""
    return django_connections[DEFAULT_DB_ALIAS]


def in_unit() -> bool:
    """True while the writer runs a unit of work on this thread."""
    return getattr(_thread, "in_unit", False)


@contextmanager
def unit(seed: UUID | None = None) -> Iterator[None]:
    """Mark that this thread runs a unit of work; `seed` is where its ids come from."""
    _thread.in_unit = True
    _thread.ids = seed and (uuid5(seed, str(number)) for number in count())
    try:
        yield
    finally:
        _thread.in_unit, _thread.ids = False, None


def unit_id() -> UUID | None:
    """The unit's next id, None where there is no unit with a seed."""
    ids = getattr(_thread, "ids", None)
    return next(ids) if ids else None


@contextmanager
def writable(*, may_write: bool = True) -> Iterator[None]:
    """Let this thread's connection write: for the writer, and for commands that hold the store."""
    before = writing()
    _set(may_write=may_write)
    try:
        yield
    finally:
        _set(may_write=before)


@contextmanager
def together() -> Iterator[None]:
    """Send the block's statements without waiting for each, where the engine is a server.

    Their errors show when the block ends, or when it reads a result.
    """
    if default_connection.vendor != "postgresql":
        yield
        return
    with default_connection.wrap_database_errors, default_connection.connection.pipeline():
        yield


def guard() -> None:
    """Make every connection read-only as it is taken up, but the writer's."""
    connection_created.connect(_opened, dispatch_uid="morrow.store.connections")


def _opened(connection: BaseDatabaseWrapper, **_: Any) -> None:
    _permit(connection, may_write=writing())


def _set(*, may_write: bool) -> None:
    if may_write == writing():
        return
    _thread.writing = may_write
    if default_connection.connection is not None:
        _permit(default_connection, may_write=may_write)


def _permit(connection: BaseDatabaseWrapper | Any, *, may_write: bool) -> None:
    switch = "OFF" if may_write else "ON"
    sqlite = connection.vendor == "sqlite"
    setting = "PRAGMA query_only" if sqlite else "SET default_transaction_read_only"
    with connection.cursor() as cursor:
        cursor.execute(f"{setting} = {switch}")
