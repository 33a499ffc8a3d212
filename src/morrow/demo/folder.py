"""The demonstration's folder: what lies in it, and whether we may make it anew.

Knows no Django.  Nothing is deleted that a demonstration has not made.
"""

import fcntl
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from morrow.demo.clinic.fill import AtChair

KEY: Final = "morrow.key"
STORE: Final = "morrow.db"
LOCK: Final = "serve.lock"
CHAIRS: Final = "chairs.json"
SCENARIO: Final = "monitors.json"
MONITORS_LOG: Final = "monitors.log"
OURS: Final = frozenset(
    {KEY, STORE, f"{STORE}-wal", f"{STORE}-shm", LOCK, CHAIRS, SCENARIO, MONITORS_LOG}
    | {"checkpoints.log"}
)


class NotOurs(Exception):
    """The folder is not a demonstration's, or one is running in it."""


def prepare(folder: Path, *, keep: bool) -> bool:
    """Make the folder ready; True if there is a clinic to be made in it.

    Without `keep` an earlier demonstration in it is deleted.
    """
    if keep and (folder / CHAIRS).exists():
        _check_is_demo(folder)
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = sorted(path.name for path in folder.iterdir())
    if strange := [name for name in found if name not in OURS]:
        raise NotOurs(
            f"{folder} holds {', '.join(strange[:3])}, which no demo made.  Right would be: an "
            "empty folder with --data-dir DIR"
        )
    if found:
        _check_is_demo(folder)
        # The key last: as long as it is there, the next start knows whose this folder is.
        for name in sorted(found, key=lambda name: name == KEY):
            (folder / name).unlink()
    return True


def _check_is_demo(folder: Path) -> None:
    try:
        is_demo = json.loads((folder / KEY).read_text("utf-8"))["demo"] is True
    except (OSError, ValueError, KeyError, TypeError):
        is_demo = False
    if not is_demo:
        raise NotOurs(
            f"{folder} holds a store that no demo made.  Right would be: another --data-dir DIR"
        )
    if (folder / LOCK).exists() and not _is_free(folder / LOCK):
        raise NotOurs(
            f"Another demo is running in {folder}.  Right would be: stop it (Ctrl-C where it "
            "runs), or --data-dir DIR with another folder"
        )


def _is_free(lock: Path) -> bool:
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def write_chairs(folder: Path, chairs: "Iterable[AtChair]") -> None:
    """Keep what stands at each chair and when its dose began: a later start goes on from it."""
    rows = [
        {
            "monitor": asdict(at.monitor),
            "dose_at": at.dose_at.isoformat() if at.dose_at else None,
        }
        for at in chairs
    ]
    (folder / CHAIRS).write_text(json.dumps(rows, indent=1), "utf-8")


def write_scenario(folder: Path, *, now: datetime) -> Path:
    """The monitors' scenario as of now, for their program."""
    rows: list[dict[str, Any]] = json.loads((folder / CHAIRS).read_text("utf-8"))
    path = folder / SCENARIO
    path.write_text(json.dumps([_monitor(row, now) for row in rows], indent=1), "utf-8")
    return path


def _monitor(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The monitor, begun at the minute that its patient's dose has reached."""
    monitor: dict[str, Any] = row["monitor"]
    if row["dose_at"] is None:
        return monitor
    minutes = (now - datetime.fromisoformat(row["dose_at"])).total_seconds() / 60
    return {**monitor, "start_min": minutes}
