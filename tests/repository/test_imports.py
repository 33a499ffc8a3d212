"""Imports run one way.  The contracts stand in pyproject.toml; here they are run, and broken."""

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.repository.sources import ROOT, Module, module, modules

PACKAGES = ("care", "clinic", "exchange", "outcomes", "pharmacology")


def lint_imports(folder: Path, package: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter in `folder` with `package` first on the path."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(package), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_import_contracts_hold() -> None:
    result = lint_imports(ROOT, ROOT / "src")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty house under the very contracts of ours."""
    contracts = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.importlinter]")
    (tmp_path / "pyproject.toml").write_text(contracts[1] + contracts[2], "utf-8")
    for package in (".", *PACKAGES):
        folder = tmp_path / "src" / "morrow" / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text("", "utf-8")
    for name in ("evidence", "quantities"):
        (tmp_path / "src" / "morrow" / f"{name}.py").write_text("", "utf-8")
    return tmp_path


def test_an_empty_house_keeps_the_contracts(house: Path) -> None:
    result = lint_imports(house, house / "src")
    assert result.returncode == 0, result.stdout + result.stderr


WRONG_WAYS = {
    "care.up": "morrow.clinic",
    "care.across": "morrow.exchange",
    "care.web": "django",
    "care.clock": "time",
    "exchange.web": "django",
    "exchange.up": "morrow.clinic",
    "exchange.clock": "time",
    "pharmacology.web": "django",
    "pharmacology.up": "morrow.outcomes",
    "pharmacology.across": "morrow.care",
    "outcomes.web": "django",
    "outcomes.up": "morrow.clinic",
    "outcomes.across": "morrow.exchange",
}


def test_each_import_the_wrong_way_is_found(house: Path) -> None:
    base = house / "src" / "morrow"
    for name, imported in WRONG_WAYS.items():
        (base / f"{name.replace('.', '/')}.py").write_text(f"import {imported}\n", "utf-8")
    (base / "evidence.py").write_text("import morrow.care\n", "utf-8")
    result = lint_imports(house, house / "src")
    assert result.returncode == 1
    ways = {f"morrow.{name} -> {imported}" for name, imported in WRONG_WAYS.items()}
    ways.add("morrow.evidence -> morrow.care")
    assert {way for way in ways if way not in result.stdout} == set(), result.stdout


# ── the command line ─────────────────────────────────────────────────────────────────────────


def imports_django(line: str) -> bool:
    """Whether a fresh interpreter has Django after `line`."""
    code = f"import sys; {line}; sys.exit(int('django' in sys.modules))"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 1


def test_a_command_that_needs_no_clinic_starts_without_django() -> None:
    assert not imports_django("import morrow.cli")


def test_an_import_of_django_is_noticed() -> None:
    assert imports_django("import django.conf")


# ── dead files ───────────────────────────────────────────────────────────────────────────────

BY_CONVENTION = {"__init__", "__main__", "apps", "base", "models"}  # found by Django or Python


def named_by(source: Module) -> set[str]:
    """Dotted names that a module imports or names in a text, such as a setting."""
    names: set[str] = set()
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=str(base), names=aliases, level=0):
                names |= {base} | {f"{base}.{alias.name}" for alias in aliases}
            case ast.Constant(value=str(text)) if text.startswith("morrow."):
                parts = text.replace(":", ".").split(".")
                names |= {".".join(parts[:count]) for count in range(2, len(parts) + 1)}
    return names


def dead(sources: Iterable[Module]) -> list[str]:
    """Modules that no other module names."""
    named = {(name, each.path) for each in sources for name in named_by(each)}
    return [
        each.path
        for each in sources
        if Path(each.path).stem not in BY_CONVENTION
        and not {"migrations", "templatetags"} & set(Path(each.path).parts)  # found by Django
        and each.path != "cli.py"  # named in pyproject.toml
        and not any(name == each.dotted and path != each.path for name, path in named)
    ]


def test_no_module_is_dead() -> None:
    assert dead(modules()) == []


def test_a_dead_module_is_found() -> None:
    sources = [
        module("care/used.py", ""),
        module("care/named.py", ""),
        module("care/dead.py", "import morrow.care.dead"),
        module("care/__init__.py", "from morrow.care import used\nX = 'morrow.care.named.thing'"),
    ]
    assert dead(sources) == ["care/dead.py"]
