"""What follows from a state alone is computed once for it: a state never changes."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from morrow.care.visit.state import VisitState

ResultT = TypeVar("ResultT")


def per_state(function: "Callable[[VisitState], ResultT]") -> "Callable[[VisitState], ResultT]":
    """`function`, asked once for each state.  Its result must be a value that nobody changes."""

    @wraps(function)
    def once(state: "VisitState") -> ResultT:
        memo = state.memo
        if function not in memo:
            memo[function] = function(state)
        return cast(ResultT, memo[function])

    return once
