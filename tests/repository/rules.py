"""The house rules that a syntax tree can show, each with a sample that breaks it.

A rule takes a module and yields what is wrong, as (line, words).  `bad` proves that the rule can
fail; `good` is the nearest thing that may stand.  There is no list of exceptions.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tests.repository.sources import Module

FUNCTION_LINES_MAX: Final = 40  # docstring not counted: nobody should save on saying why
MODULE_LINES_MAX: Final = 300
VIEW_LINES_MAX: Final = 25

Found = tuple[int, str]
Finder = Callable[[Module], Iterator[Found]]


@dataclass(frozen=True)
class Rule:
    name: str
    find: Finder
    bad: tuple[tuple[str, str], ...]  # (path, text) of modules that break it, one for each way
    good: tuple[tuple[str, str], ...]  # and of modules that do not
    where: tuple[str, ...] = ("",)  # path prefixes it holds for; "" is everywhere

    def holds_for(self, module: Module) -> bool:
        return module.path.startswith(self.where)

    def findings(self, module: Module) -> list[str]:
        """What is wrong, as `path:line: words`; empty where the rule does not hold or is kept."""
        if not self.holds_for(module):
            return []
        return [f"{module.path}:{line}: {words}" for line, words in self.find(module)]


# ── helpers ──────────────────────────────────────────────────────────────────────────────────


def _name(node: ast.AST) -> str:
    """The dotted name of an expression: `datetime.datetime.now` of that attribute; else ''."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return ""


