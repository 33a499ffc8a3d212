"""WSAS: five items of 0 to 8 on work and social adjustment, entered as scores; no cut-off read."""

from typing import Final

from morrow.care.scales.base import Licence, LicenceState, Scale
from morrow.care.scales.building import every, no_band, numbered, plain_sum
from morrow.care.sources import COMMON_KNOWLEDGE

ITEMS: Final = numbered(5, high=8)
WSAS: Final = Scale(
    key="WSAS",
    title="Work and Social Adjustment Scale",
    version="5 items",
    recall="by the form",
    rule="sum of five items of 0 to 8; 0 to 40",
    items=ITEMS,
    bands=(),
    sources=(COMMON_KNOWLEDGE,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="I. M. Marks and colleagues; terms not read",
        attribution="Work and Social Adjustment Scale by Marks and colleagues",
        source=COMMON_KNOWLEDGE,
    ),
    span=(0, 40),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=no_band,
)
