"""AUDIT-C: three items on drinking, entered as scores.

The cut-offs were found for men and women apart: without the sex there is a total and no band.  The
short form is said to be free, the AUDIT that it comes from is not for commercial use: no text.
"""

from typing import Final

from morrow.care.scale_sources import AUDITC_TABLES, CAMCOPS, LOINC
from morrow.care.scales.base import Licence, LicenceState, Loinc, Scale, Sex
from morrow.care.scales.building import banded, every, no_band, numbered, plain_sum

ITEMS: Final = numbered(3, high=4)
BANDS: Final = (
    *banded(AUDITC_TABLES, (0, 3, "negative"), (4, 12, "positive"), sex=Sex.MALE),
    *banded(AUDITC_TABLES, (0, 2, "negative"), (3, 12, "positive"), sex=Sex.FEMALE),
)
AUDIT_C: Final = Scale(
    key="AUDIT-C",
    title="Alcohol Use Disorders Identification Test, consumption",
    version="3 items",
    recall="past year",
    rule="sum of three items of 0 to 4; 0 to 12; positive from 4 for men, from 3 for women",
    items=ITEMS,
    bands=BANDS,
    sources=(AUDITC_TABLES,),
    licence=Licence(
        state=LicenceState.SCORES_ONLY,
        holder="World Health Organization (AUDIT)",
        attribution="AUDIT-C, from the AUDIT (c) World Health Organization",
        source=CAMCOPS,
    ),
    span=(0, 12),
    needed=every(*ITEMS),
    total=plain_sum,
    judge=no_band,
    loinc=(
        Loinc(code="72109-2", names="panel", source=LOINC),
        Loinc(code="75626-2", names="total", source=LOINC),
    ),
)
