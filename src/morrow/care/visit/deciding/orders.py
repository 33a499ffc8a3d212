"""Orders, overrides and acknowledgements."""

from morrow.care.visit import commands as c
from morrow.care.visit import gates
from morrow.care.visit.case import Case
from morrow.care.visit.deciding.answers import Decision, Held, held, wrong_phase
from morrow.care.visit.facts import check_in, planning
from morrow.care.visit.ordering import draft
from morrow.care.visit.rules.person import r01_identity
from morrow.care.visit.state import BEFORE_DOSING
from morrow.care.visit.values import Actor
from morrow.evidence import Override, Refusal, Warn


def sign_order(command: c.SignOrder, case: Case, by: Actor) -> Decision:
    """R01, R16 to R21: hold what is refused, ask for acknowledgement of what is warned of."""
    if case.state.phase not in BEFORE_DOSING:
        return wrong_phase("order", case.state.phase, "order before the dose")
    drafted = draft(command.request, case)
    stands = [
        found
        for found in (*r01_identity(case), *drafted.findings)
        if not _is_answered(found, command)
    ]
    if drafted.order is None or stands:
        return Held(tuple(stands))
    del by
    return (
        planning.OrderSigned(
            order=drafted.order,
            signature=command.signature,
            acknowledged=command.acknowledged,
            reason=command.reason,
            needs_cosign=any(_wants_second(found) for found in drafted.findings),
        ),
    )


def _is_answered(found: Refusal | Warn, command: c.SignOrder) -> bool:
    """A second signature comes afterwards; a warning, or a hold that a prescriber may set aside,
    is answered by naming it with a reason."""
    if _wants_second(found):
        return True
    reasoned = found.rule in command.acknowledged and bool(command.reason.strip())
    return reasoned and (isinstance(found, Warn) or found.override is Override.PRESCRIBER)


def _wants_second(found: Refusal | Warn) -> bool:
    return isinstance(found, Refusal) and found.override is Override.SECOND_SIGNATURE


def cosign_order(command: c.CosignOrder, case: Case, by: Actor) -> Decision:
    """The second signature is another prescriber's."""
    signed = case.state.last(planning.OrderSigned)
    if signed is None or case.state.order is None or signed.fact.order.id != command.order:
        return held("ORDER", "that order is not the one in force", "look at the order again")
    if signed.by == by.id:
        return held("R18.second", "you signed this order first", "another prescriber signs")
    return (planning.OrderCosigned(order=command.order, signature=command.signature),)


def revoke_order(command: c.RevokeOrder, case: Case, by: Actor) -> Decision:
    del by
    if case.state.order is None or case.state.order.id != command.order:
        return held("ORDER", "that order is not the one in force", "look at the order again")
    if case.state.dosed:
        return held("ORDER.begun", "the order has begun", "stop the dose instead")
    return (planning.OrderRevoked(order=command.order, reason=command.reason),)


def override_gate(command: c.OverrideGate, case: Case, by: Actor) -> Decision:
    """R51: an entitled person, a reason, and the values seen, from what holds right now."""
    standing = gates.findings((*gates.START, *gates.DISCHARGE), case)
    found = [f for f in standing if isinstance(f, Refusal) and f.rule == command.rule]
    if not found:
        return held("OVERRIDE", f"{command.rule} does not hold anything now", "look again")
    if not gates.may_override(found[0], by):
        who = found[0].override
        return held(command.rule, f"{found[0].reason}: {who} may set this aside", found[0].remedy)
    if not command.reason.strip():
        return held("R51", "an override needs a reason", "write why")
    return tuple(
        check_in.GateOverridden(rule=f.rule, reason=command.reason, seen=dict(f.seen))
        for f in found
    )


def acknowledge(command: c.AcknowledgeWarning, case: Case, by: Actor) -> Decision:
    del by
    found = [
        f
        for f in gates.findings(gates.START, case)
        if isinstance(f, Warn) and f.rule == command.rule
    ]
    if not found:
        return held("WARNING", f"{command.rule} warns of nothing now", "look again")
    if not command.reason.strip():
        return held(command.rule, "an acknowledgement needs a reason", "write why it may go on")
    return tuple(
        check_in.WarningAcknowledged(rule=f.rule, reason=command.reason, seen=dict(f.seen))
        for f in found
    )
