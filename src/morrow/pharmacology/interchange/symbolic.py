"""Numbers that remember how they were computed, so that a rate law can be written down.

A model's `structure` takes parameters and gives rates.  Given `Term`s instead of numbers, the same
function gives formulas: `p["CL"] / p["V1"]` becomes ``(CL / V1)`` and keeps its value.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

_OPERATORS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A formula in infix, and its value.  Compares by value, as the number that it stands for."""

    formula: str
    value: float

    def _with(self, sign: str, other: Any, *, swapped: bool = False) -> "Term":
        one, two = (term(other), self) if swapped else (self, term(other))
        if sign in "*/" and two.formula == _ONE:
            return one
        value = _OPERATORS[sign](one.value, two.value)
        return Term(f"({one.formula} {sign} {two.formula})", value)

    def __add__(self, other: Any) -> "Term":
        return self._with("+", other)

    def __radd__(self, other: Any) -> "Term":
        return self._with("+", other, swapped=True)

    def __sub__(self, other: Any) -> "Term":
        return self._with("-", other)

    def __rsub__(self, other: Any) -> "Term":
        return self._with("-", other, swapped=True)

    def __mul__(self, other: Any) -> "Term":
        return self._with("*", other)

    def __rmul__(self, other: Any) -> "Term":
        return self._with("*", other, swapped=True)

    def __truediv__(self, other: Any) -> "Term":
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> "Term":
        return self._with("/", other, swapped=True)

    def __eq__(self, other: object) -> bool:
        return self.value == (other.value if isinstance(other, Term) else other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __bool__(self) -> bool:
        return self.value != 0


def term(value: Any, unit: str = "dimensionless") -> Term:
    """A number as a formula, with every digit and a unit; a formula as itself."""
    if isinstance(value, Term):
        return value
    return Term(f"{float(value)!r} {unit}", float(value))


_ONE: Final = term(1.0).formula
