"""Imports run one way.  The contracts stand in pyproject.toml; here they are run, and broken."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.sources import ROOT

PACKAGES = ("care", "clinic", "exchange")


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
}


def test_each_import_the_wrong_way_is_found(house: Path) -> None:
    base = house / "src" / "morrow"
    for module, imported in WRONG_WAYS.items():
        (base / f"{module.replace('.', '/')}.py").write_text(f"import {imported}\n", "utf-8")
    (base / "evidence.py").write_text("import morrow.care\n", "utf-8")
    result = lint_imports(house, house / "src")
    assert result.returncode == 1
    ways = {f"morrow.{module} -> {imported}" for module, imported in WRONG_WAYS.items()}
    ways.add("morrow.evidence -> morrow.care")
    assert {way for way in ways if way not in result.stdout} == set(), result.stdout
