"""The one writer: every change of the store is a unit of work that it commits.

Units that have queued share one transaction and one fsync (group commit): under load a caller
pays a fraction of a disk flush, and the embedded store never meets "database is locked".  A unit
that fails takes no other with it.  Nobody is answered before the commit.

On PostgreSQL several processes write; an advisory lock held to the end of each transaction makes
their order of commit the order of the journal's positions.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from morrow.clinic.store import connections, pending

T = TypeVar("T")
_Around = Callable[[], AbstractContextManager[Any]]

BATCH_MAX: Final = 256  # units in one transaction; bounds how long the first of them waits
JOURNAL_LOCK: Final = 0x4D6F_7272_6F77  # "Morrow", the advisory lock of all writers
# serialization_failure and deadlock_detected: PostgreSQL says that it has rolled back.
ROLLED_BACK_STATES: Final = frozenset({"40001", "40P01"})

_log = logging.getLogger(__name__)


class NotCommitted(Exception):
    """The transaction was rolled back: nothing of this unit is stored.  Try again."""


class CommitUnknown(Exception):
    """The connection broke during the commit: stored or not, nobody can say.

    Send the same thing again with the same client id: the journal stores it once.
    """


class _UnitFailed(Exception):
    """Internal: a unit raised, so nothing of its batch is stored."""


class _RolledBack(Exception):
    """Internal: this batch is certainly not stored, `__cause__` says why."""


@dataclass(slots=True)
class _Job:
    unit: Callable[[], Any]
    future: Future[Any] = field(default_factory=Future)
    seed: UUID = field(default_factory=uuid4)
    result: Any = None
    error: Exception | None = None

    def attempt(self, around: _Around) -> None:
        """Run the unit and keep its result or error.  Trouble with the connection is raised."""
        self.result = self.error = None
        try:
            with around(), connections.unit(self.seed):
                self.result = self.unit()
                if connection.needs_rollback:
                    raise RuntimeError("the unit swallowed a database error: nothing is stored")
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  (handed to the caller)
            self.error = error

    def answer(self) -> None:
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def write(unit: Callable[[], T]) -> T:
    """Run `unit` on the writer and return its result, once it is committed.

    Inside the unit the ordinary ORM writes.  What the unit raises is raised here, and nothing of
    it is stored; `NotCommitted` and `CommitUnknown` say what became of the transaction.  A unit
    may run more than once (after a rollback), so its only effects are on the database.  Inside a
    unit, `write` just runs the inner one.
    """
    if connections.in_unit():
        return unit()
    return _current.submit(unit).result()


async def awrite(unit: Callable[[], T]) -> T:
    """The same for asynchronous callers."""
    return await asyncio.wrap_future(_current.submit(unit))


def fresh_id() -> UUID:
    """A new random id.  A unit that runs again gets the same ones, and so stores the same."""
    return connections.unit_id() or uuid4()


def close() -> None:
    """Commit what has queued and stop.  A later `write` starts a new writer thread."""
    _current.close()


def after_commit(callback: Callable[[], None]) -> None:
    """Call back on the writer's thread once this unit is committed.  Errors are logged."""
    transaction.on_commit(callback, robust=True)


class Writer:
    """A thread that owns the process's only writing connection."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def submit(self, unit: Callable[[], T]) -> Future[T]:
        if connection.in_atomic_block:
            raise RuntimeError("write() in an open transaction, which would not see what it wrote")
        job = _Job(unit)
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._jobs.put(job)
        return job.future

    def close(self) -> None:
        with self._starting:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._jobs.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        with connections.writable():
            while batch := self._next_batch():
                # A caller who has gone away before its turn is left out.
                _commit([job for job in batch if job.future.set_running_or_notify_cancel()])
            connection.close()

    def _next_batch(self) -> list[_Job]:
        """Wait for a job, then take all that have queued behind it.  Empty when closing."""
        batch: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == BATCH_MAX or self._jobs.empty():
                return batch
            job = self._jobs.get()
        if batch:
            self._jobs.put(None)  # closing, but these come first
        return batch


_current = Writer()


def _commit(batch: list[_Job]) -> None:
    """Commit a batch and answer all of it.

    The usual batch has no failure, so it first runs without savepoints and without asking for
    what is remembered, both of which cost as much as the work itself.  If a unit failed, all of
    it is rolled back and runs again with care, and only that unit is left out.
    """
    try:
        _transact(batch, _fast, nullcontext)
    except (_UnitFailed, _RolledBack):
        _commit_carefully(batch)
    except Exception as error:  # noqa: BLE001  (handed to every caller)
        pending.forget()
        _fail(batch, CommitUnknown, error)
    for job in batch:
        job.answer()


def _commit_carefully(batch: list[_Job]) -> None:
    """Commit a batch that was rolled back, each unit in a savepoint; if that fails, one by one.

    So trouble that one unit makes for the whole transaction (a deferred constraint, a lost
    connection) is that unit's alone.  What the rolled back transaction remembered of the journal is
    forgotten: equal entries may follow, and would seem to confirm it.
    """
    pending.forget()
    try:
        _reconnect_if_broken()
        _transact(batch, nullcontext, _careful)
    except _RolledBack as rolled_back:
        if len(batch) == 1:
            _fail(batch, NotCommitted, rolled_back.__cause__ or rolled_back)
            return
        _log.warning("rolled back %d units, trying one by one", len(batch), exc_info=True)
        for job in batch:
            _commit_carefully([job])
    except Exception as error:  # noqa: BLE001  (handed to every caller)
        _fail(batch, CommitUnknown, error)


def _fail(batch: list[_Job], kind: type[Exception], cause: BaseException) -> None:
    for job in batch:
        job.error = kind(str(cause))
        job.error.__cause__ = cause


@contextmanager
def _fast() -> Iterator[None]:
    """All units together, with what is remembered of the journal."""
    with pending.gathered(trusting=True):
        yield


@contextmanager
def _careful() -> Iterator[None]:
    """A unit's own savepoint; what it has to store is sent before that ends."""
    with transaction.atomic(), pending.gathered():
        yield


def _transact(batch: list[_Job], around_all: _Around, around_each: _Around) -> None:
    """Run a batch in one transaction.  Returns when it is committed.

    Raises _UnitFailed or _RolledBack if certainly nothing is.
    """
    committing = False
    try:
        with transaction.atomic(durable=True), _locked(around_all):
            for job in batch:
                job.attempt(around_each)
                if job.error and around_each is nullcontext:
                    raise _UnitFailed
            if connection.needs_rollback:
                raise _RolledBack
            pending.send()
            committing = True
    except (DatabaseError, InterfaceError) as error:
        if committing and not _is_rolled_back(error):
            raise
        raise _RolledBack from error


@contextmanager
def _locked(around: _Around) -> Iterator[None]:
    """Alone among the writers of all processes, to the end of the transaction."""
    with ExitStack() as stack:
        with connections.together():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
            stack.enter_context(around())
        yield


def _is_rolled_back(error: Exception) -> bool:
    """True if this error of a COMMIT means that certainly nothing is stored."""
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, IntegrityError) or state in ROLLED_BACK_STATES


def _reconnect_if_broken() -> None:
    if connection.connection is not None and not connection.is_usable():
        connection.close()
