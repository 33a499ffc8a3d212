"""How far a clinic's own version may move a figure: every bound proposed (HOUSE_POLICY).

Without them a signed version could ask for sets without end, or put an alarm where no patient ever
is.  An alarm may be made stricter up to the end of what is plausible, and laxer only by the leeway
of its parameter.  Other figures stay between half and twice the library's.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from morrow.care.visit.doubts import PLAUSIBLE
from morrow.care.visit.values import Parameter
from morrow.evidence import Figure

LEEWAY: Final = {
    Parameter.SBP: Decimal(20),  # mm[Hg]
    Parameter.DBP: Decimal(10),  # mm[Hg]
    Parameter.HR: Decimal(15),  # /min
    Parameter.SPO2: Decimal(2),  # %
    Parameter.RR: Decimal(2),  # /min
    Parameter.MOAAS: Decimal(1),  # of the scale
    Parameter.RASS: Decimal(1),  # of the scale
}
"""By how much an alarm or limit of a parameter may be laxer than the library's."""

LAXER_SHARE: Final = Decimal("0.25")
"""By how much of the library's figure a change, a dose limit or a recovery time may be laxer."""

SPREAD: Final = Decimal(2)
"""Every other figure: from the library's divided by this to the library's times this."""

SHORTEST_MIN: Final = Decimal(1)
"""The shortest cadence, wait or time, in minutes."""

WHOLE: Final = frozenset({"1", "{score}", "d", "wk", "mo", "a"})
"""Units that are counted.  At least 1 of them, as the library's sign has it."""

_ALARMS: Final = frozenset({"start", "notify", "stop", "recovery"})
_HIGH_IS_LAX: Final = frozenset({Parameter.SBP, Parameter.DBP})  # where the name does not say
_CHANGES: Final = ("_rise", "_fall", "_within")
_NEVER_LAXER: Final = ("risk.",)  # a score from which somebody is asked about suicide
_MORE_IS_STRICTER: Final = frozenset(
    {"recovery.minutes", "recovery.rescue_minutes", "limit.warn_below_minutes"}
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `least` to `most`, both allowed; None: the code's own ceiling stands elsewhere."""

    least: Decimal | None
    most: Decimal | None
    whole: bool

    def hold(self, value: Decimal) -> bool:
        low = self.least is not None and value < self.least
        high = self.most is not None and value > self.most
        return not (low or high or (self.whole and value % 1))

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        low = "" if self.least is None else f" from {self.least.normalize():f}"
        return kind + low + ("" if self.most is None else f" to {self.most.normalize():f}")


def of(name: str, figure: Figure) -> Bounds:
    """The bounds of a clinic's value for this figure of the library, in its unit."""
    whole = figure.unit in WHOLE
    least, most = _range(name, figure.value)
    if figure.unit == "min":
        least = max(least or SHORTEST_MIN, SHORTEST_MIN)
    if whole and figure.value > 0:
        least = max(least or Decimal(1), Decimal(1))
    return Bounds(least, most, whole)


def _range(name: str, value: Decimal) -> tuple[Decimal | None, Decimal | None]:
    lax = value * LAXER_SHARE
    if name.startswith("limit.refuse_above"):
        return None, None  # the ceiling in code
    if name in _MORE_IS_STRICTER:
        return value - lax, value * SPREAD
    if name.startswith(_NEVER_LAXER):
        return None, value
    if name.startswith("limit.") or name.endswith(_CHANGES):
        return None, value + lax
    if found := _parameter(name):
        return _alarm(name, found, value)
    if name in {"staff.patients_per_nurse", "frequency.max_in_7"}:
        return Decimal(1), value * SPREAD
    return value / SPREAD, value * SPREAD


def _parameter(name: str) -> Parameter | None:
    """The parameter that an alarm or limit is about: the first word after its group."""
    group, _, rest = name.partition(".")
    if group not in _ALARMS:
        return None
    return next((one for one in LEEWAY if one.value == rest.partition("_")[0]), None)


def _alarm(name: str, parameter: Parameter, value: Decimal) -> tuple[Decimal, Decimal]:
    least, most = PLAUSIBLE[parameter]
    if name.endswith("_high") or (parameter in _HIGH_IS_LAX and not name.endswith("_low")):
        return least, min(most, value + LEEWAY[parameter])
    if parameter is Parameter.RASS:  # the sign stays
        most = Decimal(-1)
    return max(least, value - LEEWAY[parameter]), most
