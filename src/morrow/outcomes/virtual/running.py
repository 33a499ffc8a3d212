"""Many simulated trials on any `concurrent.futures.Executor`, in chunks, and taken up again.

Only few chunks wait at a time, and what comes back is added up at once: memory does not grow with
the number of trials.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice, pairwise
from typing import Final

from morrow.outcomes.virtual.design import Design
from morrow.outcomes.virtual.kept import Kept, Span
from morrow.outcomes.virtual.simulating import simulate_chunk
from morrow.outcomes.virtual.tally import Tally

TASK_S: Final = 1.0  # about what a chunk should take
TRIAL_S: Final = 3e-4  # measured (docs/how-to/plan-a-trial.md): a trial,
COMPARISON_S: Final = 1e-4  # a comparison in it,
NORMAL_S: Final = 5e-8  # and a patient at a visit
CHUNK_MAX: Final = 5_000

Told = Callable[[int], None]


def run(
    design: Design,
    *,
    simulations: int,
    executor: Executor,
    waiting: int,
    chunk: int | None = None,
    keep: Kept | None = None,
    told: Told = lambda _: None,
) -> Tally:
    """The tally of `simulations` trials.

    At most `waiting` chunks are with the executor at a time.  `told` hears how many more trials are
    done.  What `keep` holds already is not simulated again; every chunk that ends is kept at once.
    """
    total = Tally()
    done = keep.chunks(simulations) if keep else {}
    for tally in done.values():
        total.add(tally)
    told(sum(end - first for first, end in done))
    spans = _missing(sorted(done), simulations, chunk or usual_chunk(design))
    running: dict[Future[Tally], Span] = {}
    try:
        while True:
            for span in islice(spans, waiting - len(running)):
                running[executor.submit(simulate_chunk, design, *span)] = span
            if not running:
                return total
            for span, tally in _ended(running):
                if keep:
                    keep.store(span, tally)
                total.add(tally)
                told(span[1] - span[0])
    finally:
        for future in running:
            future.cancel()


def _ended(running: dict[Future[Tally], Span]) -> Iterator[tuple[Span, Tally]]:
    """Wait for a chunk to end; those that have are taken out.  Raises what a worker raised."""
    ended, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in ended:
        yield running.pop(future), future.result()


def usual_chunk(design: Design) -> int:
    """Trials that take about a second together."""
    patients = 2 * max(design.ns) * len(design.times_h)
    each = TRIAL_S + COMPARISON_S * len(design.ns) + NORMAL_S * patients
    return max(1, min(CHUNK_MAX, round(TASK_S / each)))


def _missing(done: list[Span], simulations: int, chunk: int) -> Iterator[Span]:
    """What is not done yet, in chunks."""
    edges = [(0, 0), *done, (simulations, simulations)]
    for (_, start), (stop, _) in pairwise(edges):
        for first in range(start, stop, chunk):
            yield first, min(first + chunk, stop)
