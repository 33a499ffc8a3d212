"""HAM-D17: the first seventeen items of Hamilton's scale, nine of 0 to 4 and eight of 0 to 2.

Forms with more than seventeen items score only these.  Some forms have a 3 for the weight item,
"not assessed": that is a missing answer here.
"""

from typing import Final

from morrow.care.scale_sources import CAMCOPS, HAMD_TABLES
from morrow.care.scales.base import Item, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, every, plain_sum
from morrow.care.scales.outcome import Outcome, at_most, fall_percent, fall_points
from morrow.evidence import Status

TO_TWO: Final = frozenset({4, 5, 6, 12, 13, 14, 16, 17})
WEIGHT: Final = 16
NAMES: Final = (
    "low mood",
    "guilt",
    "suicide",
    "falling asleep",
    "waking at night",
    "waking early",
    "work and activities",
    "slowing",
    "agitation",
    "anxiety, in mind",
    "anxiety, in body",
    "stomach and appetite",
    "general bodily symptoms",
    "sexual symptoms",
    "worry about health",
    "loss of weight",
    "insight",
)
ITEMS: Final = tuple(
    Item(
        key=f"q{number}",
        name=name,
        low=0,
        high=2 if number in TO_TWO else 4,
        note="3, not assessed, is left blank" if number == WEIGHT else "",
    )
    for number, name in enumerate(NAMES, start=1)
)
BANDS: Final = banded(
    HAMD_TABLES,
    (0, 7, "none"),
    (8, 13, "mild"),
    (14, 18, "moderate"),
    (19, 22, "severe"),
    (23, 52, "very severe"),
)
UNVERIFIED: Final = HAMD_TABLES.as_(Status.UNVERIFIED)
THREE_BANDS: Final = banded(
    UNVERIFIED,
    (0, 6, "none"),
    (7, 17, "mild"),
    (18, 24, "moderate"),
    (25, 52, "severe"),
    definition="bands from 7, 18 and 25",
)
HAMD17: Final = Scale(
    key="HAM-D17",
    title="Hamilton Rating Scale for Depression, 17 items",
    version="17 items",
    recall="1 week",
    rule="sum of the first 17 items: 1-3, 7-11 and 15 of 0 to 4, 4-6, 12-14, 16 and 17 of 0 to 2;"
    " 0 to 52",
    items=ITEMS,
    bands=BANDS,
    other_bands=THREE_BANDS,
    sources=(HAMD_TABLES,),
    licence=Licence(
        state=LicenceState.OPEN,
        holder="public domain",
        attribution="HAM-D by M. Hamilton",
        source=CAMCOPS,
    ),
    span=(0, 52),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    outcome=Outcome(
        response=(fall_percent("50", HAMD_TABLES),),
        remission=(at_most(7, HAMD_TABLES),),
        meaningful_change=(
            fall_points(3, UNVERIFIED, name="3 points, the lower end of what is given"),
            fall_points(4, UNVERIFIED, name="4 points, the upper end of what is given"),
        ),
    ),
)
