"""Who may do what: every operation of the clinic in one table.  Deny by default.

An operation that is not here does not exist: declaring a route with it fails at import.  A
rule's `roles` stand in the order in which they are taken when a person holds several, so that a
fact says in what capacity it was written.

What less drug, help or a note needs is never behind an idle lock; what gives more drug is.  That
is why `visit.stop` (pause, stop) is not `visit.titrate` (resume, change the rate).
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from morrow.care.clinic import CLINICAL, Machine, Role
from morrow.care.visit.values import Phase

COORDINATOR: Final = Role.COORDINATOR
NURSE: Final = Role.NURSE
PRESCRIBER: Final = Role.PRESCRIBER
DIRECTOR: Final = Role.DIRECTOR
ADMIN: Final = Role.ADMIN
AUDITOR: Final = Role.AUDITOR

# A visit is running from arrival until the patient has left the clinic's hands.
RUNNING: Final = frozenset(
    {
        Phase.ARRIVED,
        Phase.INFUSING,
        Phase.PAUSED,
        Phase.INJECTED,
        Phase.SPRAYING,
        Phase.ENDED,
        Phase.RECOVERY,
    }
)


class Reach(StrEnum):
    """Whom an operation concerns, and so how its right is judged."""

    EVERYONE = "everyone"  # no sign-in
    SELF = "self"  # the person's own account and tablet
    CLINIC = "clinic"  # a record of a clinic where the person holds a role
    MACHINE = "machine"  # no route: deeds of the clock and of devices


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the policy.

    `emergency`: a clinical role of another clinic may too, on a running visit that they opened
    at once.  `locked`: an idle lock does not cover it (for Reach.CLINIC, on a running visit).
    `apart`: it is a line of its own in the access log even from an open screen, because
    something leaves the screen.  `unlogged`: shows no record, so the log keeps no line.
    """

    reach: Reach = Reach.CLINIC
    roles: tuple[Role, ...] = ()
    machines: frozenset[Machine] = frozenset()
    emergency: bool = False
    locked: bool = False
    apart: bool = False
    unlogged: bool = False


def _staff(
    *roles: Role,
    emergency: bool = False,
    locked: bool = False,
    apart: bool = False,
    unlogged: bool = False,
) -> Rule:
    return Rule(roles=roles, emergency=emergency, locked=locked, apart=apart, unlogged=unlogged)


_EVERYONE: Final = Rule(reach=Reach.EVERYONE, locked=True)
_SELF: Final = Rule(reach=Reach.SELF)
_SELF_LOCKED: Final = Rule(reach=Reach.SELF, locked=True)
_BEDSIDE: Final = (NURSE, PRESCRIBER)

POLICY: Final = MappingProxyType(
    {
        # The program itself
        "health.live": _EVERYONE,
        "health.ready": _EVERYONE,
        # One's own account and tablet
        "people.sign_in": _EVERYONE,
        "people.switch": _EVERYONE,
        "people.appearance": _EVERYONE,
        "people.sign_out": _SELF_LOCKED,
        "people.lock": _SELF_LOCKED,
        "people.seen": _SELF,
        "people.home": _SELF,
        "people.elsewhere": _SELF,
        "people.explain": _SELF,
        "people.account": _SELF,
        "people.choose_clinic": _SELF,
        # Running the clinic
        "staff.manage": _staff(ADMIN),
        "clinic.manage": _staff(ADMIN),
        "board.see": _staff(COORDINATOR, NURSE, PRESCRIBER, DIRECTOR),
        "patient.register": _staff(COORDINATOR, NURSE),
        "patient.import": _staff(COORDINATOR, apart=True),
        "patient.see": _staff(COORDINATOR, NURSE, PRESCRIBER, DIRECTOR),
        "patient.change": _staff(COORDINATOR, NURSE, PRESCRIBER),
        "patient.attest": _staff(PRESCRIBER),
        "visit.book": _staff(COORDINATOR, NURSE, PRESCRIBER),
        "visit.move": _staff(COORDINATOR, NURSE, PRESCRIBER),
        "visit.cancel": _staff(COORDINATOR, NURSE, PRESCRIBER),
        "visit.no_show": _staff(COORDINATOR, NURSE),
        # The visit
        "visit.see": _staff(*_BEDSIDE, DIRECTOR, emergency=True, locked=True),
        "visit.open_at_once": _staff(*_BEDSIDE, DIRECTOR, emergency=True),
        "visit.arrive": _staff(NURSE, COORDINATOR, PRESCRIBER),
        "visit.check_in": _staff(*_BEDSIDE),
        "visit.order": _staff(PRESCRIBER),
        "visit.cosign": _staff(PRESCRIBER),
        "visit.check_preparation": _staff(*_BEDSIDE),
        "visit.clear": _staff(PRESCRIBER),
        "visit.review": _staff(PRESCRIBER, DIRECTOR),
        "visit.start": _staff(*_BEDSIDE),
        "visit.chart": _staff(*_BEDSIDE, DIRECTOR, emergency=True, locked=True),
        "visit.correct": _staff(*_BEDSIDE),
        "visit.titrate": _staff(*_BEDSIDE, emergency=True),
        "visit.stop": _staff(*_BEDSIDE, DIRECTOR, emergency=True, locked=True),
        "visit.emergency": _staff(*_BEDSIDE, DIRECTOR, emergency=True, locked=True),
        "visit.override": _staff(PRESCRIBER, NURSE, DIRECTOR),
        "visit.discharge": _staff(*_BEDSIDE),
        "visit.sign": _staff(*_BEDSIDE),
        "visit.record": _staff(*_BEDSIDE, DIRECTOR, AUDITOR, apart=True),
        "visit.sheet": _staff(*_BEDSIDE, DIRECTOR, emergency=True, locked=True, apart=True),
        "device.assign": _staff(*_BEDSIDE, COORDINATOR),
        "device.see": _staff(*_BEDSIDE, COORDINATOR, DIRECTOR, ADMIN, unlogged=True),
        "live.listen": _staff(*_BEDSIDE, COORDINATOR, DIRECTOR, emergency=True, locked=True),
        # Knowledge and review
        "protocol.see": _staff(*_BEDSIDE, DIRECTOR, COORDINATOR, ADMIN, AUDITOR, unlogged=True),
        "protocol.prepare": _staff(DIRECTOR),
        "protocol.sign": _staff(PRESCRIBER),
        "director.review": _staff(DIRECTOR),
        "access.review": _staff(AUDITOR, DIRECTOR),
        # Machines
        "clock.tick": Rule(reach=Reach.MACHINE, machines=frozenset({Machine.CLOCK})),
        "device.file": Rule(reach=Reach.MACHINE, machines=frozenset({Machine.GATEWAY})),
        "device.post": Rule(
            reach=Reach.MACHINE, machines=frozenset({Machine.GATEWAY, Machine.SIMULATOR})
        ),
    }
)


def rule(operation: str) -> Rule:
    """The operation's row.  Raises KeyError naming an operation that the policy does not know."""
    try:
        return POLICY[operation]
    except KeyError:
        raise KeyError(f"no operation {operation!r} in morrow.clinic.policy.POLICY") from None


def capacity(operation: str, held: frozenset[Role]) -> Role | None:
    """The role in which a holder of `held` may do it in their own clinic, or None."""
    return next((role for role in rule(operation).roles if role in held), None)


def emergency_capacity(operation: str, held: frozenset[Role]) -> Role | None:
    """The clinical role, held at another clinic, in which it may be done on a running visit."""
    if not rule(operation).emergency:
        return None
    return next((role for role in rule(operation).roles if role in held & CLINICAL), None)
