"""The files that the house rules walk, read once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "src" / "morrow"

_FOLDERS: Final = ("src", "tests", "docs", "bench", "script", ".ci", "requirements")
_UNREAD: Final = {"__pycache__", ".venv", ".git", "node_modules"}
_TEXT: Final = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".html",
    ".css",
    ".js",
    ".typ",
    ".json",
    ".csv",
}


@dataclass(frozen=True)
class Module:
    """A Python module of `src/morrow`: its path from there, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def dotted(self) -> str:
        """The name that an import uses, e.g. `morrow.care.visit`."""
        parts = ["morrow", *Path(self.path).with_suffix("").parts]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def module(path: str, text: str) -> Module:
    """A module from its text; for the samples that prove a rule."""
    return Module(path, text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    return tuple(
        module(str(path.relative_to(PACKAGE)), path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    )


def text_files() -> Iterator[Path]:
    """Every file of the repository that a person wrote, wherever it lies."""
    yield from (path for path in sorted(ROOT.iterdir()) if path.is_file() and path.suffix in _TEXT)
    yield ROOT / "NOTICE"
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            known = path.suffix in _TEXT or path.parent in (ROOT / "script", ROOT / ".ci")
            if path.is_file() and known and not _UNREAD.intersection(path.parts):
                yield path
