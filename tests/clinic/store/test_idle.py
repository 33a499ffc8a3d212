"""Connections of the embedded store that one request leaves to the next."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from morrow.clinic.store import connections
from morrow.clinic.store.sqlcipher import idle

pytestmark = pytest.mark.skipif(
    not settings.MORROW.embedded, reason="of the encrypted file alone"
)  # fmt: skip


@pytest.fixture(autouse=True)
def none_idle(real_store: None) -> None:
    connection.close()
    idle.close()


def on_a_thread(act: Callable[[], Any]) -> Any:
    """As a request: on a thread of its own, whose connection Django closes at the end."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def opened() -> Any:
    connection.ensure_connection()
    return connection.connection


def query_only() -> int:
    with connection.cursor() as cursor:
        value: int = cursor.execute("PRAGMA query_only").fetchone()[0]
    return value


def test_the_next_request_gets_what_the_last_one_left() -> None:
    first = on_a_thread(opened)
    assert on_a_thread(opened) is first


def test_two_at_once_have_one_each() -> None:
    first = on_a_thread(opened)
    assert opened() is first
    assert on_a_thread(opened) is not first


def test_who_may_write_is_asked_anew_each_time() -> None:
    def wrote() -> Any:
        with connections.writable():
            assert query_only() == 0
            return opened()

    writing = on_a_thread(wrote)
    assert on_a_thread(opened) is writing
    assert on_a_thread(query_only) == 1
    assert on_a_thread(wrote) is writing


def test_an_unfinished_transaction_is_left_to_nobody() -> None:
    def unfinished() -> Any:
        raw = opened()
        raw.execute("BEGIN")
        return raw

    assert on_a_thread(unfinished) is not on_a_thread(opened)


def test_after_an_error_the_connection_is_closed() -> None:
    def failed() -> Any:
        raw = opened()
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        return raw

    assert on_a_thread(failed) is not on_a_thread(opened)


def test_what_was_read_half_holds_no_one_to_the_store_of_then() -> None:
    half: list[Any] = []

    def read_half() -> Any:
        cursor = opened().execute("SELECT name FROM sqlite_master")
        half.append(cursor)  # somebody keeps it: an exception's traceback, a generator
        assert cursor.fetchone()
        return connection.connection

    first = on_a_thread(read_half)
    assert on_a_thread(opened) is first
    with pytest.raises(first.ProgrammingError, match="closed"):
        half[0].fetchone()


def test_a_file_that_was_exchanged_is_opened_anew(tmp_path: Path) -> None:
    """As after a restore: the open connection would go on reading the file that is gone."""
    first, path = on_a_thread(opened), tmp_path / "store"
    shutil.copy(first.file[0], path)
    one = idle.Connection(str(path))
    idle.leave(one)
    assert idle.take(str(path)) is one
    idle.leave(one)
    path.unlink()
    shutil.copy(first.file[0], path)
    os.utime(path)
    assert idle.take(str(path)) is None


def test_no_more_are_kept_than_read_at_once() -> None:
    path = on_a_thread(opened).file[0]
    many = [idle.Connection(path) for _ in range(idle.KEPT_MAX + 2)]
    for one in many:
        idle.leave(one)
    kept = [left for _ in range(idle.KEPT_MAX + 1) if (left := idle.take(path))]
    assert len(kept) == idle.KEPT_MAX
    for taken in kept:
        taken.close()


def test_none_crosses_a_fork() -> None:
    first = on_a_thread(opened)
    child = os.fork()
    if child == 0:
        os._exit(0 if idle.take(first.file[0]) is None else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert on_a_thread(opened) is not first
