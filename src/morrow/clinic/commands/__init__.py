"""The clinic's commands, as the command line shows them.

This module imports no Django: `morrow dose` must start at once, and `morrow serve` must be able to
say that a driver is missing.  What they do is in `store.py` and `serve.py`.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from morrow.clinic.commands.demo import demo
from morrow.clinic.commands.usage import BadUsage

FAILED: Final = 1
BAD_USAGE: Final = 2

STORE: Final = "morrow.clinic.commands.store"
OPENING: Final = "morrow.clinic.commands.opening"
IMPORTING: Final = "morrow.clinic.commands.importing"

Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]


def migrate() -> None:
    """Bring the store into this version's shape; make it, and its key, if there is none."""
    _run("migrate")


def check(*, as_json: Json = False) -> None:
    """Say whether the clinic may be served: settings, key, tables, checkpoints, safety."""
    _run("check", as_json=as_json)


def rebuild(
    *,
    check_only: Annotated[
        bool, typer.Option("--check", help="Compare row for row; change nothing.")
    ] = False,
) -> None:
    """Compute everything that follows from facts anew, and say which rows came out otherwise."""
    _run("rebuild", check_only=check_only)


def verify(*, as_json: Json = False) -> None:
    """Read the whole journal: is it what was written, and what does no checkpoint cover?"""
    _run("verify", as_json=as_json)


def backup(file: File) -> None:
    """Write an encrypted backup to a new FILE while the clinic works on."""
    _run("backup", file=file)


def restore(file: File) -> None:
    """Restore FILE into an empty store, with the key that was in use when it was made."""
    _run("restore", file=file)


def export(
    file: File,
    *,
    stream: Annotated[
        list[str] | None, typer.Option(help="Only this stream, such as visit:ID; may be repeated.")
    ] = None,
) -> None:
    """Write the journal's facts to a new FILE, one JSON object a line: what `replay` reads."""
    _run("export", file=file, streams=tuple(stream or ()))


def import_(
    file: File,
    *,
    clinic: Annotated[
        str, typer.Option(metavar="NAME_OR_ID", help="Where the patients are registered.")
    ],
    as_json: Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; store nothing.")
    ] = False,
) -> None:
    """Register the patients of a CSV file: all of them, or none and why not."""
    try:
        _run(
            "import_patients",
            IMPORTING,
            file=file,
            clinic=clinic,
            as_json=as_json,
            dry_run=dry_run,
        )
    except BadUsage as error:
        print(error, file=sys.stderr)
        raise typer.Exit(BAD_USAGE) from None


def serve() -> None:
    """Serve the clinic on the configured store."""
    _run("serve")


def open_clinic(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)],
    *,
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="Its IANA zone, such as America/New_York.")
    ],
    admin: Annotated[str, typer.Option(metavar="NAME", help="Its first administrator's name.")],
    username: Annotated[str, typer.Option(metavar="USER", help="The user name for that.")],
) -> None:
    """Open a clinic and invite its first administrator, who then employs the others."""
    _run("open_clinic", OPENING, name=name, zone=zone, admin=admin, username=username)


ALL: Final[tuple[Callable[..., None], ...]] = (
    demo,
    serve,
    migrate,
    open_clinic,
    check,
    rebuild,
    verify,
    backup,
    restore,
    import_,
    export,
)


def _run(command: str, module: str = STORE, /, **arguments: Any) -> None:
    """Read the settings, start Django, run the command, and turn its answer into an exit code."""
    config = import_module("morrow.clinic.config")
    try:
        settings = config.load(os.environ)
        if command == "migrate":
            _make_key(settings)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "morrow.clinic.settings")
        import_module("django").setup()
        commands = import_module(module)
    except config.ConfigError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(BAD_USAGE) from None
    succeeded = getattr(commands, command)(**arguments)
    raise typer.Exit(0 if succeeded else FAILED)


def _make_key(settings: Any) -> None:
    """Make the key of a new store.  Never of an old one, whose data it could not read."""
    keys = import_module("morrow.clinic.store.keys")
    is_new = not settings.store_file.exists() and not settings.checkpoint_file.exists()
    if is_new and not settings.key_file.exists() and not _has_facts(settings):
        if keys.create(settings, demo=settings.demo):
            print(f"Made the key {settings.key_file}: keep a copy of it elsewhere.")
    keys.read(settings)


def _has_facts(settings: Any) -> bool:
    """Whether a PostgreSQL store is an old one: its data folder may be lost, and its key with it.

    ConfigError if nobody can tell.
    """
    if settings.embedded:
        return False
    psycopg = import_module("psycopg")
    try:
        with psycopg.connect(settings.database_url.get_secret_value()) as server:
            if server.execute("SELECT to_regclass('journal_entry')").fetchone() == (None,):
                return False
            return server.execute("SELECT 1 FROM journal_entry LIMIT 1").fetchone() is not None
    except psycopg.Error as error:
        wrong = f"MORROW_DATABASE_URL: cannot look whether this is a new store: {error}"
        raise import_module("morrow.clinic.config").ConfigError(wrong.strip()) from None
