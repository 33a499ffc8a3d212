"""The flows that pharmacokinetic models are made of, from volumes (L) and clearances (L/min)."""

import itertools
from collections.abc import Iterable

from morrow.pharmacology.model import ELIMINATED, Flow, Value


def exchange(
    one: str, other: str, *, clearance: Value, one_l: Value, other_l: Value
) -> tuple[Flow, Flow]:
    """Distribution to and fro between two compartments at one clearance."""
    return (
        Flow(source=one, target=other, rate=clearance / one_l),
        Flow(source=other, target=one, rate=clearance / other_l),
    )


def loss(source: str, *, rate: Value) -> Flow:
    """Elimination."""
    return Flow(source=source, target=ELIMINATED, rate=rate)


def metabolised(source: str, *, into: str, fraction: Value, rate: Value) -> tuple[Flow, ...]:
    """What leaves `source` at `rate`: a `fraction` of it goes on `into`, the rest is lost."""
    formed = Flow(source=source, target=into, rate=fraction * rate)
    return (formed,) if fraction == 1 else (formed, loss(source, rate=(1 - fraction) * rate))


def chain(compartments: Iterable[str], *, rate: Value) -> tuple[Flow, ...]:
    """Transit compartments that empty into one another at one rate; the last is not emptied."""
    names = tuple(compartments)
    pairs = itertools.pairwise(names)
    return tuple(Flow(source=source, target=target, rate=rate) for source, target in pairs)
