"""The pinned packages: complete, hashed, without an address, and what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repository.sources import ROOT

FILES = [ROOT / "requirements" / f"{name}.txt" for name in ("uv", "run", "dev")]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)")


def addresses(text: str) -> list[str]:
    """Lines that say where a package comes from, which is the installing machine's business."""
    marks = ("://", "--index-url", "--extra-index-url", "--find-links", " @ ", "file:")
    return [line for line in text.splitlines() if any(mark in line for mark in marks)]


def unhashed(text: str) -> list[str]:
    """Pins without a hash, and lines that are no pins."""
    joined = text.replace("\\\n", " ")
    entries = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [line for line in entries if not PIN.match(line) or "--hash=sha256:" not in line]


def pins(path: Path) -> dict[str, set[str]]:
    """Canonical name → pinned versions (several where markers divide them)."""
    found: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def asked_for() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    extras = project["project"]["optional-dependencies"].values()
    lines = [*project["project"]["dependencies"], *groups["dev"], *groups["build"]]
    lines += [line for extra in extras for line in extra]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_address_stands_in_a_pinned_file(path: Path) -> None:
    assert not addresses(path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_pin_has_a_hash(path: Path) -> None:
    assert pins(path)
    assert not unhashed(path.read_text("utf-8"))


@pytest.mark.parametrize("requirement", asked_for(), ids=lambda each: each.name)
def test_what_the_project_asks_for_is_pinned_inside_its_range(requirement: Requirement) -> None:
    """Fails when pyproject.toml was changed and script/pin was not run."""
    versions = pins(ROOT / "requirements" / "dev.txt").get(canonicalize_name(requirement.name))
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_a_clinic_runs_the_versions_that_were_tested() -> None:
    run, dev = (pins(ROOT / "requirements" / f"{name}.txt") for name in ("run", "dev"))
    assert {name: versions for name, versions in run.items() if dev.get(name) != versions} == {}


@pytest.mark.parametrize(
    "line",
    ["--index-url https://example.org/simple", "a @ file:///tmp/a.whl", "-f https://example.org"],
)
def test_an_address_is_found(line: str) -> None:
    assert addresses(f"a==1 \\\n    --hash=sha256:00\n{line}\n")


@pytest.mark.parametrize("text", ["a==1\n", "a>=1 --hash=sha256:00\n", "-e .\n"])
def test_a_line_that_is_no_hashed_pin_is_found(text: str) -> None:
    assert unhashed(text)
