"""YMRS: eleven items, entered as scores; 5, 6, 8 and 9 go to 8 and every whole number is accepted.

The two published readings overlap: a total of 12 is remission by one and hypomanic by the other.
"""

from typing import Final

from morrow.care.scale_sources import YMRS_CUTS_2021
from morrow.care.scales.base import Item, Licence, LicenceState, Scale
from morrow.care.scales.building import band_of, banded, every, plain_sum
from morrow.care.scales.outcome import Outcome, at_most
from morrow.care.sources import COMMON_KNOWLEDGE
from morrow.evidence import Status

TO_EIGHT: Final = frozenset({5, 6, 8, 9})
ITEMS: Final = tuple(
    Item(key=f"q{number}", name=f"item {number}", low=0, high=8 if number in TO_EIGHT else 4)
    for number in range(1, 12)
)
BANDS: Final = banded(
    YMRS_CUTS_2021,
    (0, 11, "not manic"),
    (12, 20, "hypomanic"),
    (21, 60, "manic"),
)
YMRS: Final = Scale(
    key="YMRS",
    title="Young Mania Rating Scale",
    version="11 items",
    recall="48 hours to 7 days, by the form",
    rule="sum of eleven items: irritability, speech, thought content and disruptive-aggressive"
    " (5, 6, 8, 9) of 0 to 8, the others of 0 to 4; 0 to 60",
    items=ITEMS,
    bands=BANDS,
    sources=(YMRS_CUTS_2021, COMMON_KNOWLEDGE),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="Royal College of Psychiatrists",
        attribution="YMRS (c) Royal College of Psychiatrists, Br J Psychiatry 1978",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 60),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=band_of(BANDS),
    outcome=Outcome(remission=(at_most(12, YMRS_CUTS_2021.as_(Status.UNVERIFIED)),)),
)
