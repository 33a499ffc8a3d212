"""How tests reach the store.

`db` (or the mark `django_db`): the test runs in a transaction that is rolled back.  The writer
runs its units in that transaction, on the test's own thread; outside of a unit the embedded store
refuses writes, as it does in the clinic.  Fast; the choice for nearly all tests.

`real_store`: the real writer on its thread, real commits, several connections.  The store is
emptied afterwards.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from morrow.clinic.bedside import guards as bedside
from morrow.clinic.bedside import recent
from morrow.clinic.people import guards as people
from morrow.clinic.store import connections, folds, pending, triggers, writer
from tests import examples

GUARDS = (bedside, people, triggers)
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `morrow` itself does; before numpy comes
examples.load(os.environ.get("MORROW_TEST_PROFILE", "ci"))


class WriterInTheTest:
    """Runs a unit at once, in the test's transaction, and then what was to follow its commit."""

    def submit(self, unit: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        before = len(connection.run_on_commit)
        try:
            with (
                connections.writable(),
                transaction.atomic(),
                connections.unit(),
                pending.gathered(),
            ):
                result = unit()
        except Exception as error:  # noqa: BLE001  (handed to the caller, as the writer does)
            future.set_exception(error)
        else:
            callbacks = connection.run_on_commit[before:]
            del connection.run_on_commit[before:]
            for callback in callbacks:
                callback[1]()
            future.set_result(result)
        return future

    def close(self) -> None:
        """Nothing has queued."""


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Make the test database, for tests with `real_store` too."""
    with connections.writable():
        with django_db_blocker.unblock():
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        yield
        with django_db_blocker.unblock():
            _end_other_sessions()
            connection.close()
            teardown_databases(made, verbosity=0)


def _end_other_sessions() -> None:
    """A process that a test has just stopped may still be saying goodbye to PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _writer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folds.forget()
    recent.forget()
    monkeypatch.setattr(writer, "_current", WriterInTheTest())
    yield
    folds.forget()


@pytest.fixture
def db(db: None) -> Iterator[None]:
    # On PostgreSQL a transaction cannot become writable half-way, as `WriterInTheTest` needs.
    with connections.writable(may_write=connection.vendor == "postgresql"):
        yield


@pytest.fixture
def real_store(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The store with its real writer.  Emptied afterwards."""
    with django_db_blocker.unblock():
        with pytest.MonkeyPatch.context() as patch, connections.writable(may_write=False):
            patch.setattr(writer, "_current", writer.Writer())
            yield
            writer.close()
        _empty()
        connection.close()


def _empty() -> None:
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT_TABLES
    with connections.writable(), transaction.atomic(), connection.cursor() as cursor:
        for guard in GUARDS:
            for statement in guard.unguard(connection.vendor):
                cursor.execute(statement)
        for table in tables:  # references are checked at the commit; TRUNCATE makes files anew
            cursor.execute(f"DELETE FROM {table}")
        for guard in GUARDS:
            for statement in guard.guard(connection.vendor):
                cursor.execute(statement)
