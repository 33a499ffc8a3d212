"""How a version comes into force: what a director may change, and who may sign it second."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from morrow.care.dosing.limits import CEILING
from morrow.care.protocols import Protocol, bounds, protocol
from morrow.care.protocols.facts import (
    ProtocolCosigned,
    ProtocolPrepared,
    ProtocolWithdrawn,
    prepared,
)
from morrow.care.recorded import Recorded
from morrow.care.sources import CODE_CEILING, HOUSE_POLICY
from morrow.care.visit.values import Signature
from morrow.evidence import Refusal, Source, Status
from morrow.quantities import plain

CEILINGS: Final = {
    "limit.refuse_above_mg_per_kg": CEILING.refuse_above_mg_per_kg,
    "limit.refuse_above_mg": CEILING.refuse_above_mg,
}


def prepare(
    facts: Iterable[Recorded[object]],
    *,
    key: str,
    changes: Mapping[str, Decimal],
    reason: str,
    signature: Signature,
) -> ProtocolPrepared | Refusal:
    """The clinic's next version of a protocol, or why these changes cannot be made.

    Only proposed figures may be changed: what a label or a trial says is not a clinic's to edit.
    A change to a code ceiling's figure may lower it and never raise it.  Figures that contradict
    each other make no version.
    """
    library = protocol(key)
    for name, value in changes.items():
        if refusal := _refused(library, name, value):
            return refusal
    values = {name: figure.value for name, figure in library.figures.items()} | dict(changes)
    for found in bounds.disorders(library.figures, values):
        return _refuse(found.reason, found.remedy, HOUSE_POLICY)
    if not reason.strip():
        return _refuse("a version needs a reason", "write why it is as it is", HOUSE_POLICY)
    numbers = [version for known, version in prepared(facts) if known == key]
    version = max(numbers, default=0) + 1
    changed = {name: value for name, value in changes.items() if value != library[name]}
    return ProtocolPrepared(
        protocol=key,
        version=version,
        changes=changed,
        reason=reason.strip(),
        covers=library.with_changes(version, changed).text_hash(),
        signature=signature,
    )


def _refused(library: Protocol, name: str, value: Decimal) -> Refusal | None:
    if name not in library.figures:
        return _refuse(f"{library.title} has no figure {name}", "change one it has", HOUSE_POLICY)
    figure = library.figure(name)
    if figure.source.status is not Status.PROPOSED and value != figure.value:
        reason = f"{name} is {plain(figure.value)} {figure.unit} by its source, not local policy"
        return _refuse(reason, "leave it as published", figure.source)
    if not value.is_finite() or (value <= 0 < figure.value):
        return _refuse(f"{name} cannot be {value}", "write a number above 0", HOUSE_POLICY)
    ceiling = CEILINGS.get(name)
    if ceiling is not None and value > ceiling.value:
        most = f"{plain(ceiling.value)} {ceiling.unit}"
        return _refuse(
            f"{name} {plain(value)} is over the code's ceiling of {most}", most, CODE_CEILING
        )
    allowed = bounds.of(name, figure)
    if value != figure.value and not allowed.hold(value):
        reason = f"{name} {plain(value)} {figure.unit} is out of the bounds of a clinic's version"
        return _refuse(reason, f"write {allowed}", HOUSE_POLICY)
    return None


def cosign(
    facts: Iterable[Recorded[object]], *, key: str, version: int, by: str, signature: Signature
) -> ProtocolCosigned | Refusal:
    """The second signature: another person's, on a version that waits for one."""
    known = list(facts)
    found = [
        r
        for r in known
        if isinstance(r.fact, ProtocolPrepared)
        and (r.fact.protocol, r.fact.version) == (key, version)
    ]
    if not found:
        return _refuse(f"there is no version {version} of {key}", "look at the list", HOUSE_POLICY)
    if found[0].by == by:
        return _refuse("you prepared this version", "another prescriber signs", HOUSE_POLICY)
    done = (ProtocolCosigned, ProtocolWithdrawn)
    if any(isinstance(r.fact, done) and _names(r.fact, key, version) for r in known):
        return _refuse("this version is signed or withdrawn", "prepare another", HOUSE_POLICY)
    return ProtocolCosigned(protocol=key, version=version, signature=signature)


def _names(fact: object, key: str, version: int) -> bool:
    return (getattr(fact, "protocol", None), getattr(fact, "version", None)) == (key, version)


def _refuse(reason: str, remedy: str, source: Source) -> Refusal:
    return Refusal(rule="PROTOCOL", reason=reason, source=source, seen={}, remedy=remedy)
