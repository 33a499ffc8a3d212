"""The model itself: the share of symptoms that is lifted in an arm, at a time.

    1 - u = exp(-(Lc + Ld))
    Lc  what a control of that kind lifts: at once, and by weeks
    Ld  what the drug lifts of the rest, -ln(1 - Emax M / (M50 + M)), and while it is in the blood
        -ln(1 - early) E more, both times what population and route make of it

L is a log of what remains, so both add and u stays below 1: the more a control lifts, the less is
left for the drug.  A trial's own effects multiply Lc and Ld.

Parameters come with shape (draws,), one draw or many; results have shape (draws, points).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from morrow.outcomes.mood.points import Point
from morrow.outcomes.mood.terms import Values
from morrow.outcomes.trials import Population
from morrow.pharmacology.linear import Array
from morrow.pharmacology.plasticity import early_peak, early_response, reference_peak, response

LN2: Final = float(np.log(2))
AT_ONCE: Final = ("saline", "midazolam", "spray", "hospital", "open")
BY_WEEKS: Final = ("drift", "antidepressant", "ect")
FACTORS: Final = ("mdd", "bipolar", "suicidal", "ptsd", "ocd", "nasal", "with_new_antidepressant")
WHOLE: Final = ("clinic", "ideation")
_POPULATIONS: Final = {
    Population.MDD: "mdd",
    Population.BIPOLAR: "bipolar",
    Population.SUICIDAL: "suicidal",
    Population.PTSD: "ptsd",
    Population.OCD: "ocd",
}


class Improvement:
    """The model over a fixed list of points; parameters change from call to call."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._hours = np.array([each.hours for each in points])
        self._at_once = np.array([_at_once(each) for each in points])
        self._by_weeks = np.array([_by_weeks(each) for each in points])
        self._factors = np.array([_factors(each) for each in points])
        self._whole = np.array([[each.in_clinic, each.of_ideation] for each in points], dtype=float)
        self._since = np.concatenate([np.empty(0), *(each.since_min for each in points)])
        self._weight = np.concatenate([np.empty(0), *(each.weight for each in points)])
        self._owner = np.repeat(np.arange(len(points)), [len(x.since_min) for x in points])
        self._early = self._sums(early_response(self._since)) / early_peak()
        self._kept: dict[tuple[float, float], Array] = {}

    def shares(self, p: Values, on_control: Array, on_drug: Array) -> Array:
        """u of each point; the two effects of the trial as logs, in a shape that broadcasts."""
        left = self.control(p) * np.exp(on_control) + self.drug(p) * np.exp(on_drug)
        found: Array = -np.expm1(-left * self.whole(p))
        return found

    def whole(self, p: Values) -> Array:
        """What acts on Lc and Ld alike, of each point."""
        found: Array = np.exp(_log(p, WHOLE) @ self._whole.T)
        return found

    def control(self, p: Values) -> Array:
        """Lc of each point."""
        days = self._hours / 24
        soon = -np.expm1(-LN2 * self._hours / np.asarray(p["control_h"])[..., None])
        later = -np.expm1(-LN2 * days / np.asarray(p["drift_d"])[..., None])
        found: Array = (
            _log_left(p, AT_ONCE) @ self._at_once.T * soon
            + _log_left(p, BY_WEEKS) @ self._by_weeks.T * later
        )
        return found

    def drug(self, p: Values) -> Array:
        """Ld of each point."""
        latent = self.latent(p["onset_h"], p["offset_d"])
        emax, m50 = (np.asarray(p[name])[..., None] for name in ("emax", "m50"))
        factors = np.exp(_log(p, FACTORS) @ self._factors.T)
        early = -np.log1p(-np.asarray(p["early"])[..., None]) * self._early
        found: Array = (early - np.log1p(-emax * latent / (m50 + latent))) * factors
        return found

    def latent(self, onset_h: Array, offset_d: Array) -> Array:
        """M of each point, in peaks of the reference dose."""
        pairs = zip(np.atleast_1d(onset_h), np.atleast_1d(offset_d), strict=True)
        found = np.stack([self._latent(float(on), float(off)) for on, off in pairs])
        return found if np.ndim(onset_h) else found[0]

    def _sums(self, responses: Array) -> Array:
        """What every node leaves behind, added up for each point."""
        each = responses * self._weight
        found: Array = np.bincount(self._owner, weights=each, minlength=len(self._hours)).astype(
            float
        )
        return found

    def _latent(self, onset_h: float, offset_d: float) -> Array:
        """Kept for the last half-lives: most steps of a fit leave them alone."""
        key = (onset_h, offset_d)
        if key not in self._kept:
            kon, koff = LN2 / (onset_h * 60), LN2 / (offset_d * 1440)
            sums = self._sums(response(self._since, kon, koff))
            if len(self._kept) > 8:
                self._kept.clear()
            self._kept[key] = sums / reference_peak(kon_per_min=kon, koff_per_min=koff)
        return self._kept[key]


def _log_left(p: Values, names: Sequence[str]) -> Array:
    """-ln(1 - share) of each named term, shape (draws, names)."""
    found: Array = np.stack([-np.log1p(-np.asarray(p[name])) for name in names], axis=-1)
    return found


def _log(p: Values, names: Sequence[str]) -> Array:
    """The log of each named factor, shape (draws, names)."""
    found: Array = np.stack([np.log(p[name]) for name in names], axis=-1)
    return found


def _at_once(each: Point) -> list[float]:
    """How much of each of `AT_ONCE` a point has."""
    has = dict.fromkeys(AT_ONCE, 0.0)
    has["hospital"] = float(each.population is Population.SUICIDAL)
    if each.is_open:
        has["open"] = float(each.is_treated)
    elif each.control == "placebo":  # of unsaid kind: between saline and midazolam
        has["saline"] = has["midazolam"] = 0.5
    elif each.control in has:
        has[each.control] = 1.0
    return list(has.values())


def _by_weeks(each: Point) -> list[float]:
    """How much of each of `BY_WEEKS`."""
    return [1 - each.new_antidepressant, each.new_antidepressant, float(each.is_ect)]


def _factors(each: Point) -> list[float]:
    """Which of `FACTORS` act on the drug."""
    has = dict.fromkeys(FACTORS, 0.0)
    if each.population in _POPULATIONS:
        has[_POPULATIONS[each.population]] = 1.0
    has["nasal"] = float(each.nasal)
    has["with_new_antidepressant"] = each.new_antidepressant
    return list(has.values())
