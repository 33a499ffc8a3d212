"""What a decision is: facts to record, or what holds the command."""

from dataclasses import dataclass

from morrow.care import sources as s
from morrow.care.visit.values import Phase
from morrow.evidence import Override, Refusal, Source, Warn


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing is recorded.  Each finding says why, where it comes from and what would lift it."""

    findings: tuple[Refusal | Warn, ...]


Facts = tuple[object, ...]
Decision = Facts | Held


def held(rule: str, reason: str, remedy: str, source: Source = s.HOUSE_POLICY, **seen: str) -> Held:
    """One plain hold that nobody sets aside."""
    refusal = Refusal(
        rule=rule, reason=reason, source=source, seen=seen, remedy=remedy, override=Override.NONE
    )
    return Held((refusal,))


def wrong_phase(what: str, phase: Phase | None, when: str) -> Held:
    """The command does not fit what the visit is doing now."""
    now = "not booked" if phase is None else phase.value
    return held("PHASE", f"cannot {what}: the visit is {now}", when, phase=now)
