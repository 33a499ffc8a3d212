"""BPRS+: the four positive items of the BPRS.

Two anchorings are in use, 1 to 7 and 0 to 6, and a total says nothing without its own: they are
two versions here, and every score carries the one it was made with.  Any item of 4 or more is
flagged on either, as the one number that was given (it is an anchor apart on the two).
"""

from typing import Final

from morrow.care.scale_sources import CAMCOPS, ESKETAMINE_BPRS
from morrow.care.scales.base import Item, Licence, LicenceState, Scale
from morrow.care.scales.building import every, flag_from, no_band, plain_sum
from morrow.care.sources import HOUSE_POLICY

NAMES: Final = {
    "suspiciousness": "suspiciousness",
    "hallucinations": "hallucinatory behaviour",
    "thought": "unusual thought content",
    "disorganisation": "conceptual disorganisation",
}
FLAG: Final = flag_from(
    4, *NAMES, says="a positive item is 4 or more: a clinician looks", source=HOUSE_POLICY
)


def _version(key: str, *, low: int, high: int) -> Scale:
    items = tuple(Item(key=item, name=name, low=low, high=high) for item, name in NAMES.items())
    return Scale(
        key=key,
        title="Brief Psychiatric Rating Scale, four positive items",
        version=f"items of {low} to {high}",
        recall="this visit",
        rule=f"sum of four items of {low} to {high}; {4 * low} to {4 * high}; no cut-off",
        items=items,
        bands=(),
        sources=(ESKETAMINE_BPRS,),
        licence=Licence(
            state=LicenceState.OPEN,
            holder="public domain",
            attribution="BPRS by Overall and Gorham",
            source=CAMCOPS,
        ),
        span=(4 * low, 4 * high),
        needed=every(*items),
        total=plain_sum,
        judge=no_band,
        flags=(FLAG,),
    )


BPRS_PLUS: Final = _version("BPRS+", low=1, high=7)
BPRS_PLUS_FROM_0: Final = _version("BPRS+0-6", low=0, high=6)
