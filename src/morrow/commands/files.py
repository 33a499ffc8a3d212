"""Files and packages that a command needs: it leaves with 2, and says why, where one is not to be had."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import typer


def leave(message: str, *, code: int = 2) -> NoReturn:
    """End the command with the reason; 2: an entry could not be read, or cannot be done here."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def one_form(*, as_csv: bool, as_json: bool) -> None:
    """Leave where two forms of output are asked for: a program would read the wrong one."""
    if as_csv and as_json:
        leave("--csv, --json: one form at a time; leave one of them out")


def needed(option: str, module: str, extra: str) -> None:
    """Leave where a package is not installed, and say how to get it."""
    if find_spec(module) is None:
        leave(f"{option}: needs {module}; install it with `pip install morrow[{extra}]`")


def read_bytes(option: str, path: Path) -> bytes:
    """What the file holds; leave where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        leave(f"{option}: {path} cannot be read: {error.strerror}")


@contextmanager
def written(option: str, path: Path) -> Iterator[None]:
    """Leave where the file cannot be written."""
    try:
        yield
    except OSError as error:
        leave(f"{option}: {path} cannot be written: {error.strerror}")
