"""What an order is made of, and what its arithmetic yields: the values, no computing."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from morrow.care.sources import HOUSE_POLICY, SPRAVATO_DOSING
from morrow.evidence import Figure
from morrow.quantities import Kg, Mg, MgPerKg, Min, Ml, MlPerH, plain

UNDILUTED: Final = Ml(Decimal(0))
"""No bag: the drawn drug is infused as it is."""

SPRAY_MG: Final = Figure(value=Decimal(28), unit="mg", source=SPRAVATO_DOSING, note="per device")
SPRAY_REST_MIN: Final = Figure(
    value=Decimal(5), unit="min", source=SPRAVATO_DOSING, note="rest between devices"
)

DRAWN_OVER_MAX: Final = Figure(
    value=Decimal(2), unit="%", source=HOUSE_POLICY, note="drawn over ordered, at most (H2)"
)


class Preparation(StrEnum):
    """Where the drawn drug goes.  Both are done in practice, so every order names its own."""

    ADDED = "added"  # injected into the full bag: infused volume = bag + draw
    REPLACED = "replaced"  # as much diluent is withdrawn first: infused volume = bag

    @property
    def label(self) -> str:
        """The words that an order shows."""
        return _PREPARATION[self]


_PREPARATION: Final = {
    Preparation.ADDED: "drug added to the full bag",
    Preparation.REPLACED: "the same volume withdrawn from the bag first",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vial:
    """`drug_mg` in `volume_ml`.  `whole`: that is the vial's content; else only its strength."""

    drug_mg: Mg
    volume_ml: Ml
    whole: bool

    @property
    def strength(self) -> Fraction:
        """mg/mL, exactly."""
        return Fraction(self.drug_mg) / Fraction(self.volume_ml)

    def __str__(self) -> str:
        per = plain(self.volume_ml) if self.whole else ""
        drug = self.drug_mg if self.whole else self.strength
        return f"{plain(drug)} mg/{per + ' ' if per else ''}mL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """The steps to which a protocol rounds an order: protocol data, with sources."""

    dose_mg: Figure
    draw_ml: Figure
    rate_ml_per_h: Figure


def _step(value: str, unit: str) -> Figure:
    return Figure(value=Decimal(value), unit=unit, source=HOUSE_POLICY, note="rounding step")


HOUSE_ROUNDING: Final = Rounding(
    dose_mg=_step("0.1", "mg"), draw_ml=_step("0.01", "mL"), rate_ml_per_h=_step("0.1", "mL/h")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionAmounts:
    """An infusion's numbers before any rounding.  The last two are None without vial content."""

    dose_mg: Fraction
    draw_ml: Fraction
    infused_volume_ml: Fraction
    rate_ml_per_h: Fraction
    concentration_mg_per_ml: Fraction
    vials: int | None
    vial_remainder_ml: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedInfusion:
    """What is drawn and programmed, after the protocol's rounding.

    `vial_remainder_ml` is what stays in the last of `vials` and goes to waste or the ledger.
    """

    dose_mg: Mg
    draw_ml: Ml
    infused_volume_ml: Ml
    rate_ml_per_h: MlPerH
    vials: int | None
    vial_remainder_ml: Ml | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionPlan:
    """An IV order's inputs, its exact numbers, and its rounded ones."""

    dose_mg_per_kg: MgPerKg
    weight_kg: Kg
    minutes: Min
    vial: Vial
    bag_ml: Ml
    preparation: Preparation
    rounding: Rounding
    exact: InfusionAmounts
    ordered: OrderedInfusion


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionAmounts:
    """An injection's numbers before any rounding."""

    dose_mg: Fraction
    draw_ml: Fraction
    vials: int | None
    vial_remainder_ml: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedInjection:
    """What is drawn and injected, after the protocol's rounding."""

    dose_mg: Mg
    draw_ml: Ml
    vials: int | None
    vial_remainder_ml: Ml | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionPlan:
    """An IM order's inputs, its exact numbers, and its rounded ones."""

    dose_mg_per_kg: MgPerKg
    weight_kg: Kg
    vial: Vial
    rounding: Rounding
    exact: InjectionAmounts
    ordered: OrderedInjection


@dataclass(frozen=True, slots=True, kw_only=True)
class SprayPlan:
    """Nasal esketamine: how many devices, and the minute at which each is due."""

    dose_mg: Mg
    devices: int
    due_min: tuple[Min, ...]
