"""Django's SQLite backend on an encrypted file, durable at every commit.

Everything but the module behind the connection is Django's own.  Why not the interpreter's
`sqlite3`: it cannot encrypt, and the SQLite 3.40 of stock interpreters carries the WAL-reset
corruption bug of 3.7.0 to 3.51.2.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base as django
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
    register as register_functions,
)
from django.db.backends.sqlite3.creation import DatabaseCreation
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as sqlcipher

from morrow.clinic.store import connections, keys
from morrow.clinic.store.sqlcipher import idle

# Django registers these on the interpreter's module alone; without them a Decimal cannot be bound.
for _names, _convert in (
    (("bool",), b"1".__eq__),
    (("date",), django.decoder(parse_date)),
    (("time",), django.decoder(parse_time)),
    (("datetime", "timestamp"), django.decoder(parse_datetime)),
):
    for _name in _names:
        sqlcipher.register_converter(_name, _convert)
sqlcipher.register_adapter(Decimal, str)
sqlcipher.register_adapter(date, django.adapt_date)
sqlcipher.register_adapter(datetime, django.adapt_datetime)

# WAL with FULL: an answered commit survives kill -9 and a power cut, and readers never wait for
# the writer.  Recursive triggers: INSERT OR REPLACE must not slip past the journal's guard.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Pages, so 32 MiB: hot pages of indexes are copied back once for many commits, not for each.
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA legacy_alter_table = OFF",
)


class Cursor(sqlcipher.Cursor):  # type: ignore[misc]  # the driver has no types
    """Django's placeholders (`%s`) on the driver's (`?`)."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        return super().execute(self._translated(query, params), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        rows = list(param_list)
        return super().executemany(self._translated(query, rows[0] if rows else ()), rows)

    @staticmethod
    def _translated(query: str, params: Any) -> str:
        if isinstance(params, dict):
            return query % {name: f":{name}" for name in params}
        return _with_question_marks(query)


@lru_cache(maxsize=512)
def _with_question_marks(query: str) -> str:
    return django.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Features(DatabaseFeatures):
    # The test database is a file like the real one: two connections must see one store.
    test_db_allows_multiple_connections = True


class Creation(DatabaseCreation):
    """Test databases: files, never in memory, so that tests meet the real locking."""

    def _get_test_db_name(self) -> str:
        settings_dict = self.connection.settings_dict
        return str(settings_dict["TEST"]["NAME"] or f"{settings_dict['NAME']}.test")

    @staticmethod
    def is_in_memory_db(database_name: object) -> bool:  # noqa: ARG004  (Django's signature)
        return False


class DatabaseWrapper(django.DatabaseWrapper):
    Database = sqlcipher
    creation_class = Creation
    features_class = Features

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params["detect_types"] = sqlcipher.PARSE_DECLTYPES | sqlcipher.PARSE_COLNAMES
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One that a request has left behind, or a new one."""
        return idle.take(conn_params["database"]) or self._opened(conn_params)

    def _close(self) -> None:
        """Leave the connection to the next request, if nothing is wrong with it."""
        if self.connection is not None and self._is_sound():
            idle.leave(self.connection)
        else:
            super()._close()  # type: ignore[misc]  # Django has no types

    def _is_sound(self) -> bool:
        return not (self.in_atomic_block or self.errors_occurred or self.connection.in_transaction)

    @staticmethod
    def _opened(conn_params: dict[str, Any]) -> Any:
        """Open the file with the raw key: no derivation runs for each connection."""
        connection = idle.Connection(**conn_params)
        key = keys.read(settings.MORROW).derive("store").hex()
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        register_functions(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002  (Django's signature)
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        """The writer takes its lock at once: a deferred one fails half-way, as "locked"."""
        mode = "IMMEDIATE" if connections.writing() else "DEFERRED"
        self.cursor().execute(f"BEGIN {mode}")
