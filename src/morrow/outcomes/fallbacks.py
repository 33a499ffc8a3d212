"""Numbers that stand in for what a publication does not print, each with its source."""

from decimal import Decimal
from typing import Final

from morrow.evidence import Figure, Source, Status

INFUSION_PRESSURE: Final = Source(
    key="INFUSION_PRESSURE",
    citation="Blood pressure during 2,342 ketamine infusions of 138 patients (abstract read)",
    locator="doi:10.1016/j.genhosppsych.2024.07.001",
    status=Status.SEEN,
)
HOUSE_ASSUMPTION: Final = Source(
    key="HOUSE_ASSUMPTION",
    citation="An assumption of ours about trials: no published number exists",
    locator="docs/outcomes/trial-data.md",
    status=Status.PROPOSED,
)

SD_OF_RISE: Final = {
    "SBP": Figure(
        value=Decimal("11.2"),
        unit="mm[Hg]",
        source=INFUSION_PRESSURE,
        note="SD of the peak rise of 16.0 at 40 min; no trial of this set prints one",
    ),
    "DBP": Figure(
        value=Decimal("8.45"),
        unit="mm[Hg]",
        source=INFUSION_PRESSURE,
        note="SD of the peak rise of 11.0 at 40 min; no trial of this set prints one",
    ),
}
WIDER_WITHOUT_CROSSWALK: Final = Figure(
    value=Decimal("1.5"),
    unit="1",
    source=HOUSE_ASSUMPTION,
    note="factor on the half-width of an interval that crosses to another scale or disorder",
)
