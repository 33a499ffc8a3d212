"""Writes docs/safety/visit-states.md and docs/safety/rules.md from the code.

`python -m tests.care.visit.documents` explores every world (a few minutes) and writes both;
`python -m tests.care.visit.documents rules` writes the page of rules alone.
"""

import ast
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from morrow.care.protocols import ALL as PROTOCOLS
from morrow.evidence import Status

if TYPE_CHECKING:
    from tests.care.visit.explorer import Explored

HERE: Final = Path(__file__).resolve().parent
SAFETY: Final = HERE.parents[2] / "docs" / "safety"
STATES_PAGE: Final = SAFETY / "visit-states.md"
RULES_PAGE: Final = SAFETY / "rules.md"
Row = tuple[int, int, int, str]

STATES_HEAD: Final = """# The states of a visit

Explored breadth-first over the shipping `decide`, `follow` and `fold`
(`tests/care/visit/explorer.py`), every world to its last state: **{states:,} states**,
{transitions:,} transitions, {held:,} of them held. Two states are one when everything that a guard
reads is equal (`tests/care/visit/abstraction.py`); that equal states answer alike is tried with
random histories (`tests/care/visit/test_abstraction.py`).

In every state: a start, a spray, a resumption, a discharge and a signature are accepted exactly
where an oracle that knows no rule finds nothing unmet (`tests/care/visit/oracle.py`); no dose runs
by command without order, consent, baseline and assigned nurse; stopping, pausing, an emergency, a
transfer, a patient who left and a pump found running are accepted, whoever says so; and a path
leads to an end. Each rule and each guard, taken away alone, makes a test fail
(`tests/care/visit/test_every_guard.py`).

| world | states | transitions | held | graph |
|---|---:|---:|---:|---|
"""
CONTRADICTED: Final = """
## States reached by facts that contradict

Facts are never refused, so these states exist. Each carries its flag, which blocks the signature
and never care; from each a path leads to an end.

| phase | flags met there |
|---|---|
"""
RULES_HEAD: Final = """# The rules that a visit keeps

Made from `tests/care/visit/registry.py`. Severity: *hold* cannot go on (the finding says who may set
it aside), *warn* goes on once acknowledged with a reason, *alarm* calls, *record* is kept.

| rule | severity | says | kept by | tested by |
|---|---|---|---|---|
"""


def rows_of_page() -> dict[str, Row]:
    """World to (states, transitions, held, graph) as the page has them."""
    found: dict[str, Row] = {}
    for line in STATES_PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 5 and cells[1].replace(",", "").isdigit():
            numbers = [int(cell.replace(",", "")) for cell in cells[1:4]]
            found[cells[0]] = (numbers[0], numbers[1], numbers[2], cells[4].strip("`"))
    return found


def explored(name: str) -> "Explored":
    """What the exploration of this world found, without the world itself."""
    from tests.care.visit.explorer import explore
    from tests.care.visit.worlds import all_worlds

    [world] = [world for world in all_worlds() if world.name == name]
    found = explore(world, lambda node, answers, path: None)
    print(f"{name}: {found.states:,} states", flush=True)
    return found


def states_page() -> str:
    """Explore every world, two at a time, and say what was found."""
    from tests.care.visit.worlds import all_worlds

    names = [world.name for world in all_worlds()]
    with ProcessPoolExecutor(2, max_tasks_per_child=1, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(explored, names))
    head = STATES_HEAD.format(
        states=sum(one.states for one in found),
        transitions=sum(one.transitions for one in found),
        held=sum(one.held for one in found),
    )
    rows = [
        f"| {one.name} | {one.states:,} | {one.transitions:,} | {one.held:,} | `{one.graph[:16]}` |"
        for one in found
    ]
    contradicted: dict[str, set[str]] = {}
    for one in found:
        for phase, reasons in one.contradicted.items():
            contradicted.setdefault(phase, set()).update(reasons)
    flagged = [
        f"| {phase} | {'; '.join(sorted(reasons))} |"
        for phase, reasons in sorted(contradicted.items())
        if reasons
    ]
    return head + "\n".join(rows) + "\n" + CONTRADICTED + "\n".join(flagged) + "\n"


def named_tests() -> dict[str, list[str]]:
    """Rule id to the tests named after it (`test_r05_…`, `test_h4_…`)."""
    found: dict[str, list[str]] = {}
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = node.name.split("_")[1].upper()
                if first[:1] in {"R", "H"} and first[1:].isdigit():
                    found.setdefault(first, []).append(f"{path.name}::{node.name}")
    return found


def rules_page() -> str:
    from tests.care.visit.registry import ALL

    tests = named_tests()
    rows = []
    for rule in ALL:
        functions = "<br>".join(f"`{name.removeprefix('morrow.')}`" for name in rule.functions())
        named = "<br>".join(f"`{name}`" for name in tests.get(rule.id, rule.tested_by))
        rows.append(f"| {rule.id} | {rule.severity} | {rule.says} | {functions} | {named} |")
    counts = [
        f"- {protocol.title}: {len(protocol.figures)} figures, of which "
        f"{sum(f.source.status is Status.PROPOSED for f in protocol.figures.values())} are"
        " local policy (proposed) until a director and a second prescriber have signed them."
        for protocol in PROTOCOLS
    ]
    tail = "\n## Figures\n\n" + "\n".join(counts) + "\n"
    return RULES_HEAD + "\n".join(rows) + "\n" + tail


if __name__ == "__main__":
    SAFETY.mkdir(exist_ok=True)
    RULES_PAGE.write_text(rules_page(), "utf-8")
    if "rules" not in sys.argv[1:]:
        STATES_PAGE.write_text(states_page(), "utf-8")
