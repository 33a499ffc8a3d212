"""How a protocol comes into force at a clinic: prepared by a director, co-signed by another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from morrow.care.protocols import Protocol, protocol
from morrow.care.recorded import Recorded
from morrow.care.visit.values import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolPrepared:
    """A version for this clinic: the library's figures with these changes, and why.

    `covers` is the hash of all its figures and drugs as they were signed; empty in version 1.
    """

    VERSION: ClassVar[int] = 2
    protocol: str
    version: int
    changes: dict[str, Decimal]
    reason: str
    covers: str
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolCosigned:
    """A second prescriber's signature: from now on this version is in force."""

    VERSION: ClassVar[int] = 1
    protocol: str
    version: int
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolWithdrawn:
    VERSION: ClassVar[int] = 1
    protocol: str
    version: int
    reason: str


ALL: tuple[type, ...] = (ProtocolPrepared, ProtocolCosigned, ProtocolWithdrawn)


def prepared(facts: Iterable[Recorded[object]]) -> Mapping[tuple[str, int], Protocol]:
    """Every version ever prepared at the clinic, by key and version."""
    found = {}
    for recorded in facts:
        fact = recorded.fact
        if isinstance(fact, ProtocolPrepared):
            version = protocol(fact.protocol).with_changes(fact.version, fact.changes)
            found[fact.protocol, fact.version] = version
    return found


def in_force(facts: Iterable[Recorded[object]]) -> Mapping[str, Protocol]:
    """The version in force of each protocol: the last one co-signed and not withdrawn.

    A signature holds for the numbers that were signed: where the library has others by now, no
    version is in force until one is signed anew.
    """
    known = list(facts)
    versions, signed = prepared(known), dict[str, list[int]]()
    covers = {
        (r.fact.protocol, r.fact.version): r.fact.covers
        for r in known
        if isinstance(r.fact, ProtocolPrepared)
    }
    for recorded in known:
        match recorded.fact:
            case ProtocolCosigned(protocol=key, version=version):
                signed.setdefault(key, []).append(version)
            case ProtocolWithdrawn(protocol=key, version=version):
                signed[key] = [v for v in signed.get(key, []) if v != version]
            case _:
                pass
    last = {key: versions[key, numbers[-1]] for key, numbers in signed.items() if numbers}
    return {
        key: version
        for key, version in last.items()
        if covers[key, version.version] in {"", version.text_hash()}
    }
