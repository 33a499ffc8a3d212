"""Runs the tutorial: every command and snippet of the page, and what it shows of their output.

An `sh` block holds one command, or the installation; a `python` block shares its names with those
before it; a `text` block after either is what it prints, where a line `...` stands for lines left
out.  A command ends with `# exit N` where it leaves with N.  Numbers with a point may differ by a
percent, since machines differ in the last digits; everything else must be the same.

`python -m tests.commands.science.tutorial` writes shown output and pictures anew.
"""

import contextlib
import io
import math
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from typer.testing import CliRunner

from morrow.cli import app
from tests.repository.sources import ROOT

PAGE: Final = ROOT / "docs" / "pharmacology" / "tutorial.md"
IMAGES: Final = ROOT / "docs" / "images"
PICTURES: Final = ("curve.svg", "effects.svg")
PROGRAM: Final = ".venv/bin/morrow"
INSTALLATION: Final = (
    "script/_env run",
    "python3 -m venv own",
    "own/bin/pip install '.[plots]'",
)
FENCE: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT: Final = "..."
CLOSE: Final = 0.01


@dataclass(frozen=True)
class Step:
    """One thing to do, and the output that the page shows of it; None: none is shown."""

    language: str
    body: str
    shown: str | None


def steps(page: str) -> list[Step]:
    """The blocks of the page in order, each with the output that follows it."""
    blocks = FENCE.findall(page)
    following = [*blocks[1:], ("", "")]
    return [
        Step(language, body, text if after == "text" else None)
        for (language, body), (after, text) in zip(blocks, following, strict=True)
        if language != "text"
    ]


@contextlib.contextmanager
def desk(folder: Path) -> Iterator[None]:
    """A working folder that sees the page's examples, and keeps what is written."""
    (folder / "docs").symlink_to(ROOT / "docs")
    with contextlib.chdir(folder):
        yield


def run(step: Step, names: dict[str, Any]) -> str:
    """What a step prints; AssertionError if a command leaves otherwise than the page says."""
    if step.language == "python":
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(step.body, "tutorial", "exec"), names)
        return out.getvalue()
    [line] = step.body.splitlines()
    command, _, comment = line.partition("  # exit ")
    program, *arguments = shlex.split(command)
    assert program == PROGRAM, f"{line!r} is neither ours nor the installation"
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == int(comment or 0), f"{line!r} left with {result.exit_code}"
    return result.output


def is_installation(step: Step) -> bool:
    return step.language == "sh" and set(step.body.splitlines()) <= set(INSTALLATION)


def alike(shown: str, found: str, *, close: float = CLOSE) -> bool:
    """Whether two lines say the same, but for their spacing and the last digits of numbers."""
    pairs = (shown.replace(",", " , ").split(), found.replace(",", " , ").split())
    return len(pairs[0]) == len(pairs[1]) and all(
        one == other or _near(one, other, close) for one, other in zip(*pairs, strict=True)
    )


def _near(one: str, other: str, close: float) -> bool:
    if "." not in one + other and close < math.inf:
        return False
    try:
        return close == math.inf or math.isclose(
            float(one), float(other), rel_tol=close, abs_tol=1e-6
        )
    except ValueError:
        return False


def pieces(shown: str) -> list[list[str]]:
    """The runs of lines between those left out; an empty one where lines are left out at an end."""
    found: list[list[str]] = [[]]
    for line in shown.splitlines():
        if line == LEFT_OUT:
            found.append([])
        else:
            found[-1].append(line)
    return found


def placed(shown: str, found: str, *, close: float = CLOSE) -> list[tuple[int, int]] | str:
    """Where each run of shown lines stands in the output; or the words of what does not."""
    lines, runs, begin = found.splitlines(), pieces(shown), 0
    places = []
    for nth, piece in enumerate(runs):
        last = len(lines) - len(piece)
        starts = range(begin, last + 1)
        if nth == 0:
            starts = starts[:1]
        if nth == len(runs) - 1:
            starts = range(last, last + 1) if nth and piece else starts
        for start in starts:
            given = lines[start : start + len(piece)]
            if all(alike(a, b, close=close) for a, b in zip(piece, given, strict=True)):
                break
        else:
            return f"not printed in this order: {piece[:3]}"
        begin = start + len(piece)
        places.append((start, begin))
    if len(runs) == 1 and begin != len(lines):
        return f"more was printed: {lines[begin : begin + 3]}"
    return places


def complaints() -> list[str]:
    """What the page shows and its commands do not print; run in a `desk`."""
    names: dict[str, Any] = {}
    wrong = []
    for step in steps(PAGE.read_text("utf-8")):
        if is_installation(step):
            continue
        found = run(step, names)
        place = placed(step.shown, found) if step.shown is not None else []
        if isinstance(place, str):
            wrong.append(f"{step.body}{place}\nprinted:\n{found}")
    return wrong


def renewed(page: str) -> str:
    """The page with today's output; where lines are left out, the same lines with today's numbers."""
    names: dict[str, Any] = {}
    for step in steps(page):
        if is_installation(step):
            continue
        found = run(step, names)
        if step.shown is None:
            continue
        fresh = _fresh(step.shown, found)
        before = f"```{step.language}\n{step.body}```\n\n```text\n"
        page = page.replace(f"{before}{step.shown}```", f"{before}{fresh}```")
    return page


def _fresh(shown: str, found: str) -> str:
    tidy = "".join(f"{line.rstrip()}\n" for line in found.splitlines())
    if LEFT_OUT not in shown.splitlines():
        return tidy
    places = placed(shown, tidy, close=math.inf)
    if isinstance(places, str):
        raise SystemExit(f"choose anew what to show: {places}\n\n{found}")
    lines = tidy.splitlines()
    runs = ["".join(f"{line}\n" for line in lines[a:b]) for a, b in places]
    return f"{LEFT_OUT}\n".join(runs)


def main() -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as folder:
        with desk(Path(folder)):
            page = renewed(PAGE.read_text("utf-8"))
        PAGE.write_text(page, "utf-8")
        for name in PICTURES:
            (IMAGES / name).write_text(
                "".join(
                    f"{line.rstrip()}\n" for line in (Path(folder) / name).read_text().splitlines()
                ),
                "utf-8",
            )


if __name__ == "__main__":
    main()
