"""Which value is beyond which limit, one function per parameter (clinical rules 5.2, R29).

Each yields what a value breaches, gravest first.  A limit relative to baseline is not asked when
there is no baseline: the absolute limits still stand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from morrow.care.protocols import Protocol
from morrow.care.visit.facts.monitoring import Level
from morrow.care.visit.values import Parameter
from morrow.quantities import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """A limit that is passed.  `once`: a single cuff reading is enough; `on_repeat`: the value of
    one that stops the dose once a second reading has passed it too."""

    direction: str  # "high" or "low"
    level: Level
    limit: str
    once: bool = False
    on_repeat: Decimal | None = None


Check = Callable[[Decimal, Decimal | None, bool, Protocol], Iterator[Beyond]]


def _high(level: Level, limit: str, *, once: bool = False) -> Beyond:
    return Beyond(direction="high", level=level, limit=limit, once=once)


def _low(level: Level, limit: str, *, once: bool = False) -> Beyond:
    return Beyond(direction="low", level=level, limit=limit, once=once)


def _pressure(name: str) -> Check:
    """Systolic or diastolic: high is confirmed by a repeat, except at the once-is-enough value."""

    def check(value: Decimal, base: Decimal | None, _: bool, p: Protocol) -> Iterator[Beyond]:
        if value >= p[f"stop.{name}_once"]:
            yield _high(Level.STOP, f"at or over {plain(p[f'stop.{name}_once'])}", once=True)
        if value >= p[f"stop.{name}_high"]:
            limit = p[f"stop.{name}_high"]
            yield replace(
                _high(Level.STOP, f"at or over {plain(limit)} on repeat"), on_repeat=limit
            )
        if value >= p[f"notify.{name}_high"]:
            yield _high(Level.NOTIFY, f"at or over {plain(p[f'notify.{name}_high'])}")
        rise = p[f"notify.{name}_rise"]
        if base is not None and value - base >= rise:
            yield _high(Level.NOTIFY, f"{plain(value - base)} above baseline {plain(base)}")
        if name == "sbp":
            yield from _low_systolic(value, base, p)

    return check


def _low_systolic(value: Decimal, base: Decimal | None, p: Protocol) -> Iterator[Beyond]:
    if value < p["stop.sbp_low"]:
        yield _low(Level.STOP, f"under {plain(p['stop.sbp_low'])}", once=True)
    if value < p["notify.sbp_low"]:
        yield _low(Level.NOTIFY, f"under {plain(p['notify.sbp_low'])}", once=True)
    if base is not None and (base - value) * 100 >= p["notify.sbp_fall"] * base:
        fall = f"{plain(p['notify.sbp_fall'])} % or more under baseline {plain(base)}"
        yield _low(Level.NOTIFY, fall, once=True)


def _heart_rate(value: Decimal, base: Decimal | None, _: bool, p: Protocol) -> Iterator[Beyond]:
    if value > p["stop.hr_high"]:
        yield _high(Level.STOP, f"over {plain(p['stop.hr_high'])}")
    if value < p["stop.hr_low"]:
        yield _low(Level.STOP, f"under {plain(p['stop.hr_low'])}")
    if value >= p["notify.hr_high"]:
        yield _high(Level.NOTIFY, f"at or over {plain(p['notify.hr_high'])}")
    fallen = base is None or base - value >= p["notify.hr_fall"]
    if value < p["notify.hr_low"] and fallen:
        since = "" if base is None else f" and {plain(base - value)} under baseline"
        yield _low(Level.NOTIFY, f"under {plain(p['notify.hr_low'])}{since}")


def _saturation(
    value: Decimal, base: Decimal | None, on_oxygen: bool, p: Protocol
) -> Iterator[Beyond]:
    if on_oxygen and value < p["stop.spo2_low_oxygen"]:
        yield _low(Level.STOP, f"under {plain(p['stop.spo2_low_oxygen'])} % on oxygen")
    if value < p["stop.spo2_low"]:
        yield _low(Level.STOP, f"under {plain(p['stop.spo2_low'])} %")
    if value < p["notify.spo2_low"]:
        yield _low(Level.NOTIFY, f"under {plain(p['notify.spo2_low'])} %")
    low_base = base is not None and base < p["notify.spo2_baseline"]
    if base is not None and low_base and base - value >= p["notify.spo2_fall"]:
        yield _low(Level.NOTIFY, f"{plain(base - value)} points under baseline {plain(base)} %")


def _breathing(value: Decimal, _: Decimal | None, __: bool, p: Protocol) -> Iterator[Beyond]:
    if value < p["stop.rr_low"]:
        yield _low(Level.STOP, f"under {plain(p['stop.rr_low'])}")
    if value < p["notify.rr_low"]:
        yield _low(Level.NOTIFY, f"under {plain(p['notify.rr_low'])}")
    if value > p["notify.rr_high"]:
        yield _high(Level.NOTIFY, f"over {plain(p['notify.rr_high'])}")


def _moaas(value: Decimal, _: Decimal | None, __: bool, p: Protocol) -> Iterator[Beyond]:
    if value <= p["stop.moaas"]:
        yield _low(Level.STOP, f"at or under {plain(p['stop.moaas'])}")
    if value <= p["notify.moaas"]:
        yield _low(Level.NOTIFY, f"at or under {plain(p['notify.moaas'])}")


def _rass(value: Decimal, _: Decimal | None, __: bool, p: Protocol) -> Iterator[Beyond]:
    if value <= p["stop.rass"]:
        yield _low(Level.STOP, f"at or under {plain(p['stop.rass'])}")


def _arousal(value: Decimal, _: Decimal | None, __: bool, p: Protocol) -> Iterator[Beyond]:
    """Hard to rouse: a formal MOAA/S is asked for, and the prescriber told until it is done."""
    del p
    if value >= 2:
        yield _low(Level.NOTIFY, "hard to rouse: assess MOAA/S now")


CHECKS: Final[Mapping[Parameter, Check]] = {
    Parameter.SBP: _pressure("sbp"),
    Parameter.DBP: _pressure("dbp"),
    Parameter.HR: _heart_rate,
    Parameter.SPO2: _saturation,
    Parameter.RR: _breathing,
    Parameter.MOAAS: _moaas,
    Parameter.RASS: _rass,
    Parameter.AROUSAL: _arousal,
}
