"""Finished chunks in a folder, so that an interrupted run goes on where it was.

`design.json` says what was simulated; each chunk is a file of its own that appears under its name
only when it is whole and on the disk.  Another design is refused, with what differs.
"""

import json
import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from morrow.outcomes.virtual.design import Design, described, design_sha256
from morrow.outcomes.virtual.tally import Tally, as_plain, from_plain

Span = tuple[int, int]
DESIGN: Final = "design.json"
_CHUNK: Final = re.compile(r"trials-(\d{9})-(\d{9})\.json")
_SHOWN: Final = 12


class Unfit(ValueError):
    """A folder that this run cannot go on from.  The message says why, and what to do."""


class Kept:
    """The folder of one design."""

    def __init__(self, folder: Path, design: Design) -> None:
        self._folder = folder
        self._sha256 = design_sha256(design)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._agree(described(design))
        except OSError as error:
            raise Unfit(f"{folder} cannot be used: {error.strerror}") from error

    def chunks(self, simulations: int) -> dict[Span, Tally]:
        """What is done, by trial numbers.  Raises Unfit if it goes beyond, overlaps or is broken."""
        try:
            found = dict(self._read())
        except OSError as error:
            raise Unfit(f"{self._folder} cannot be used: {error.strerror}") from error
        for (_, end), (first, _) in pairwise(sorted(found)):
            if first < end:
                raise Unfit(f"{self._folder} holds trial {first} twice: two runs wrote into it")
        beyond = max((end for _, end in found), default=0)
        if beyond > simulations:
            raise Unfit(
                f"{self._folder} holds trials up to number {beyond:,}, more than the "
                f"{simulations:,} asked for: ask for {beyond:,}, or keep in another folder"
            )
        return found

    def store(self, span: Span, tally: Tally) -> None:
        """Keep a finished chunk: whole or not at all.  Raises Unfit where it cannot be written."""
        path = self._folder / f"trials-{span[0]:09d}-{span[1]:09d}.json"
        try:
            _write(path, {"design_sha256": self._sha256, **as_plain(tally)})
        except OSError as error:
            raise Unfit(f"{path} cannot be written: {error.strerror}") from error

    def _agree(self, ours: dict[str, Any]) -> None:
        """Write down the design, or hold it against the one that is there."""
        path = self._folder / DESIGN
        if not path.exists():
            if any(each.suffix != ".part" for each in self._folder.iterdir()):
                raise Unfit(f"{self._folder} is not empty and holds no {DESIGN}: name another")
            _write(path, {"design_sha256": self._sha256, "design": ours})
            return
        theirs = _json(path)
        if theirs.get("design_sha256") != self._sha256:
            lines = list(differences(theirs.get("design", {}), ours))
            more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
            shown = "\n".join(f"  {line}" for line in (*lines[:_SHOWN], *more))
            raise Unfit(f"{self._folder} holds another design; it differs in\n{shown}")

    def _read(self) -> Iterator[tuple[Span, Tally]]:
        for path in sorted(self._folder.iterdir()):
            match = _CHUNK.fullmatch(path.name)
            if not match:
                continue  # the design, or half a file of a run that was killed
            plain = _json(path)
            try:
                tally = from_plain(plain)
            except (KeyError, ValueError, AttributeError, TypeError) as error:
                raise Unfit(
                    f"{path} is no chunk of a run: remove it to have it made anew"
                ) from error
            if plain.get("design_sha256") != self._sha256:
                raise Unfit(f"{path} is of another design: remove it to have it made anew")
            span = int(match[1]), int(match[2])
            if tally.whole.get("trials") != span[1] - span[0]:
                raise Unfit(f"{path} has not as many trials as its name says: remove it")
            yield span, tally


def differences(theirs: Any, ours: Any, at: str = "") -> Iterator[str]:
    """Where two designs differ, as `place: there X, here Y`."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in dict.fromkeys((*theirs, *ours)):
            yield from differences(theirs.get(name), ours.get(name), f"{at}.{name}".strip("."))
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for number, (one, other) in enumerate(zip(theirs, ours, strict=True), 1):
            yield from differences(one, other, f"{at}[{number}]")
    elif theirs != ours:
        yield f"{at}: there {json.dumps(theirs)}, here {json.dumps(ours)}"


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise Unfit(f"{path} cannot be read as JSON: remove it to have it made anew") from error
    if not isinstance(found, dict):
        raise Unfit(f"{path} is no file of a run: remove it to have it made anew")
    return found


def _write(path: Path, plain: dict[str, Any]) -> None:
    """Whole or not at all, and no half file of what was interrupted."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(plain, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
