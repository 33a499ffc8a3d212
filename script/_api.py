#!/usr/bin/env python3
# usage: script/_api.py (no options)
"""Write docs/pharmacology/api.md anew from the docstrings of the public names.

Signatures are those of the source, so that `Array` stays `Array`.  A test fails while the page says
anything else, and where a docstring does not tell the shapes and units of arrays, or the errors.
"""

import ast
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "pharmacology" / "api.md"
MODULES: Final = (
    "morrow.pharmacology",
    "morrow.pharmacology.fast",
    "morrow.pharmacology.individual",
    "morrow.pharmacology.summaries",
    "morrow.pharmacology.plasticity",
    "morrow.outcomes",
    "morrow.outcomes.forecast",
)
HEAD: Final = """# The API of the pharmacology and the outcomes

Made by `script/_api.py` from the docstrings; a test fails while this page says anything else. For a
first curve see [the tutorial](tutorial.md).

`Array` is a numpy array of doubles; its shape stands in the docstring, as `(times,)` or
`(n, outcomes)`. Times are minutes, amounts mg, concentrations ng/mL or mg/L as said, and the outcomes
of trials count hours. What a model cannot answer for is a returned `Refusal` (`morrow.evidence`, with
rule, reason, source and remedy); what cannot be is raised as the error that the docstring names. A
name with an underscore, and what is not listed here, may change without notice.
"""

Function = ast.FunctionDef


@dataclass(frozen=True)
class Entry:
    """A public name: where it is offered, its node in the source and the object itself."""

    module: str
    name: str
    thing: Any
    node: ast.stmt | None
    following: ast.stmt | None = None  # of an assignment: the string that documents it

    @property
    def doc(self) -> str:
        if isinstance(self.node, Function | ast.ClassDef):
            return ast.get_docstring(self.node) or ""
        match self.following:
            case ast.Expr(value=ast.Constant(value=str(text))):
                return text
        return (inspect.getdoc(self.thing) or "") if inspect.ismodule(self.thing) else ""


def public_names(module: Any) -> list[str]:
    """`__all__`, or the functions and classes that the module itself defines."""
    if hasattr(module, "__all__"):
        return sorted(module.__all__)
    return sorted(
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(thing) or inspect.isfunction(thing))
        and thing.__module__ == module.__name__
    )


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(importlib.import_module(module)))


def defined(name: str, module: str) -> tuple[ast.stmt | None, ast.stmt | None]:
    """The node that defines a name, wherever an import leads, and the statement after it."""
    body = tree(module).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        match node:
            case Function(name=found) | ast.ClassDef(name=found) if found == name:
                return node, following
            case ast.Assign(targets=[ast.Name(id=found)]) if found == name:
                return node, following
            case ast.ImportFrom(module=str(source), names=names) if source.startswith("morrow"):
                if name in {each.asname or each.name for each in names}:
                    return defined(name, source)
    return None, None


def entries() -> Iterator[Entry]:
    for module in MODULES:
        loaded = importlib.import_module(module)
        for name in public_names(loaded):
            thing = getattr(loaded, name)
            home = getattr(thing, "__module__", None) or module
            node, following = (None, None) if inspect.ismodule(thing) else defined(name, module)
            if node is None and not inspect.ismodule(thing):
                node, following = defined(name, home)
            yield Entry(module, name, thing, node, following)


def methods(node: ast.ClassDef) -> Iterator[Function]:
    """Public methods and properties of a class."""
    yield from (
        each for each in node.body if isinstance(each, Function) and not each.name.startswith("_")
    )


def fields(node: ast.ClassDef) -> Iterator[str]:
    """Fields of a dataclass or members of an enumeration, as the source has them."""
    for each in node.body:
        if isinstance(each, ast.AnnAssign | ast.Assign):
            yield ast.unparse(each)


# ── what a docstring must tell ───────────────────────────────────────────────────────────────

SHAPE: Final = re.compile(r"\((?:[\w +*]+,)+[\w +*]*\)")
UNIT: Final = re.compile(
    r"%|\b(min|minutes|mg|kg|ng/mL|mg/L|nmol/mL|L/min|1/min|hours|days?|points|no unit)\b",
    re.IGNORECASE,
)
ERRORS: Final = re.compile(r"\bRaises\b|Error\b|\bRefusal\b|\bUnusable\b")
ARRAYS: Final = re.compile(r"\b(Array|NDArray|Sequence\[float\])")


