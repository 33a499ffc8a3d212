"""KSET follow-up: what the clinic's own copy of the form brought up, area by area.

The form's text and its numbering are not free to us, so nothing of it is here.  The five areas are
ours: those that long-term safety watches, and the rest.  For each, whether the form has anything
noted; the details are in the form.  There is no total.
"""

from typing import Final

from morrow.care.scale_sources import KSET_2020, OSMIND_INTAKE_2024
from morrow.care.scales.base import Item, Licence, LicenceState, Scale
from morrow.care.scales.building import every, no_band, no_total
from morrow.care.sources import HOUSE_POLICY

ITEMS: Final = tuple(
    Item(key=key, name=f"area: {name}, noted yes or no", low=0, high=1)
    for key, name in (
        ("bladder", "bladder"),
        ("liver", "liver"),
        ("cognition", "cognition"),
        ("misuse", "misuse"),
        ("other", "anything else"),
    )
)
KSET_FOLLOW_UP: Final = Scale(
    key="KSET-F",
    title="Ketamine Side Effect Tool, follow-up form",
    version="checklist by area",
    recall="since the last form",
    rule="a checklist, read area by area; no total",
    items=ITEMS,
    bands=(),
    sources=(KSET_2020, HOUSE_POLICY),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="B. Short, C. Loo and colleagues; the authors' permission is needed",
        attribution="KSET by Short et al. 2020",
        source=OSMIND_INTAKE_2024,
    ),
    span=None,
    needed=every(*ITEMS),
    total=no_total,
    judge=no_band,
)
