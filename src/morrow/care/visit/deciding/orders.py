"""Orders, overrides and acknowledgements."""

from typing import Final

from morrow.care.visit import commands as c
from morrow.care.visit import gates
from morrow.care.visit.case import Case
from morrow.care.visit.deciding.answers import (
    Decider,
    Facts,
    Held,
    has_reason,
    held,
    phase_is,
    signed_by_author,
)
from morrow.care.visit.facts import check_in, planning
from morrow.care.visit.ordering import Draft, draft
from morrow.care.visit.rules._hold import Finding
from morrow.care.visit.values import Actor, Phase
from morrow.evidence import Override, Refusal, Warn


def new_id(command: c.SignOrder, case: Case, by: Actor) -> Held | None:
    """An edited order is another order: a co-signature must not count for both."""
    del by
    signed = {r.fact.order.id for r in case.state.all(planning.OrderSigned)}
    if command.request.id not in signed:
        return None
    return held("ORDER.again", "this order has been signed", "an edit is a new order, signed anew")


def order_stands(command: c.SignOrder, case: Case, by: Actor) -> Held | None:
    """R01, R16 to R21, R47: refused, or warned of and not acknowledged."""
    del by
    drafted = _drafted(command, case)
    stands = tuple(found for found in _findings(case, drafted) if not _is_answered(found, command))
    return Held(stands) if stands or drafted.order is None else None


def _drafted(command: c.SignOrder, case: Case) -> Draft:
    """Once for a request: the guards and the facts read the same arithmetic."""
    key = (draft, command.request)
    if key not in case.found:
        case.found[key] = draft(command.request, case)
    found: Draft = case.found[key]
    return found


def _findings(case: Case, drafted: Draft) -> tuple[Finding, ...]:
    return (*gates.findings(gates.ORDER, case), *drafted.findings)


def _is_answered(found: Finding, command: c.SignOrder) -> bool:
    """A second signature comes afterwards; a warning, or a hold that a prescriber may set aside,
    is answered by naming it with a reason."""
    if _wants_second(found):
        return True
    reasoned = found.rule in command.acknowledged and bool(command.reason.strip())
    return reasoned and (isinstance(found, Warn) or found.override is Override.PRESCRIBER)


def _wants_second(found: Finding) -> bool:
    return isinstance(found, Refusal) and found.override is Override.SECOND_SIGNATURE


def in_force(command: c.CosignOrder | c.RevokeOrder, case: Case, by: Actor) -> Held | None:
    del by
    order = case.state.order
    if order is not None and order.id == command.order:
        return None
    return held("ORDER", "that order is not the one in force", "look at the order again")


def another_prescriber(command: c.CosignOrder, case: Case, by: Actor) -> Held | None:
    """R18: the second signature is another person's."""
    del command
    signed = case.state.order_signed
    if signed is None or signed.by != by.id:
        return None
    return held("R18.second", "you signed this order first", "another prescriber signs")


def not_begun(command: c.RevokeOrder, case: Case, by: Actor) -> Held | None:
    del command, by
    if not case.state.dosed:
        return None
    return held("ORDER.begun", "the order has begun", "stop the dose instead")


def holds_now(command: c.OverrideGate, case: Case, by: Actor) -> Held | None:
    """Only what holds at this gate right now can be set aside."""
    del by
    if _refusals(command, case):
        return None
    return held("OVERRIDE", f"{command.rule} does not hold anything now", "look again")


def entitled(command: c.OverrideGate, case: Case, by: Actor) -> Held | None:
    """R51: the person whom the finding names."""
    found = _refusals(command, case)
    barred = [one for one in found if not gates.may_override(one, by)]
    if not barred:
        return None
    reason = f"{barred[0].reason}: {barred[0].override} may set this aside"
    return held(command.rule, reason, barred[0].remedy)


def _refusals(command: c.OverrideGate, case: Case) -> list[Refusal]:
    found = gates.findings(gates.at(case), case)
    return [one for one in found if isinstance(one, Refusal) and one.rule == command.rule]


def warns_now(command: c.AcknowledgeWarning, case: Case, by: Actor) -> Held | None:
    del by
    if _warnings(command, case):
        return None
    return held("WARNING", f"{command.rule} warns of nothing now", "look again")


def _warnings(command: c.AcknowledgeWarning, case: Case) -> list[Warn]:
    found = gates.findings(gates.at(case), case)
    return [one for one in found if isinstance(one, Warn) and one.rule == command.rule]


def _sign(command: c.SignOrder, case: Case, by: Actor) -> Facts:
    del by
    drafted = _drafted(command, case)
    assert drafted.order is not None
    return (
        planning.OrderSigned(
            order=drafted.order,
            signature=command.signature,
            acknowledged=command.acknowledged,
            reason=command.reason,
            needs_cosign=any(_wants_second(found) for found in drafted.findings),
        ),
    )


def _cosign(command: c.CosignOrder, case: Case, by: Actor) -> Facts:
    del case, by
    return (planning.OrderCosigned(order=command.order, signature=command.signature),)


def _revoke(command: c.RevokeOrder, case: Case, by: Actor) -> Facts:
    del case, by
    return (planning.OrderRevoked(order=command.order, reason=command.reason),)


def _override(command: c.OverrideGate, case: Case, by: Actor) -> Facts:
    """R51: rule, reason and the values seen; the envelope has who, in which role, and when."""
    del by
    return tuple(
        check_in.GateOverridden(rule=one.rule, reason=command.reason, seen=dict(one.seen))
        for one in _refusals(command, case)
    )


def _acknowledge(command: c.AcknowledgeWarning, case: Case, by: Actor) -> Facts:
    del by
    return tuple(
        check_in.WarningAcknowledged(rule=one.rule, reason=command.reason, seen=dict(one.seen))
        for one in _warnings(command, case)
    )


DECIDERS: Final[dict[type, Decider]] = {
    c.SignOrder: Decider(
        _sign,
        (
            phase_is("order", "order before the dose", Phase.PLANNED, Phase.ARRIVED),
            signed_by_author,
            new_id,
            order_stands,
        ),
    ),
    c.CosignOrder: Decider(_cosign, (signed_by_author, in_force, another_prescriber)),
    c.RevokeOrder: Decider(_revoke, (in_force, not_begun, has_reason)),
    c.OverrideGate: Decider(_override, (holds_now, entitled, has_reason)),
    c.AcknowledgeWarning: Decider(_acknowledge, (warns_now, has_reason)),
}
