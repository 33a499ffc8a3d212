"""Telling this process what was appended, once it is committed.

On the embedded store the writer tells; on PostgreSQL, where other processes append too, the
listener (`listener.py`) tells while it runs, of its own process's entries as well, so that all
come in the journal's order.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from morrow.care.recorded import Recorded
from morrow.clinic.store import writer

Subscriber = Callable[[Sequence[Recorded[Any]]], None]

_log = logging.getLogger(__name__)
_subscribers: Final[list[Subscriber]] = []
_listeners: Final[set[object]] = set()


def subscribe(subscriber: Subscriber) -> Callable[[], None]:
    """Call `subscriber` with what was appended, after its commit; return what ends that.

    It runs on the writer's or the listener's thread, so it must be quick and may not write.  Its
    errors are logged: the facts are stored whether or not anybody could be told.
    """
    _subscribers.append(subscriber)
    return lambda: _subscribers.remove(subscriber)


def announce_after_commit(recorded: Sequence[Recorded[Any]]) -> None:
    """Tell the subscribers once the current unit is committed, unless a listener will."""
    if not _listeners:
        writer.after_commit(lambda: announce(recorded))


def announce(recorded: Sequence[Recorded[Any]]) -> None:
    """Tell the subscribers now."""
    for subscriber in tuple(_subscribers):
        try:
            subscriber(recorded)
        except Exception:  # noqa: BLE001  (logged; the facts are stored all the same)
            _log.exception("a subscriber failed on %s", [entry.position for entry in recorded])


def hand_over_to(listener: object) -> None:
    """From now on this listener tells the subscribers."""
    _listeners.add(listener)


def take_back_from(listener: object) -> None:
    """The listener has stopped: the writer tells again."""
    _listeners.discard(listener)
