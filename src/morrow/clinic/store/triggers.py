"""What keeps the journal append-only in the database itself, on both engines.

On PostgreSQL each append also wakes the other processes; equal notices of one transaction are one.
"""

from typing import Final

CHANNEL: Final = "morrow_journal"

SQLITE_GUARD: Final = (
    """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)
SQLITE_UNGUARD: Final = (
    "DROP TRIGGER IF EXISTS journal_no_update",
    "DROP TRIGGER IF EXISTS journal_no_delete",
)
POSTGRESQL_GUARD: Final = (
    """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
       END $$""",
    """CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
       FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
    f"""CREATE FUNCTION journal_notify() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$""",
    """CREATE TRIGGER journal_announce AFTER INSERT ON journal_entry
       FOR EACH STATEMENT EXECUTE FUNCTION journal_notify()""",
)
POSTGRESQL_UNGUARD: Final = (
    "DROP TRIGGER IF EXISTS journal_announce ON journal_entry",
    "DROP FUNCTION IF EXISTS journal_notify()",
    "DROP TRIGGER IF EXISTS journal_no_change ON journal_entry",
    "DROP FUNCTION IF EXISTS journal_refuse()",
)


def guard(vendor: str) -> tuple[str, ...]:
    """The statements that put the guard up, for Django's name of the engine."""
    return POSTGRESQL_GUARD if vendor == "postgresql" else SQLITE_GUARD


def unguard(vendor: str) -> tuple[str, ...]:
    """The statements that take the guard down: for reversing a migration, and for tests."""
    return POSTGRESQL_UNGUARD if vendor == "postgresql" else SQLITE_UNGUARD
