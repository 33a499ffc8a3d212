"""WHO-5: five items on well-being, entered as scores.  More is better.

The total is the raw sum of 0 to 25; four times that, 0 to 100, is given beside it.
"""

from decimal import Decimal
from typing import Final

from morrow.care.scale_sources import WHO5_TABLES
from morrow.care.scales.base import Answers, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, every, numbered, plain_sum
from morrow.care.scales.outcome import Definition, Outcome, Rule
from morrow.care.sources import COMMON_KNOWLEDGE
from morrow.evidence import Status

ITEMS: Final = numbered(5, high=5)
BANDS: Final = (
    *banded(WHO5_TABLES.as_(Status.UNVERIFIED), (0, 7, "low well-being, likely depression")),
    *banded(WHO5_TABLES, (8, 12, "low well-being"), (13, 25, "not low")),
)
TEN_OF_A_HUNDRED: Final = Definition(
    name="10 points of 100",
    rule=Rule.RISE_POINTS,
    cut_off=Decimal("2.5"),  # in raw points: 10 / 4
    source=WHO5_TABLES,
)


def both_forms(answers: Answers) -> dict[str, int]:
    """The raw sum, and four times that."""
    raw = plain_sum(answers)
    return {"raw": raw, "of 100": 4 * raw}


WHO5: Final = Scale(
    key="WHO-5",
    title="WHO-5 Well-Being Index",
    version="5 items",
    recall="2 weeks",
    rule="sum of five items of 0 to 5; raw 0 to 25, times 4 is 0 to 100; more is better; raw under"
    " 13 is low, raw 7 or less (28 of 100) likely depression",
    items=ITEMS,
    bands=BANDS,
    sources=(WHO5_TABLES,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="WHO and Psychiatric Centre North Zealand, non-commercial",
        attribution="WHO-5, Psychiatric Centre North Zealand",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 25),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    subscores=both_forms,
    outcome=Outcome(meaningful_change=(TEN_OF_A_HUNDRED,)),
)
