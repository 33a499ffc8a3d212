"""Where simulated trials run: here, in processes of this machine, or on a Dask cluster.

Each is a `concurrent.futures.Executor`; nothing else knows which.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

WAITING_PER_WORKER = 2
DASK_TIMEOUT_S = 10


class Unavailable(ValueError):
    """A place that is not there; the message says how to get it."""


@dataclass(frozen=True)
class Placed:
    """An executor, how many tasks may wait with it, and what it raises when a worker dies."""

    executor: Executor
    waiting: int
    failures: tuple[type[Exception], ...] = (BrokenExecutor,)


@contextmanager
def place(on: str) -> Iterator[Placed]:
    """The place of `--on`: here, processes, processes:N, dask:ADDRESS.  Ends what it began."""
    kind, _, rest = on.partition(":")
    if on == "here":
        yield Placed(_Here(), waiting=1)
    elif kind == "processes":
        yield from _processes(rest if ":" in on else str(cores()))
    elif kind == "dask" and rest:
        yield from _dask(rest)
    else:
        raise Unavailable(f"{on!r}; right: here, processes, processes:4, dask:tcp://HOST:8786")


def cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _processes(typed: str) -> Iterator[Placed]:
    if not typed.isdecimal() or not 1 <= int(typed) <= 1024:
        raise Unavailable(f"processes:{typed}; right: a number of processes from 1 to 1024")
    pool = ProcessPoolExecutor(
        int(typed), mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker
    )
    try:
        yield Placed(pool, waiting=WAITING_PER_WORKER * int(typed))
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    """Ctrl-C reaches the whole group: the parent answers it, and a worker ends its task.

    A worker whose parent was killed would wait for ever: it ends with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _dask(address: str) -> Iterator[Placed]:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise Unavailable(
            "dask needs the package distributed: pip install 'morrow[distributed]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=DASK_TIMEOUT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Unavailable(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise Unavailable(f"the Dask scheduler at {address} has no workers")
        died: Any = distributed.KilledWorker
        with client.get_executor() as executor:
            yield Placed(executor, WAITING_PER_WORKER * workers, (BrokenExecutor, died, OSError))


class _Here(Executor):
    """Runs a task when it is handed in, in this very process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
