"""What keeps the access log and the signed texts append-only in the database, on both engines."""

from typing import Final

TABLES: Final = ("people_opening", "people_signedtext")


def guard(vendor: str) -> list[str]:
    """The statements that put the guards up, for Django's name of the engine."""
    if vendor == "postgresql":
        return [
            """CREATE FUNCTION people_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
               BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
               USING ERRCODE = 'restrict_violation'; END $$""",
            *(
                f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                    FOR EACH STATEMENT EXECUTE FUNCTION people_refuse()"""
                for table in TABLES
            ),
        ]
    return [
        f"""CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in TABLES
        for act in ("UPDATE", "DELETE")
    ]


def unguard(vendor: str) -> list[str]:
    """The statements that take them down: for reversing a migration, and for tests."""
    if vendor == "postgresql":
        return [
            *(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}" for table in TABLES),
            "DROP FUNCTION IF EXISTS people_refuse()",
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{act}"
        for table in TABLES
        for act in ("update", "delete")
    ]
