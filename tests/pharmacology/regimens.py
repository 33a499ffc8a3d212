"""The regimens that every model is tried with: as the engine takes them, and as a reference does."""

from collections.abc import Sequence
from typing import Final

from morrow.pharmacology import Dose, Drug, Patient, Regimen, Route, Trace, infusion, simulate
from morrow.pharmacology.model import Model
from tests.pharmacology.referee import Given

DAY: Final = 1440.0
AT: Final = (0.0, 0.5, 2, 12, 13.1, 15, 20, 25, 33, 40, 60, 180, 181, 240, 360.5, 400, 600)
"""Minutes: at the edges of the regimens, soon after them, and between."""

Rows = tuple[Given, ...]
CHANGED: Final = "changed, paused, stopped early"
IV_CASES: Final[dict[str, Rows]] = {
    "bolus": (Given("iv", 0, 20),),
    "35 mg over 40 min": (Given("iv", 0, 35, 40),),
    # 60 mg/h, down to 30, pause from 20 to 25 min, 60 again, stopped early at 33 min
    CHANGED: (
        Given("iv", 0, 12, 12),
        Given("iv", 12, 4, 8),
        Given("iv", 25, 8, 8),
    ),
    "bolus in an infusion": (Given("iv", 0, 35, 40), Given("iv", 15, 10)),
    "repeated": (Given("iv", 0, 35, 40), Given("iv", 180, 20), Given("iv", 360, 35, 40)),
}


def single(route: str, mg: float = 50) -> Rows:
    return (Given(route, 0, mg),)


NASAL_CASES: Final[dict[str, Rows]] = {
    "one device": single("nasal", 28),
    "three devices": tuple(Given("nasal", 5.0 * nth, 28, nth=nth) for nth in range(3)),
    # a second sitting begins again with a first spray: three hours later, beyond SITTING_MIN
    "two sittings": (
        Given("nasal", 0, 28),
        Given("nasal", 5, 28, nth=1),
        Given("nasal", 180, 28),
        Given("nasal", 360, 28),
        Given("nasal", 360.5, 28, nth=1),
    ),
}


def twice(route: str) -> Rows:
    return (Given(route, 0, 50), Given(route, 20, 25), Given("iv", 360, 20, 20))


def regimen(rows: Sequence[Given], drug: Drug) -> Regimen:
    """The same doses, as the engine takes them."""
    doses = tuple(
        infusion(amount_mg=row.mg, over_min=row.over, at_min=row.at)
        if row.route == "iv"
        else Dose(route=Route(row.route), at_min=row.at, amount_mg=row.mg)
        for row in rows
    )
    return Regimen(drug=drug, doses=doses)


def traced(model: Model, patient: Patient, given: Regimen, at: Sequence[float] = AT) -> Trace:
    """What the engine says; a refusal is a failure of the test."""
    found = simulate(model, patient, given, at)
    assert isinstance(found, Trace), found
    return found
