"""Three nested limits of a dose, of which the strictest wins: the code, the clinic, the order.

The code's ceiling is in every `strictest`, and in every check whatever limits it is handed, so
that no setting, role or import can raise it.  A layer that says nothing adds nothing.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from morrow.care.sources import (
    ANDRADE_2017_DOSING,
    CODE_CEILING,
    HOUSE_POLICY,
)
from morrow.evidence import Figure

_UNITS: Final = {
    "warn_above_mg_per_kg": "mg/kg",
    "second_signature_above_mg_per_kg": "mg/kg",
    "refuse_above_mg_per_kg": "mg/kg",
    "refuse_above_mg": "mg",
    "confirm_below_mg_per_kg": "mg/kg",
    "warn_below_minutes": "min",
    "refuse_below_minutes": "min",
    "confirm_above_minutes": "min",
    "confirm_below_bag_ml": "mL",
    "confirm_above_bag_ml": "mL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One layer of limits.  None: this layer sets none.  A limit itself is still allowed.

    ValueError if a figure's unit is not the field's: a clinic's data error must not pass.
    """

    warn_above_mg_per_kg: Figure | None = None
    second_signature_above_mg_per_kg: Figure | None = None
    refuse_above_mg_per_kg: Figure | None = None
    refuse_above_mg: Figure | None = None
    confirm_below_mg_per_kg: Figure | None = None
    warn_below_minutes: Figure | None = None
    refuse_below_minutes: Figure | None = None
    confirm_above_minutes: Figure | None = None
    confirm_below_bag_ml: Figure | None = None
    confirm_above_bag_ml: Figure | None = None

    def __post_init__(self) -> None:
        for name, unit in _UNITS.items():
            figure: Figure | None = getattr(self, name)
            if figure is None:
                continue
            if figure.unit != unit:
                raise ValueError(f"{name} must be in {unit}, got {figure.unit!r}")
            if not (figure.value.is_finite() and figure.value > 0):
                raise ValueError(f"{name} must be above 0 and finite, got {figure.value!r}")


def _figure(value: str, unit: str, note: str) -> Figure:
    return Figure(value=Decimal(value), unit=unit, source=HOUSE_POLICY, note=note)


CEILING: Final = Limits(
    refuse_above_mg_per_kg=Figure(value=Decimal(2), unit="mg/kg", source=CODE_CEILING, note="H5"),
    refuse_above_mg=Figure(
        value=Decimal(200), unit="mg", source=CODE_CEILING, note="H5, in one visit"
    ),
    refuse_below_minutes=Figure(
        value=Decimal(2),
        unit="min",
        source=ANDRADE_2017_DOSING,
        note="the shortest infusion reported; a rapid push may stop breathing (R19)",
    ),
)
"""What Morrow itself never lets through for racemic ketamine.  There is no way to raise it."""

LOWEST_STUDIED: Final = Figure(
    value=Decimal("0.1"),
    unit="mg/kg",
    source=ANDRADE_2017_DOSING,
    note="the lowest dose with reported benefit; below it, suspect a ten-fold slip (H1)",
)

IV_KETAMINE: Final = Limits(
    warn_above_mg_per_kg=Figure(
        value=Decimal("0.75"),
        unit="mg/kg",
        source=ANDRADE_2017_DOSING,
        note="the top of the range with reported benefit (R18)",
    ),
    second_signature_above_mg_per_kg=_figure(
        "1.0", "mg/kg", "the label's anaesthetic induction begins at 1.0 mg/kg IV (R18)"
    ),
    refuse_above_mg_per_kg=_figure("1.5", "mg/kg", "R18"),
    confirm_below_mg_per_kg=LOWEST_STUDIED,
    warn_below_minutes=_figure("30", "min", "R19; 40 min is conventional"),
    refuse_below_minutes=_figure("10", "min", "R19; a ten-fold slip of 40 min is 4"),
    confirm_above_minutes=Figure(
        value=Decimal(100),
        unit="min",
        source=ANDRADE_2017_DOSING,
        note="the longest infusion reported; above it, suspect a ten-fold slip (H1)",
    ),
    confirm_below_bag_ml=_figure("50", "mL", "bags of 50 to 250 mL are in use (H1)"),
    confirm_above_bag_ml=_figure("250", "mL", "bags of 50 to 250 mL are in use (H1)"),
)
"""The library's limits for IV racemic ketamine (R18, R19): proposed, in force once signed."""

IM_KETAMINE: Final = Limits(
    warn_above_mg_per_kg=_figure("0.75", "mg/kg", "as for IV: IM reaches the blood almost whole"),
    second_signature_above_mg_per_kg=_figure("1.0", "mg/kg", "the highest IM dose of our sources"),
    refuse_above_mg_per_kg=_figure("1.5", "mg/kg", "as for IV"),
    confirm_below_mg_per_kg=LOWEST_STUDIED,
)
"""The library's limits for IM racemic ketamine: proposed, in force once signed."""


def strictest(*layers: Limits) -> Limits:
    """The strictest of these layers and of the code's ceiling, limit by limit."""
    chosen: dict[str, Figure | None] = {}
    for field in fields(Limits):
        figures = [
            figure
            for layer in (CEILING, *layers)
            if (figure := getattr(layer, field.name)) is not None
        ]
        pick = max if "_below_" in field.name else min
        chosen[field.name] = pick(figures, key=lambda figure: figure.value) if figures else None
    return Limits(**chosen)
