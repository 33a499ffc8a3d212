"""What follows from a state alone is computed once for it: a state never changes.

A function says which kinds of facts it reads.  A fact of another kind leaves its result standing,
so that a fold hands it on to the next state.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState

ResultT = TypeVar("ResultT")
Asked = Callable[["VisitState"], ResultT]

_READS: Final[dict[Any, frozenset[type]]] = {}


def per_state(*kinds: type) -> Callable[[Asked[ResultT]], Asked[ResultT]]:
    """Asked once for each state, and again only after a fact of these kinds.

    The result must be a value that nobody changes, and follow from facts of these kinds alone:
    not from the phase, the flags or other facts.
    """

    def decorate(function: Asked[ResultT]) -> Asked[ResultT]:
        _READS[function] = frozenset(kinds)

        @wraps(function)
        def once(state: "VisitState") -> ResultT:
            if function not in state.memo:
                state.memo[function] = function(state)
            return cast(ResultT, state.memo[function])

        return once

    return decorate


def handed_on(memo: dict[object, object], kind: type) -> dict[object, object]:
    """What still stands after a fact of this kind.

    From a copy: another thread may be looking at the same state, and so adding to its memo.
    """
    return {
        function: result
        for function, result in memo.copy().items()
        if function in _READS and kind not in _READS[function]
    }
