"""Folded states of streams, kept in memory by (fold, stream) with the version they stand at.

A kept state is never wrong, only behind: who asks gets it with the newer facts folded on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from morrow.care.recorded import Recorded
from morrow.clinic.store import connections, pending, writer
from morrow.clinic.store.kept import Kept

S = TypeVar("S")

KEPT_MAX: Final = 2_000  # streams; a large clinic has about 50 visits a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold(Generic[S]):
    """How a stream's facts become a state.  States are immutable values."""

    start: Callable[[], S]
    step: Callable[[S, Recorded[Any]], S]


_kept: Final = Kept[tuple[Fold[Any], str], tuple[int, Any]](KEPT_MAX)


def load(
    stream: str,
    fold: Fold[S],
    read: Callable[[str, int], Iterable[Recorded[Any]]],
    *,
    at_least: int | None = None,
) -> tuple[S, int]:
    """Return the stream's state and version; `read` gives what follows a version.

    It is not asked if the kept state has reached `at_least`: for who shows many streams at once
    and knows from a projection how far each has come.
    """
    known: tuple[int, Any] = _kept.get((fold, stream)) or (0, None)
    version, state = known
    if at_least is not None and 0 < at_least <= version:
        return state, version
    if version == 0:
        state = fold.start()
    before = version
    appended = pending.appended(stream)
    if appended and appended[0].version <= version + 1:
        newer: Iterable[Recorded[Any]] = appended[version + 1 - appended[0].version :]
    else:
        newer = read(stream, version)
    for recorded in newer:
        state = fold.step(state, recorded)
        version = recorded.version
    if version > before:
        # Inside a unit these facts are not committed yet, and may never be.
        if connections.in_unit():
            writer.after_commit(lambda: _keep(fold, stream, version, state))
        else:
            _keep(fold, stream, version, state)
    return state, version


def forget() -> None:
    """Forget every state: after the store itself was exchanged (tests, restore)."""
    _kept.clear()


def _keep(fold: Fold[Any], stream: str, version: int, state: Any) -> None:
    _kept.put((fold, stream), (version, state), unless=lambda known: known[0] >= version)
