"""BPIC-SS: eight items on bladder pain over a week, entered as scores; the last goes to 10."""

from typing import Final

from morrow.care.scale_sources import HUMPHREY_2012
from morrow.care.scales.base import Item, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, every, numbered, plain_sum
from morrow.care.sources import COMMON_KNOWLEDGE
from morrow.evidence import Status

ITEMS: Final = (*numbered(7, high=4), Item(key="q8", name="item 8", low=0, high=10))
UNVERIFIED: Final = HUMPHREY_2012.as_(Status.UNVERIFIED)
BANDS: Final = banded(
    UNVERIFIED,
    (0, 18, "below the cut-off"),
    (19, 38, "moderate to severe bladder pain"),
)
BPIC_SS: Final = Scale(
    key="BPIC-SS",
    title="Bladder Pain/Interstitial Cystitis Symptom Score",
    version="8 items",
    recall="7 days",
    rule="sum of items 1-7 of 0 to 4 and item 8 of 0 to 10; 0 to 38; 19 or more is moderate to"
    " severe",
    items=ITEMS,
    bands=BANDS,
    sources=(HUMPHREY_2012, UNVERIFIED),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="Pfizer Inc.",
        attribution="BPIC-SS (c) Pfizer Inc.",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 38),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
)
