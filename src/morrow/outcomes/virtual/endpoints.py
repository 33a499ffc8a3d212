"""What each patient contributes to the endpoint: a change, an event or not, days until an event.

ITT carries the last observation forward, the baseline where there is none; completers are who is
still seen at the endpoint.  Relapse is counted among who had responded when rated: from then to the
first visit at which the response is lost; who is lost or reaches the endpoint is censored there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from morrow.outcomes.trials import AnalysisSet
from morrow.outcomes.virtual.design import Design, Limits, Outcome, limits
from morrow.outcomes.virtual.patients import Patients
from morrow.pharmacology.linear import Array

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Analysed:
    """Of each patient: the value (of relapse: 1 if it came), who counts, and days until then."""

    value: Array
    counts: Mask
    days: Array | None = None


def analyse(design: Design, patients: Patients) -> Analysed:
    """The patients of an arm as the endpoint has them."""
    found = limits(design)
    end = design.times_h.index(design.at_h)
    completed = patients.seen[:, end]
    everyone = design.analysis_set is AnalysisSet.ITT
    counts = np.ones_like(completed) if everyone else completed
    if design.outcome is Outcome.RELAPSE:
        return _relapses(design, found, patients, counts, end)
    share = _carried(patients, end)
    score = patients.baseline * (1 - share)
    if design.outcome is Outcome.CHANGE:
        return Analysed(score - patients.baseline, counts)
    if design.outcome is Outcome.RESPONSE:
        event = share >= found.responded
    elif found.remitted_score is None:
        event = share >= found.remitted_share
    else:
        event = score <= found.remitted_score
    return Analysed(event.astype(float), counts)


def _carried(patients: Patients, end: int) -> Array:
    """The share lifted at the last visit seen up to the endpoint; none lifted if there is none."""
    last = patients.seen[:, : end + 1].sum(axis=1) - 1
    at = np.maximum(last, 0)[:, None]
    share = np.take_along_axis(patients.share, at, axis=1)[:, 0]
    found: Array = np.where(last >= 0, share, 0.0)
    return found


def _relapses(
    design: Design, found: Limits, patients: Patients, counts: Mask, end: int
) -> Analysed:
    assert design.rated_h is not None
    rated = design.times_h.index(design.rated_h)
    days = (np.array(design.times_h[rated : end + 1]) - design.rated_h) / 24
    seen = patients.seen[:, rated : end + 1]
    share = patients.share[:, rated : end + 1]
    responded = seen[:, 0] & (share[:, 0] >= found.start)
    if found.lost_score is None:
        lost = share < found.lost
    else:
        lost = patients.scores[:, rated : end + 1] >= found.lost_score
    lost = lost & seen
    lost[:, 0] = False
    if design.definition is not None and design.definition.twice:
        lost[:, 1:] &= lost[:, :-1].copy()
    relapsed = lost.any(axis=1)
    first = lost.argmax(axis=1)
    censored = np.maximum(seen.sum(axis=1) - 1, 0)
    until = np.where(relapsed, first, censored)
    return Analysed(relapsed.astype(float), counts & responded, days[until])
