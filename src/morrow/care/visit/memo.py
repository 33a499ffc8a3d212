"""What follows from a state alone is computed once for it: a state never changes.

A function says which kinds of facts it reads.  A fact of another kind leaves its result standing,
so that a fold hands it on to the next state.  Where it does not stand, what came out before may
still be grown from: a set charted adds to the readings and changes none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState

ResultT = TypeVar("ResultT")
Asked = Callable[["VisitState"], ResultT]

Grown = Callable[["VisitState", ResultT | None], ResultT]

_READS: Final[dict[Any, frozenset[type]]] = {}


@dataclass(frozen=True, slots=True)
class _Before:
    """What came out for an earlier state of the same visit; facts that it read have followed."""

    result: Any


_NOTHING: Final = _Before(None)


def per_state(*kinds: type) -> Callable[[Asked[ResultT]], Asked[ResultT]]:
    """Asked once for each state, and again only after a fact of these kinds.

    The result must be a value that nobody changes, and follow from facts of these kinds alone:
    not from the phase, the flags or other facts.
    """

    def decorate(function: Asked[ResultT]) -> Asked[ResultT]:
        return grown(*kinds)(wraps(function)(lambda state, _before: function(state)))

    return decorate


def grown(*kinds: type) -> Callable[[Grown[ResultT]], Asked[ResultT]]:
    """As `per_state`, for a function that is also given its result for an earlier state.

    None if there is none.  What comes out must be the same with it and without.
    """

    def decorate(function: Grown[ResultT]) -> Asked[ResultT]:
        _READS[function] = frozenset(kinds)

        @wraps(function)
        def once(state: "VisitState") -> ResultT:
            found = state.memo.get(function, _NOTHING)
            if isinstance(found, _Before):
                found = state.memo[function] = function(state, found.result)
            return cast(ResultT, found)

        return once

    return decorate


def handed_on(memo: dict[object, object], kind: type) -> dict[object, object]:
    """What still stands after a fact of this kind, and what to grow from where it does not.

    From a copy: another thread may be looking at the same state, and so adding to its memo.
    """
    return {
        function: result if kind not in _READS[function] else _before(result)
        for function, result in memo.copy().items()
        if function in _READS
    }


def _before(result: object) -> _Before:
    return result if isinstance(result, _Before) else _Before(result)