def _names_in_chain(node: ast.AST) -> set[str]:
    """Every name along a chain of calls and attributes: `a.b(c).d` has a, b and d."""
    names: set[str] = set()
    while True:
        match node:
            case ast.Call(func=inner):
                node = inner
            case ast.Attribute(value=inner, attr=attr):
                names.add(attr)
                node = inner
            case ast.Subscript(value=inner):
                node = inner
            case ast.Name(id=name):
                return names | {name}
            case _:
                return names


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def _within(tree: ast.Module, base: set[str], attributes: set[str]) -> Iterator[ast.Attribute]:
    """Attribute accesses such as `date.today`, called or passed on."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=owner, attr=attr) if attr in attributes:
                if _name(owner).rpartition(".")[2] in base:
                    yield node


# ── size ─────────────────────────────────────────────────────────────────────────────────────


def _long_functions(module: Module) -> Iterator[Found]:
    for function in _functions(module.tree):
        if (lines := lines_of(function)) > FUNCTION_LINES_MAX:
            yield function.lineno, f"{function.name} has {lines} lines, over {FUNCTION_LINES_MAX}"


def _long_modules(module: Module) -> Iterator[Found]:
    if (lines := len(module.text.splitlines())) > MODULE_LINES_MAX:
        yield MODULE_LINES_MAX, f"{lines} lines, over {MODULE_LINES_MAX}"


def _long_views(module: Module) -> Iterator[Found]:
    parts = module.path.removesuffix(".py").split("/")
    if "views" not in parts:
        return
    for function in _functions(module.tree):
        if (lines := lines_of(function)) > VIEW_LINES_MAX:
            yield function.lineno, f"view {function.name} has {lines} lines, over {VIEW_LINES_MAX}"


# ── time and chance ──────────────────────────────────────────────────────────────────────────


def _naive_time(module: Module) -> Iterator[Found]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=func, args=[], keywords=[]) if _name(func).endswith("datetime.now"):
                yield node.lineno, "datetime.now() without a zone"
    never = {"utcnow", "today", "utcfromtimestamp"}
    for attribute in _within(module.tree, {"datetime", "date"}, never):
        yield attribute.lineno, f"{_name(attribute)} is naive"


def _clock(module: Module) -> Iterator[Found]:
    clocks = {"now", "utcnow", "today", "localdate", "localtime"}
    for attribute in _within(module.tree, {"datetime", "date", "timezone"}, clocks):
        yield attribute.lineno, f"{_name(attribute)}: now is an argument here"
    for line, name in _imports(module.tree):
        if name.split(".")[0] in {"time", "random", "secrets"}:
            yield line, f"{name}: clock and chance are arguments here"
    for attribute in _within(module.tree, {"uuid"}, {"uuid1", "uuid4"}):
        yield attribute.lineno, f"{_name(attribute)}: identifiers are arguments here"


# ── failure ──────────────────────────────────────────────────────────────────────────────────

_BROAD: Final = {"Exception", "BaseException"}


def _is_silent(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Continue() | ast.Break():
            return True
        case ast.Return(value=None | ast.Constant()) | ast.Expr(value=ast.Constant()):
            return True
        case _:
            return False


def _swallowed(module: Module) -> Iterator[Found]:
    for node in ast.walk(module.tree):
        match node:
            case ast.ExceptHandler(type=None):
                yield node.lineno, "bare except"
            case ast.ExceptHandler(type=caught, body=body):
                names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
                if _BROAD & {_name(name) for name in names if name} and all(map(_is_silent, body)):
                    yield node.lineno, "every error swallowed"
            case ast.Call(func=func, args=names) if _name(func).endswith("suppress"):
                if _BROAD & {_name(name) for name in names}:
                    yield node.lineno, "every error suppressed"


# ── the journal ──────────────────────────────────────────────────────────────────────────────

_CHANGES: Final = {"update", "delete", "bulk_update", "update_or_create", "raw_delete"}
_JOURNAL_MODELS: Final = {"JournalEntry", "Entry"}
_JOURNAL_WRITES: Final = ("update journal_entry", "delete from journal_entry")


def _edited_journal(module: Module) -> Iterator[Found]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in _CHANGES and _JOURNAL_MODELS & _names_in_chain(node.func):
                yield node.lineno, f".{node.func.attr}() on the journal"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = " ".join(node.value.lower().replace('"', "").split())
            if words.startswith(_JOURNAL_WRITES):
                yield node.lineno, "SQL that edits the journal"


# ── printing, floats, imports ────────────────────────────────────────────────────────────────


def _prints(module: Module) -> Iterator[Found]:
    if module.path == "cli.py" or "commands" in module.path.split("/")[:-1]:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _name(node.func) == "print":
            yield node.lineno, "print outside the command line"


def _floats(module: Module) -> Iterator[Found]:
    """A float may only become a timedelta, which takes nothing better and rounds to 1 µs."""
    spans = [n for n in ast.walk(module.tree) if isinstance(n, ast.Call)]
    allowed = {
        id(inner)
        for call in spans
        if _name(call.func).endswith("timedelta")
        for inner in ast.walk(call)
    }
    for node in ast.walk(module.tree):
        if id(node) in allowed:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"the float {node.value!r}: use Decimal or Fraction"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float: use Decimal or Fraction"


_CORE: Final = ("morrow.care", "morrow.evidence", "morrow.quantities")
_DOORS: Final = {  # of the standard library: what touches the world
    "asyncio", "concurrent", "ctypes", "ftplib", "glob", "http", "io", "multiprocessing", "os",
    "pathlib", "select", "shutil", "smtplib", "socket", "socketserver", "sqlite3", "ssl",
    "subprocess", "tempfile", "threading", "urllib",
}  # fmt: skip


def _foreign_imports(module: Module) -> Iterator[Found]:
    for line, name in _imports(module.tree):
        top = name.split(".")[0]
        if top == "morrow":
            if not name.startswith(_CORE):
                yield line, f"{name}: the core imports only the core"
        elif top not in sys.stdlib_module_names:
            yield line, f"{name}: the core uses the standard library only"
        elif top in _DOORS:
            yield line, f"{name}: the core does no input or output"


_BODY = "    x = 1\n"
_TRY = "try:\n    work()\n"
_PURE: Final = ("care/", "exchange/", "pharmacology/", "quantities.py", "evidence.py")

ALL: Final = (
    Rule(
        "a function has at most 40 lines",
        _long_functions,
        bad=(("a.py", "def f() -> None:\n" + _BODY * 40),),
        good=(("a.py", 'def f() -> None:\n    """Why.\n\n    More.\n    """\n' + _BODY * 39),),
    ),
    Rule(
        "a module has at most 300 lines",
        _long_modules,
        bad=(("a.py", "x = 1\n" * 301),),
        good=(("a.py", "x = 1\n" * 300),),
    ),
    Rule(
        "a view has at most 25 lines",
        _long_views,
        bad=(
            ("clinic/visits/views.py", "def f() -> None:\n" + _BODY * 25),
            ("clinic/visits/views/chart.py", "async def f() -> None:\n" + _BODY * 25),
        ),
        good=(
            ("clinic/visits/views.py", "def f() -> None:\n" + _BODY * 24),
            ("clinic/visits/actions.py", "def f() -> None:\n" + _BODY * 25),
        ),
        where=("clinic/",),
    ),
    Rule(
        "no naive time",
        _naive_time,
        bad=(
            ("a.py", "datetime.now()"),
            ("a.py", "datetime.datetime.now()"),
            ("a.py", "datetime.utcnow()"),
            ("a.py", "f = date.today"),
        ),
        good=(("a.py", "datetime.now(UTC)"), ("a.py", "timezone.now()")),
    ),
    Rule(
        "no clock and no chance in the pure parts",
        _clock,
        bad=(
            ("care/a.py", "datetime.now(UTC)"),
            ("care/a.py", "field(default_factory=datetime.now)"),
            ("care/a.py", "from django.utils import timezone\ntimezone.now()"),
            ("care/a.py", "import time"),
            ("exchange/a.py", "from time import monotonic"),
            ("care/a.py", "import random"),
            ("care/a.py", "uuid.uuid4()"),
        ),
        good=(
            ("care/a.py", "from datetime import datetime, timedelta\ndef f(now: datetime): ..."),
            ("clinic/a.py", "datetime.now(UTC)"),
        ),
        where=_PURE,
    ),
    Rule(
        "no error is swallowed",
        _swallowed,
        bad=(
            ("a.py", _TRY + "except:\n    raise"),
            ("a.py", _TRY + "except Exception:\n    pass"),
            ("a.py", _TRY + "except (ValueError, BaseException):\n    pass"),
            (
                "a.py",
                "for x in y:\n    try:\n        f(x)\n    except Exception:\n        continue",
            ),
            ("a.py", "with suppress(Exception):\n    work()"),
        ),
        good=(
            ("a.py", _TRY + "except FileNotFoundError:\n    pass"),
            ("a.py", _TRY + "except Exception:\n    log()\n    raise"),
        ),
    ),
    Rule(
        "the journal is never edited",
        _edited_journal,
        bad=(
            ("a.py", "JournalEntry.objects.filter(pk=1).update(body='')"),
            ("a.py", "JournalEntry.objects.all().delete()"),
            ("a.py", "cursor.execute('UPDATE journal_entry SET body = 1')"),
            ("a.py", "sql = '''\n  DELETE FROM \"journal_entry\" WHERE 1'''"),
        ),
        good=(
            ("a.py", "BoardRow.objects.filter(pk=1).update(state='x')"),
            ("a.py", "digest.update(b'')"),
            ("a.py", "cursor.execute('SELECT body FROM journal_entry')"),
        ),
    ),
    Rule(
        "only the command line prints",
        _prints,
        bad=(("care/a.py", "print(1)"), ("clinic/cli.py", "print(1)"), ("commands.py", "print(1)")),
        good=(
            ("cli.py", "print(1)"),
            ("commands/dose.py", "print(1)"),
            ("a.py", "console.print(1)"),
        ),
    ),
    Rule(
        "no float in care",
        _floats,
        bad=(("care/a.py", "x = 0.5"), ("care/a.py", "def f(x: float): ...")),
        good=(
            ("care/a.py", "x = Decimal('0.5')\nspan = timedelta(seconds=float(x))"),
            ("pharmacology/a.py", "x = 0.5"),
        ),
        where=("care/", "quantities.py"),
    ),
    Rule(
        "the core imports only itself and the standard library, and touches no world",
        _foreign_imports,
        bad=(
            ("care/a.py", "import django"),
            ("care/a.py", "from pydantic import BaseModel"),
            ("care/a.py", "from morrow.clinic import journal"),
            ("care/a.py", "from morrow import clinic"),
            ("care/a.py", "from pathlib import Path"),
            ("evidence.py", "import socket"),
        ),
        good=(
            ("care/a.py", "from decimal import Decimal\nfrom morrow.care.visit import state"),
            ("exchange/a.py", "from pydantic import TypeAdapter"),
        ),
        where=("care/", "evidence.py", "quantities.py"),
    ),
)
