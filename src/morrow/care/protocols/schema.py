"""A treatment protocol as versioned data: named figures, each with its source and status.

A figure's key names its group and what it limits (``stop.sbp_high``).  A clinic's version is the
library's with some figures changed; it is in force once a director has prepared and a second
prescriber has co-signed it.  No version raises the ceilings that stand in code.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Self

from morrow.care.dosing import Limits, Rounding
from morrow.care.sources import HOUSE_POLICY
from morrow.care.visit.values import Product, Route, StandingDrug
from morrow.evidence import Figure, Source, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingEntry:
    """A drug of the standing orders: its source, and the words in a history that exclude it.

    `urgency` is its place in an emergency, 1 first: what is injected at once before what is
    swallowed.  It orders a list and changes no dose, so no signature covers it.
    """

    drug: StandingDrug
    source: Source
    excluded_by: tuple[str, ...] = ()
    urgency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One protocol in one version.  `figures` is read-only; an unknown key is an error."""

    key: str
    version: int
    title: str
    product: Product
    route: Route
    figures: Mapping[str, Figure]
    standing: tuple[StandingEntry, ...]

    def __getitem__(self, key: str) -> Decimal:
        """The value of a figure, in its unit."""
        return self.figure(key).value

    def figure(self, key: str) -> Figure:
        if key not in self.figures:
            raise KeyError(f"protocol {self.key!r} has no figure {key!r}")
        return self.figures[key]

    def source(self, key: str) -> Source:
        return self.figure(key).source

    def with_changes(self, version: int, changes: Mapping[str, Decimal]) -> Self:
        """A clinic's version: some values changed, and called local policy for it."""
        figures = dict(self.figures)
        for key, value in changes.items():
            old = self.figure(key)
            note = f"the clinic's own; the library has {old.value:f} {old.unit}"
            figures[key] = Figure(value=value, unit=old.unit, source=HOUSE_POLICY, note=note)
        return replace(self, version=version, figures=MappingProxyType(figures))

    def limits(self) -> Limits:
        """The dose limits of this version, as the arithmetic reads them."""
        found = {k.removeprefix("limit."): f for k, f in self.figures.items() if k[:6] == "limit."}
        return Limits(**found)

    def rounding(self) -> Rounding:
        """The steps to which this version rounds an order."""
        return Rounding(
            dose_mg=self.figure("round.dose_mg"),
            draw_ml=self.figure("round.draw_ml"),
            rate_ml_per_h=self.figure("round.rate_ml_per_h"),
        )

    def proposed(self) -> tuple[str, ...]:
        """The keys whose number nobody has published: local policy, for a director to review."""
        return tuple(k for k, f in self.figures.items() if f.source.status is Status.PROPOSED)

    def text_hash(self) -> str:
        """SHA-256 of everything that a signature of this version covers."""
        figures = {k: [f"{f.value:f}", f.unit, f.source.key] for k, f in self.figures.items()}
        standing = [
            [*(str(part) for part in astuple(e.drug)), e.source.key, *e.excluded_by]
            for e in self.standing
        ]
        body = [self.key, self.version, self.product, self.route, figures, standing]
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def figure(
    value: str, unit: str, source: Source, note: str = "", *, status: Status | None = None
) -> Figure:
    """A figure of a protocol; `status` where the number is less sure than its source."""
    origin = source if status is None else source.as_(status)
    return Figure(value=Decimal(value), unit=unit, source=origin, note=note)


def house(value: str, unit: str, note: str = "") -> Figure:
    """A number of local policy."""
    return Figure(value=Decimal(value), unit=unit, source=HOUSE_POLICY, note=note)


def limit_figures(limits: Limits) -> dict[str, Figure]:
    """The dose limits as figures of a protocol, where a director sees them with the rest."""
    found = {field.name: getattr(limits, field.name) for field in fields(Limits)}
    return {f"limit.{name}": figure for name, figure in found.items() if figure is not None}


def rounding_figures(rounding: Rounding) -> dict[str, Figure]:
    return {f"round.{field.name}": getattr(rounding, field.name) for field in fields(Rounding)}
