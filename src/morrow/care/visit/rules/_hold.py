"""How a rule says no, or asks again."""

from collections.abc import Callable, Iterable
from datetime import date

from morrow.care.protocols import Protocol
from morrow.care.visit.case import Case
from morrow.care.visit.naming import unit_words
from morrow.evidence import Override, Refusal, Source, Warn

Finding = Refusal | Warn
Rule = Callable[[Case], Iterable[Finding]]


def hold(
    rule: str,
    reason: str,
    source: Source,
    remedy: str,
    override: Override = Override.NONE,
    **seen: object,
) -> Refusal:
    """A refusal with the values that it saw, as text."""
    return Refusal(
        rule=rule,
        reason=reason,
        source=source,
        seen={name: str(value) for name, value in seen.items()},
        remedy=remedy,
        override=override,
    )


def warn(rule: str, reason: str, source: Source, **seen: object) -> Warn:
    return Warn(rule=rule, reason=reason, source=source, seen={k: str(v) for k, v in seen.items()})


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the last of that month where it has none."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def unit_value(protocol: Protocol, key: str) -> str:
    """A figure as words: value and unit."""
    found = protocol.figure(key)
    return f"{found.value:f} {unit_words(found.unit)}".rstrip()
