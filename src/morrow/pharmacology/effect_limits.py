"""When acute effects are looked for, how high they may be told, and what cannot be told at all."""

from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import Final

import numpy as np

from morrow.evidence import Refusal
from morrow.pharmacology import sources as s
from morrow.pharmacology.limits import EXTRAPOLATE, EXTRAPOLATED
from morrow.pharmacology.linear import Array
from morrow.pharmacology.model import Drug, Model, Route
from morrow.pharmacology.regimen import Dose, Regimen, sittings

BEYOND_ANCHOR: Final = 2.5
"""S-ketamine at the effect site is told up to this multiple of its peak after the dose at which
pressure and dissociation were measured (proposed).  The highest dose of the trials, 1 mg/kg over 40
min, rises to 2.0 times at 70 kg, and to a little more in heavy patients."""

LOOKED_MIN: Final = 1440
"""An end is looked for until a day after the last dose."""
PEAKED_MIN: Final = 120
"""A peak, until two hours after the last dose of a sitting: swallowed ketamine rises for an hour."""
FINEST: Final = 2880
"""Minutes of one sitting that are looked at one by one; of a longer one, as many in equal steps."""
MOST_SITTINGS: Final = 100
"""With more of them, only every second, third … minute of each is looked at."""


def every_minute(doses: Sequence[Dose]) -> Array:
    """The minutes at which peaks and ends are looked for, whatever times a reader asks for."""
    return np.unique(np.concatenate(list(_minutes(doses))))


def _minutes(doses: Sequence[Dose]) -> Iterator[Array]:
    each = sittings(doses)
    coarse = 1 + len(each) // MOST_SITTINGS
    for nth, (start, until) in enumerate(each):
        last = nth == len(each) - 1
        step = 1 if last else coarse
        stop = until + (LOOKED_MIN if last else PEAKED_MIN)
        dosing = np.arange(start, until, max(step, ceil((until - start) / FINEST)))
        yield np.append(dosing, np.arange(until, stop + 1, step))


def within_anchors(
    model: Model, regimen: Regimen, s_ketamine: Sequence[Array], peaks: Sequence[Sequence[float]]
) -> tuple[str, ...] | Refusal:
    """Nothing; or the mark of one who extrapolates, or why effects so high are not told.

    `s_ketamine` and each of the `peaks` of anchors are nmol/mL, by half-life of equilibration.
    """
    times = max(
        float(site.max()) / peak
        for anchor in peaks
        for site, peak in zip(s_ketamine, anchor, strict=True)
    )
    if times <= BEYOND_ANCHOR:
        return ()
    reason = (
        f"S-ketamine at the effect site rises to {times:,.1f} times its peak after the dose at which "
        f"pressure and dissociation were measured; effects are told up to {BEYOND_ANCHOR:g} times"
    )
    if model.extrapolate:
        return (f"{EXTRAPOLATED}: {reason}",)
    share = BEYOND_ANCHOR / times
    if len(regimen.doses) == 1:
        at_most = f"at most {floor(10 * share * regimen.total_mg) / 10:g} mg in the same way"
    else:
        at_most = f"at most {floor(1000 * share) / 10:g} % of each of these doses"
    return Refusal(
        rule="PK7",
        reason=reason,
        source=s.MORROW_LIMITS,
        seen={"model": model.name, "about": "dose", "asked": f"{times:,.1f} times the anchor"},
        remedy=f"give {at_most}, or {EXTRAPOLATE}",
    )


NASAL_SEDATION: Final = (
    "after 56 and 84 mg of esketamine by spray, 50 and 61 % of patients met the label's criterion of "
    f"sedation (MOAA/S): {s.SPRAVATO_SEDATION}"
)


def sedation_untold(model: Model, regimen: Regimen) -> tuple[str, ...]:
    """Why loss of arousal is not told, in sentences; none where it is."""
    if regimen.drug is not Drug.KETAMINE:
        why = "its only curve seen is against racemate, and none of esketamine alone was seen"
    elif "R-ketamine" not in model.compounds:
        why = "its only curve seen is against racemate, and this model tells no R-ketamine"
    else:
        return ()
    said = [f"loss of arousal: not told for {model.name} with {regimen.drug}, because {why}"]
    if regimen.drug is Drug.ESKETAMINE and regimen.doses[0].route is Route.NASAL:
        said.append(NASAL_SEDATION)
    return tuple(said)
