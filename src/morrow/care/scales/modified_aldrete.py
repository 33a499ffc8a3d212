"""Modified Aldrete: five signs of 0 to 2, computed from what was measured and seen.

The nurse confirms and never re-enters.  Choices, where the published versions differ or are
silent:

- Circulation is the percent version, on systolic pressure: within 20 % of this patient's own
  baseline is 2, under 50 % is 1, from 50 % on is 0.  Exactly 20 % is still 2.
- Saturation on room air that is over 90 but not over 92 % scores 1, as if oxygen were needed;
  90 % or less scores 0, with oxygen or without.
- Consciousness is the MOAA/S level: 5 is awake, 4 and 3 rouse on calling, less does not answer.
- Three limbs count as two, one as none: what lies between two published levels scores the lower.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from morrow.care.scales.base import AnswerError, Band, Item, Licence, LicenceState, Scale, Score
from morrow.care.scales.building import band_of, every, plain_sum
from morrow.care.scales.moaas import LEVEL as MOAAS_LEVEL
from morrow.care.sources import ALDRETE_1995, ALDRETE_TABLE, COMMON_KNOWLEDGE, HOUSE_POLICY
from morrow.evidence import Figure, Incomplete
from morrow.quantities import MmHg, Percent


def _percent(value: str, note: str) -> Figure:
    return Figure(value=Decimal(value), unit="%", source=ALDRETE_TABLE, note=note)


BP_NEAR: Final = _percent("20", "within this of baseline scores 2")
BP_FAR: Final = _percent("50", "from this on scores 0")
SPO2_ROOM_AIR: Final = _percent("92", "over this on room air scores 2")
SPO2_LOWEST: Final = _percent("90", "over this scores 1, else 0")
DISCHARGE_MIN: Final = Figure(
    value=Decimal(9), unit="1", source=ALDRETE_1995, note="discharge from this total on"
)

ACTIVITY: Final = Item(
    key="activity",
    name="moves limbs",
    low=0,
    high=2,
    levels={2: "four limbs", 1: "two limbs", 0: "none"},
)
RESPIRATION: Final = Item(
    key="respiration",
    name="breathing",
    low=0,
    high=2,
    levels={2: "breathes deeply and coughs", 1: "laboured or limited", 0: "none"},
)
CIRCULATION: Final = Item(
    key="circulation",
    name="systolic BP against baseline",
    low=0,
    high=2,
    levels={2: "within 20 %", 1: "over 20 and under 50 %", 0: "50 % or more"},
)
CONSCIOUSNESS: Final = Item(
    key="consciousness",
    name="consciousness",
    low=0,
    high=2,
    levels={2: "awake", 1: "rouses on calling", 0: "does not answer"},
)
SATURATION: Final = Item(
    key="saturation",
    name="oxygen saturation",
    low=0,
    high=2,
    levels={2: "over 92 % on room air", 1: "over 90 %", 0: "90 % or less"},
)
ITEMS: Final = (ACTIVITY, RESPIRATION, CIRCULATION, CONSCIOUSNESS, SATURATION)
BANDS: Final = (
    Band(low=0, high=8, name="below the discharge score", source=ALDRETE_1995),
    Band(low=9, high=10, name="reaches the discharge score", source=ALDRETE_1995),
)
MODIFIED_ALDRETE: Final = Scale(
    key="ALDRETE",
    title="Modified Aldrete score",
    version="1995, circulation in percent",
    recall="now",
    rule="sum of five signs of 0 to 2; 0 to 10; 9 or more with no zero before discharge",
    items=ITEMS,
    bands=BANDS,
    sources=(ALDRETE_TABLE, ALDRETE_1995, HOUSE_POLICY),
    licence=Licence(
        state=LicenceState.OWN_WORDING,
        holder="short clinical scale, widely reproduced",
        attribution="",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 10),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
)


def compute_aldrete(
    *,
    limbs_moving: int | None,
    breathing: int | None,
    baseline_sbp: MmHg | None,
    sbp: MmHg | None,
    moaas: int | None,
    spo2: Percent | None,
    on_oxygen: bool | None,
) -> Score | Incomplete:
    """The score from measured and observed values, or the names of those that are missing.

    `limbs_moving` 0 to 4; `breathing` 2, 1 or 0 as in `RESPIRATION`; pressures in mm[Hg]; `moaas`
    0 to 5; `spo2` in %.  AnswerError for a value that cannot be.
    """
    given = {
        "limbs_moving": limbs_moving,
        "breathing": breathing,
        "baseline_sbp": baseline_sbp,
        "sbp": sbp,
        "moaas": moaas,
        "spo2": spo2,
        "on_oxygen": on_oxygen,
    }
    missing = tuple(name for name, value in given.items() if value is None)
    if (
        limbs_moving is None
        or breathing is None
        or baseline_sbp is None
        or sbp is None
        or moaas is None
        or spo2 is None
        or on_oxygen is None
    ):
        return Incomplete(missing)
    return MODIFIED_ALDRETE.score(
        (
            activity(limbs_moving),
            breathing,
            circulation(baseline_sbp=baseline_sbp, sbp=sbp),
            consciousness(moaas),
            saturation(spo2=spo2, on_oxygen=on_oxygen),
        )
    )


def activity(limbs_moving: int) -> int:
    """2 for four limbs, 1 for two or three, else 0."""
    if not 0 <= limbs_moving <= 4:
        raise AnswerError(f"limbs_moving: {limbs_moving} is not from 0 to 4")
    return {4: 2, 3: 1, 2: 1}.get(limbs_moving, 0)


def circulation(*, baseline_sbp: MmHg, sbp: MmHg) -> int:
    """Systolic pressure against baseline: within 20 % 2, under 50 % 1, else 0."""
    if not (baseline_sbp > 0 and sbp >= 0):
        raise AnswerError(f"a systolic pressure above 0 is needed: {baseline_sbp}, {sbp}")
    change = abs(Fraction(sbp) / Fraction(baseline_sbp) - 1) * 100
    if change <= BP_NEAR.value:
        return 2
    return 1 if change < BP_FAR.value else 0


def consciousness(moaas: int) -> int:
    """MOAA/S 5 is 2, 4 and 3 are 1, less is 0."""
    if not MOAAS_LEVEL.low <= moaas <= MOAAS_LEVEL.high:
        raise AnswerError(f"moaas: {moaas} is not from {MOAAS_LEVEL.low} to {MOAAS_LEVEL.high}")
    return {5: 2, 4: 1, 3: 1}.get(moaas, 0)


def saturation(*, spo2: Percent, on_oxygen: bool) -> int:
    """Over 92 % on room air 2; else over 90 % 1; else 0."""
    if not 0 <= spo2 <= 100:
        raise AnswerError(f"spo2: {spo2} is not from 0 to 100 %")
    if spo2 > SPO2_ROOM_AIR.value and not on_oxygen:
        return 2
    return 1 if spo2 > SPO2_LOWEST.value else 0
