"""Parquet by DuckDB, with what the table is about in the file's own metadata."""

from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from morrow.pharmacology.interchange.tables import Table

_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "threads": "1",
}  # no network, small


def write_parquet(rows: Table, path: Path) -> None:
    """Write it; OSError where the file cannot be."""
    about = ", ".join(f"{_quoted(key)}: {_quoted(words)}" for key, words in rows.about.items())
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{about}}}"
    columns = {name: np.asarray(column) for name, column in rows.columns.items()}
    with duckdb.connect(config=_SETTINGS) as connection:
        connection.register("rows", columns)
        try:
            connection.execute(" ".join(("COPY rows TO", _quoted(str(path)), f"({options})")))
        except duckdb.IOException as error:
            raise OSError(0, str(error).splitlines()[0].removeprefix("IO Error: ")) from error


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
