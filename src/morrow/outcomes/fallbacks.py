"""Numbers that stand in for what a publication does not print, each with its source."""

from decimal import Decimal
from typing import Final

from morrow.evidence import Figure, Source, Status
from morrow.pharmacology.anchors import ANCHORS
from morrow.pharmacology.model import Route

HOUSE_ASSUMPTION: Final = Source(
    key="HOUSE_ASSUMPTION",
    citation="An assumption of ours about trials: no published number exists",
    locator="docs/outcomes/trial-data.md",
    status=Status.PROPOSED,
)

SD_OF_RISE: Final = {
    each.key.upper(): each.sd for each in ANCHORS[Route.IV] if each.unit == "mm[Hg]"
}
"""Of the peak rise of each pressure after an infusion; no trial of this set prints one."""
WIDER_WITHOUT_CROSSWALK: Final = Figure(
    value=Decimal("1.5"),
    unit="1",
    source=HOUSE_ASSUMPTION,
    note="factor on the half-width of an interval that crosses to another scale or disorder",
)
