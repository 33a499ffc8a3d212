"""What commands write with a package that is not always there: where it is missing, how to get it."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from morrow.commands.asked import unreadable
from morrow.pharmacology import interchange


def needed(option: str, module: str, extra: str) -> None:
    """Leave with 2 where a package is not installed."""
    if find_spec(module) is None:
        unreadable(f"{option}: needs {module}; install it with `pip install morrow[{extra}]`")


def write_text(option: str, path: Path, text: str) -> None:
    """Leave with 2 where the file cannot be written."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        unreadable(f"{option}: {path} cannot be written: {error.strerror}")


def write_parquet(found: Any, path: Path) -> None:
    """A trace, a band or a population for DuckDB and its like."""
    needed("--parquet", "duckdb", "parquet")
    try:
        interchange.write_parquet(interchange.table(found), path)
    except OSError as error:
        unreadable(f"--parquet: {path} cannot be written: {error.strerror}")
