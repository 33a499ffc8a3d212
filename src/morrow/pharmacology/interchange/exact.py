"""Numbers between a file and a float, exactly: what is written is what is read.

A duration is not in a dataset; it is AMT / RATE.  A rate rounded to a float may give another
duration back, so a rate is written with as many digits as it takes.
"""

import re
from decimal import Decimal, localcontext
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
CHARACTERS_MAX: Final = 60
_DIGITS_MAX: Final = 40


def number(text: str) -> Decimal | None:
    """A plain number as its digits say; None where the text is none."""
    if len(text) > CHARACTERS_MAX or not _NUMBER.fullmatch(text):
        return None
    return Decimal(text)


def written(value: float) -> str:
    """The shortest text that is this float: 70, 0.5, 1e-07."""
    return repr(value).removesuffix(".0")


def quotient(one: Decimal, other: Decimal) -> float:
    """one / other, rounded once."""
    with localcontext() as context:
        context.prec = 2 * _DIGITS_MAX
        return float(one / other)


def rate(amount_mg: float, over_min: float) -> str:
    """mg/min with the fewest digits from which the duration comes back as it was."""
    amount = Decimal(written(amount_mg))
    with localcontext() as context:
        for digits in range(6, _DIGITS_MAX):
            context.prec = digits
            found = amount / Decimal(over_min)
            if quotient(amount, found) == over_min:
                return str(found)
    raise AssertionError(f"no rate gives {amount_mg} mg in {over_min} min")
