"""How far a clinic's own version may move a figure: every bound proposed (HOUSE_POLICY).

Without them a signed version could ask for sets without end, or put an alarm where no patient ever
is.  An alarm may be made stricter up to the end of what is plausible, and laxer only by the leeway
of its parameter.  Other figures stay between half and twice the library's.

What is right for each figure may be wrong for two: an alarm that tells only after the dose was
stopped, a warning above the refusal.  `BEFORE` and `NOT_ABOVE` say which lies before which.
"""

from collections.abc import Iterator, Mapping
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

BEFORE: Final = (
    ("notify.sbp_high", "stop.sbp_high"),
    ("notify.dbp_high", "stop.dbp_high"),
    ("stop.sbp_low", "notify.sbp_low"),
    ("notify.hr_high", "stop.hr_high"),
    ("stop.hr_low", "notify.hr_low"),
    ("stop.spo2_low", "notify.spo2_low"),
    ("stop.rr_low", "notify.rr_low"),
    ("stop.moaas", "notify.moaas"),
    # a low alarm under the high one: else every value is an alarm
    ("notify.sbp_low", "notify.sbp_high"),
    ("notify.hr_low", "notify.hr_high"),
    ("notify.rr_low", "notify.rr_high"),
    ("start.hr_low", "start.hr_high"),
    ("start.sbp_low", "start.sbp_warn"),
)
"""The first is under the second: somebody is told before the dose must stop."""

NOT_ABOVE: Final = (
    ("stop.sbp_high", "stop.sbp_once"),
    ("stop.dbp_high", "stop.dbp_once"),
    ("stop.spo2_low", "stop.spo2_low_oxygen"),
    ("stop.spo2_low_oxygen", "notify.spo2_low"),
    ("start.sbp_warn", "start.sbp_hold"),
    ("start.sbp_hold", "start.sbp_refuse"),
    ("start.dbp_warn", "start.dbp_hold"),
    ("start.dbp_hold", "start.dbp_refuse"),
    ("limit.confirm_below_mg_per_kg", "limit.warn_above_mg_per_kg"),
    ("limit.warn_above_mg_per_kg", "limit.second_signature_above_mg_per_kg"),
    ("limit.second_signature_above_mg_per_kg", "limit.refuse_above_mg_per_kg"),
    ("limit.refuse_below_minutes", "limit.warn_below_minutes"),
    ("limit.warn_below_minutes", "limit.confirm_above_minutes"),
    ("limit.confirm_below_bag_ml", "limit.confirm_above_bag_ml"),
    ("repeat.cuff", "notify.confirm"),
    ("repeat.cuff", "start.repeat_gap"),
    ("notify.confirm", "stop.repeat"),
    ("monitor.grace", "monitor.escalate"),
    ("file.wait", "file.early"),
)
"""The first is under the second, or the same."""

_ALARMS: Final = frozenset({"start", "notify", "stop", "recovery"})
_HIGH_IS_LAX: Final = frozenset({Parameter.SBP, Parameter.DBP})  # where the name does not say
_CHANGES: Final = ("_rise", "_fall", "_within")
_NEVER_LAXER: Final = ("risk.",)  # a score from which somebody is asked about suicide
_MORE_IS_STRICTER: Final = frozenset(
    {
        "recovery.minutes",
        "recovery.rescue_minutes",
        "limit.warn_below_minutes",
        "limit.refuse_below_minutes",
        "limit.confirm_below_bag_ml",
    }
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


@dataclass(frozen=True, slots=True)
class Disorder:
    """Two figures of one version that contradict each other."""

    reason: str
    remedy: str


def disorders(figures: Mapping[str, Figure], values: Mapping[str, Decimal]) -> Iterator[Disorder]:
    """What contradicts in a version with these `values` of the library's `figures`."""
    pairs = [(*pair, True) for pair in BEFORE] + [(*pair, False) for pair in NOT_ABOVE]
    for low, high, strictly in pairs:
        if low not in figures or high not in figures:
            continue
        least, most = (_seconds(values[name], figures[name].unit) for name in (low, high))
        if least > most or (strictly and least == most):
            said = [f"{name} {values[name]:f} {figures[name].unit}" for name in (low, high)]
            where = "under" if strictly else "not above"
            yield Disorder(f"{said[0]} is not before {said[1]}", f"{low} must be {where} {high}")


def _seconds(value: Decimal, unit: str) -> Decimal:
    """Times in one unit; every other pair has one already."""
    return value * 60 if unit == "min" else value


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
    if name in {"staff.patients_per_nurse", "staff.close_per_nurse", "frequency.max_in_7"}:
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
