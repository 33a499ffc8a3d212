"""Preparing and signing a version: facts in the clinic's stream."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from morrow.care.protocols import signing
from morrow.care.protocols.facts import ProtocolCosigned, ProtocolPrepared
from morrow.care.visit.values import Signature
from morrow.clinic import journal
from morrow.clinic.people.actions import Duty, stream
from morrow.clinic.protocols.queries import facts_of
from morrow.clinic.store.writer import write
from morrow.evidence import Refusal

FactT = TypeVar("FactT", ProtocolPrepared, ProtocolCosigned)


def prepare(
    duty: Duty, *, key: str, changes: Mapping[str, Decimal], reason: str, signature: Signature
) -> ProtocolPrepared | Refusal:
    """Record the clinic's next version; it is not in force until somebody else signs."""
    return _decided(
        duty,
        lambda: signing.prepare(
            facts_of(duty.clinic), key=key, changes=changes, reason=reason, signature=signature
        ),
    )


def cosign(
    duty: Duty, *, key: str, version: int, signature: Signature
) -> ProtocolCosigned | Refusal:
    """Put a version in force by a second signature."""
    return _decided(
        duty,
        lambda: signing.cosign(
            facts_of(duty.clinic), key=key, version=version, by=duty.by, signature=signature
        ),
    )


def _decided(duty: Duty, decide: Callable[[], FactT | Refusal]) -> FactT | Refusal:
    """Read, decide and append in one unit, so that no other version comes between."""

    def unit() -> FactT | Refusal:
        outcome = decide()
        if not isinstance(outcome, Refusal):
            journal.append(
                stream(duty.clinic), facts=[outcome], expected_version=None, stamp=duty.stamp
            )
        return outcome

    return write(unit)