def signature(node: Function) -> str:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(node.args)}){returns}"


@cache
def carriers() -> frozenset[str]:
    """Public classes that hold arrays."""
    return frozenset(
        each.name
        for each in entries()
        if isinstance(each.node, ast.ClassDef) and ARRAYS.search(" ".join(fields(each.node)))
    )


def lacking(entry: Entry) -> list[str]:
    """What the docstrings of a name do not tell."""
    if not entry.doc:
        return ["a docstring"]
    if isinstance(entry.node, ast.ClassDef):
        held = bool(ARRAYS.search(" ".join(fields(entry.node))))
        wrong = _untold(entry.doc, shapes=held, errors=False)
        for each in methods(entry.node):
            told = f"{ast.get_docstring(each) or ''} {entry.doc}"
            wrong += [f"{each.name}: {lack}" for lack in _of_function(each, told)]
        return wrong
    return _of_function(entry.node, entry.doc) if isinstance(entry.node, Function) else []


def _of_function(node: Function, doc: str) -> list[str]:
    typed = signature(node)
    direct = bool(ARRAYS.search(typed))
    words = set(re.findall(r"\w+", typed))
    is_property = any(isinstance(each, ast.Name) for each in node.decorator_list)
    carried = bool(words & carriers())
    return _untold(doc, shapes=direct, errors=(direct or carried) and not is_property)


def _untold(doc: str, *, shapes: bool, errors: bool) -> list[str]:
    asked = (
        ("shapes", shapes, SHAPE),
        ("units", shapes, UNIT),
        ("errors", errors, ERRORS),
    )
    return [what for what, wanted, pattern in asked if wanted and not pattern.search(doc)]


# ── the page ─────────────────────────────────────────────────────────────────────────────────


def page() -> str:
    found = list(entries())
    parts = [HEAD]
    for module in MODULES:
        loaded = importlib.import_module(module)
        parts.append(f"\n## `{module}`\n\n{prose(inspect.getdoc(loaded) or '')}\n")
        parts += [shown(each) for each in found if each.module == module]
    return "".join(parts)


def shown(entry: Entry) -> str:
    title = f"\n### `{entry.name}`\n\n"
    match entry.node:
        case Function() as node:
            return f"{title}{code(signature(node))}\n{prose(entry.doc)}\n"
        case ast.ClassDef() as node:
            inside = "\n".join(fields(node))
            text = f"{title}{code(inside)}\n" if inside else title
            text += f"{prose(entry.doc)}\n"
            return text + "".join(map(method, methods(node)))
        case ast.Assign() as node:
            return f"{title}{code(ast.unparse(node))}\n{prose(entry.doc)}\n"
    first = prose(entry.doc).partition("\n\n")[0]
    name = entry.thing.__name__
    more = f" See [below](#{name.replace('.', '')})." if name in MODULES else ""
    return f"{title}A module. {first}{more}\n"


def method(node: Function) -> str:
    doc = prose(ast.get_docstring(node) or "").replace("\n", " ")
    is_property = any(isinstance(each, ast.Name) for each in node.decorator_list)
    head = signature(node).replace("(self, ", "(").replace("(self)", "" if is_property else "()")
    return f"\n- `{head}`{f': {doc}' if doc else ''}\n"


def code(text: str) -> str:
    return f"```text\n{text}\n```\n"


def prose(doc: str) -> str:
    """A docstring as Markdown: indented paragraphs become code."""
    parts: list[str] = []
    for block in dedent(doc).strip().split("\n\n"):
        if not block.startswith("    "):
            parts.append(re.sub(r"(?<=[.:])  (?=\S)", " ", block.rstrip()))
        elif parts and parts[-1].endswith("```"):
            parts[-1] = f"{parts[-1].removesuffix('```')}\n{dedent(block).rstrip()}\n```"
        else:
            parts.append(code(dedent(block).rstrip()).rstrip("\n"))
    return "\n\n".join(parts)


def main() -> int:
    wrong = {f"{each.module}.{each.name}": lacking(each) for each in entries()}
    for name, what in wrong.items():
        if what:
            print(f"{name} lacks {', '.join(what)}", file=sys.stderr)
    PAGE.write_text(page(), "utf-8")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
