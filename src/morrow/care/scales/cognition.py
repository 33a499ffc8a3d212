"""Brief tests of cognition, entered as their total: the test is named and nothing is judged.

A cut-off depends on the test, its version, age and schooling, and none was read for this use.
"""

from typing import Final

from morrow.care.scales.base import Item, Licence, LicenceState, Scale
from morrow.care.scales.building import every, no_band, plain_sum
from morrow.care.sources import COMMON_KNOWLEDGE


def _total_entry(key: str, title: str, *, holder: str) -> Scale:
    item = Item(key="total", name=f"total of the {key} form", low=0, high=30)
    return Scale(
        key=key,
        title=title,
        version="total as entered",
        recall="now",
        rule="the total of the form, 0 to 30; no cut-off",
        items=(item,),
        bands=(),
        sources=(COMMON_KNOWLEDGE,),
        licence=Licence(
            state=LicenceState.SCORES_ONLY,
            holder=f"{holder}; terms not read",
            attribution=f"{key} (c) {holder}",
            source=COMMON_KNOWLEDGE,
        ),
        span=(0, 30),
        needed=every(item),
        total=plain_sum,
        judge=no_band,
    )


MOCA: Final = _total_entry("MoCA", "Montreal Cognitive Assessment", holder="Z. Nasreddine")
MMSE: Final = _total_entry(
    "MMSE", "Mini-Mental State Examination", holder="Psychological Assessment Resources"
)
