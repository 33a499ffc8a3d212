"""exp, log and differences of exp as inline polynomials, which a compiler can put into its vector registers.

numba compiles `np.exp` to a call for each number; these compile to a few multiply-adds for a
register of numbers, on any processor.  Each checks nothing: the layer above has.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])


# numpy's error model: a test for a zero divisor would keep a loop out of the vector registers.
# contract: multiply-adds, and nothing that moves or drops an operation.
def compiled(function: F) -> F:
    """Compile at the first call, without the GIL, and keep the machine code on disk."""
    options = {"error_model": "numpy", "fastmath": {"contract"}, "cache": True, "nogil": True}
    return cast("F", _jit(**options)(function))


def inlined(function: F) -> F:
    """The same for a helper, which is compiled into its callers."""
    return cast("F", _jit(error_model="numpy", fastmath={"contract"})(function))


_jit: Any = numba.njit


def _read_as(result: Any) -> Any:
    """An intrinsic that reads the same 64 bits as another type."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(signature.return_type))

    def reinterpret(_typing: Any, value: Any) -> Any:
        return result(value), generate

    return intrinsic(reinterpret)


bits_of: Any = _read_as(types.int64)
double_of: Any = _read_as(types.float64)

LOG2_E: Final = 1.4426950408889634
LN_2_HIGH: Final = 0.6931471803691238  # its last 21 bits are zero: k times it is exact
LN_2_LOW: Final = 1.9082149292705877e-10
ROUNDER: Final = 6755399441055744.0  # 1.5 * 2**52: adding it leaves an integer in the low bits
ROUNDER_BITS: Final = 0x4338000000000000
ONE_BITS: Final = 0x3FF0000000000000
ROOT_HALF_BITS: Final = 0x3FE6A09E667F3BCD
EXP_LIMIT: Final = 700.0

# 1 / k!, from k = 12 down to 2: Taylor, as |r| <= ln(2) / 2 leaves 2e-16 after the twelfth.
_E = tuple(float(1.0 / np.prod(np.arange(1.0, k + 1.0))) for k in range(12, 1, -1))
# 2 / (2 k + 1), from k = 9 down to 1: artanh, as |s| <= 0.1716 leaves 2e-17.
_L = tuple(2.0 / (2 * k + 1) for k in range(9, 0, -1))


@inlined
def exp(x: float) -> float:
    """exp(x) within 2 units in the last place; the argument is held to ±700."""
    x = min(max(x, -EXP_LIMIT), EXP_LIMIT)
    shifted = x * LOG2_E + ROUNDER
    k = shifted - ROUNDER
    r = (x - k * LN_2_HIGH) - k * LN_2_LOW
    p = _E[0]
    p = p * r + _E[1]
    p = p * r + _E[2]
    p = p * r + _E[3]
    p = p * r + _E[4]
    p = p * r + _E[5]
    p = p * r + _E[6]
    p = p * r + _E[7]
    p = p * r + _E[8]
    p = p * r + _E[9]
    p = p * r + _E[10]
    p = (p * r) * r + r + 1.0
    scale: float = double_of((bits_of(shifted) << 52) + ONE_BITS)
    return p * scale


@inlined
def log(x: float) -> float:
    """log(x) within 2 units in the last place, for a normal x above zero."""
    bits: int = bits_of(x)
    k = (bits - ROOT_HALF_BITS) >> 52
    m: float = double_of(bits - (k << 52))
    exponent: float = double_of(k + ROUNDER_BITS) - ROUNDER
    s = (m - 1.0) / (m + 1.0)
    w = s * s
    p = _L[0]
    p = p * w + _L[1]
    p = p * w + _L[2]
    p = p * w + _L[3]
    p = p * w + _L[4]
    p = p * w + _L[5]
    p = p * w + _L[6]
    p = p * w + _L[7]
    p = p * w + _L[8]
    p = p * w * s + 2.0 * s
    return exponent * LN_2_HIGH + (p + exponent * LN_2_LOW)


@inlined
def difference(x: float, y: float, exp_x: float, exp_y: float) -> float:
    """The divided difference `(exp(x) - exp(y)) / (x - y)`, also where x = y."""
    half = 0.5 * (x - y)
    square = min(half * half, 0.25)
    p = 1.0 + square * (1.0 / 110.0)
    p = 1.0 + square * (1.0 / 72.0) * p
    p = 1.0 + square * (1.0 / 42.0) * p
    p = 1.0 + square * (1.0 / 20.0) * p
    p = 1.0 + square * (1.0 / 6.0) * p
    near = abs(half) < 0.5
    gap = 1.0 if near else x - y
    apart = (exp_x - exp_y) / gap
    series = p * exp(0.5 * (x + y))
    return series if near else apart


@inlined
def second_difference(x: float, y: float, z: float) -> float:
    """The second divided difference of exp at three points, in any order, equal ones included."""
    low, high = min(x, y, z), max(x, y, z)
    middle = max(min(x, y), min(max(x, y), z))
    near = high - low < 1.0
    centre = (low + middle + high) * (1.0 / 3.0)
    a, b, c = low - centre, middle - centre, high - centre
    pairs, triple = a * b + b * c + c * a, a * b * c
    before, here, after = 0.0, 0.0, 1.0
    series, factorial = 0.5, 0.5
    for k in range(1, 13):
        before, here, after = here, after, triple * before - pairs * here
        factorial = factorial / (k + 2)
        series += after * factorial
    e_low, e_middle, e_high = exp(low), exp(middle), exp(high)
    upper = difference(middle, high, e_middle, e_high)
    lower = difference(low, middle, e_low, e_middle)
    gap = 1.0 if near else high - low
    apart = (upper - lower) / gap
    return series * exp(centre) if near else apart
