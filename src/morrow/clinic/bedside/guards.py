"""What keeps the inbox append-only in the database, on both engines."""

from typing import Final

TABLE: Final = "bedside_inboxmessage"


def guard(vendor: str) -> list[str]:
    """The statements that put the guard up, for Django's name of the engine."""
    if vendor == "postgresql":
        return [
            """CREATE FUNCTION bedside_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
               BEGIN RAISE EXCEPTION 'the inbox is append-only'
               USING ERRCODE = 'restrict_violation'; END $$""",
            f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
                FOR EACH STATEMENT EXECUTE FUNCTION bedside_refuse()""",
        ]
    return [
        f"""CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE}
            BEGIN SELECT RAISE(ABORT, 'the inbox is append-only'); END"""
        for act in ("UPDATE", "DELETE")
    ]


def unguard(vendor: str) -> list[str]:
    """The statements that take it down: for reversing a migration, and for tests."""
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
            "DROP FUNCTION IF EXISTS bedside_refuse()",
        ]
    return [f"DROP TRIGGER IF EXISTS {TABLE}_no_{act}" for act in ("update", "delete")]
