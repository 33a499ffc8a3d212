"""`docs/pharmacology/api.md` is what the docstrings say, and they say what a caller must know."""

import ast
import importlib.util
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.repository.sources import ROOT


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_page", ROOT / "script" / "_api.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["api_page"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


api = load()
ENTRIES = [pytest.param(each, id=f"{each.module}.{each.name}") for each in api.entries()]


def test_the_page_is_what_the_docstrings_say() -> None:
    assert api.PAGE.read_text("utf-8") == api.page(), "run script/_api.py"


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_public_name_tells_shapes_units_and_errors(entry: Any) -> None:
    assert api.lacking(entry) == []


def test_every_public_name_was_found_in_the_source() -> None:
    lost = {each.name for each in api.entries() if each.node is None}
    assert lost == {"fast", "individual", "models", "report", "rivals", "summaries"}  # modules
    names = {(each.module, each.name) for each in api.entries()}
    assert {
        ("morrow.pharmacology", "simulate"),
        ("morrow.pharmacology.fast", "Problem"),
        ("morrow.pharmacology.plasticity", "exposure"),
        ("morrow.outcomes.forecast", "forecast"),
    } <= names


# ── each of these can fail ───────────────────────────────────────────────────────────────────


def entry(source: str) -> Any:
    node = ast.parse(source).body[0]
    return api.Entry("sample", "sample", None, node)


TOLD = '"""Minutes (times,).  Raises ValueError."""'


@pytest.mark.parametrize(
    ("source", "lacks"),
    [
        ("def f(x: float) -> float: pass", ["a docstring"]),
        ('def f(x: float) -> float: "One."', []),
        (f"def f(at: Array) -> Array: {TOLD}", []),
        ('def f(at: Array) -> Array: "One."', ["shapes", "units", "errors"]),
        ('def f(at: Sequence[float]) -> float: "Minutes (n,)."', ["errors"]),
        ('def f() -> Trace: "One."', ["errors"]),
        ('class A:\n "One."\n x: Array', ["shapes", "units"]),
        ('class A:\n "One."\n x: float\n def f(self) -> Array: "(n,)"', ["f: units", "f: errors"]),
    ],
)
def test_what_a_docstring_lacks_is_found(source: str, lacks: list[str]) -> None:
    assert api.lacking(entry(source)) == lacks
