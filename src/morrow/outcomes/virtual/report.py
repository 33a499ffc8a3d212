"""What a run found, and all that it assumed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import binomtest

from morrow.outcomes.measures import Domain, domain
from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.trials import AnalysisSet, Arm, Dose
from morrow.outcomes.virtual.design import Design, Outcome, limits
from morrow.outcomes.virtual.means import means
from morrow.outcomes.virtual.tally import Tally, mean_and_sd

CONFIDENCE: Final = 0.95
ASSURANCE: Final = (
    "power over uncertain parameters is the assurance of O'Hagan et al., Pharm Stat 2005;4:187"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """One size.  `low95` and `high95` bound the Monte-Carlo error (Wilson 1927).

    `for_arm` is the share significant and in favour of the arm.  Values are means and SDs over trials, in the
    unit of the endpoint; None where no trial could be tested.
    """

    n_per_arm: int
    simulations: int
    power: float
    low95: float
    high95: float
    for_arm: float
    untested: int
    difference: float | None
    difference_sd: float | None
    value: float | None
    value_sd: float | None
    against: float | None
    against_sd: float | None
    counted: float | None
    counted_against: float | None


def powers(design: Design, tally: Tally) -> list[Power]:
    """A row for each number of patients per arm."""
    return [_power(design, tally, n) for n in design.ns]


def _power(design: Design, tally: Tally, n: int) -> Power:
    counts = tally.at[n]
    trials, significant = counts["trials"], counts.get("significant", 0)
    bounds = binomtest(significant, trials).proportion_ci(CONFIDENCE, method="wilson")
    above = counts.get("significant above", 0)
    higher_is_better = design.outcome in {Outcome.RESPONSE, Outcome.REMISSION}
    moments = {
        name: mean_and_sd(counts, name) or (None, None)
        for name in ("difference", "value", "against")
    }
    tested = counts.get("tested", 0)
    return Power(
        n_per_arm=n,
        simulations=trials,
        power=significant / trials,
        low95=float(bounds.low),
        high95=float(bounds.high),
        for_arm=(above if higher_is_better else significant - above) / trials,
        untested=counts.get("untested", 0),
        difference=moments["difference"][0],
        difference_sd=moments["difference"][1],
        value=moments["value"][0],
        value_sd=moments["value"][1],
        against=moments["against"][0],
        against_sd=moments["against"][1],
        counted=counts["counted"] / tested if tested else None,
        counted_against=counts["counted against"] / tested if tested else None,
    )


def below_zero(tally: Tally) -> float:
    """Share of the observed scores that lie below 0."""
    return tally.whole["below zero"] / max(tally.whole["scores"], 1)


def assumptions(design: Design, tally: Tally) -> list[str]:
    """Every assumption behind the numbers, in words."""
    return [
        *_what(design),
        *_who(design),
        *_when(design, tally),
        _endpoint(design),
        *_model(design),
        _below(tally),
    ]


def _below(tally: Tally) -> str:
    return (
        f"{below_zero(tally):.2%} of the scores lie below 0, where no scale goes: the normal scatter "
        "allows it; they are neither cut nor redrawn, and count as they are"
    )


def _what(design: Design) -> Iterator[str]:
    trial = design.trial
    kinds = (trial.population, trial.blinding, trial.setting)
    named = ", ".join(str(kind) for kind in kinds if kind is not None)
    begun = {True: "begun", False: "not begun", None: "not said to be begun"}
    yield f"trial: {named or 'not described'}; antidepressant {begun[trial.new_antidepressant]}"
    yield from (_regimen(arm) for arm in design.compared)
    hours = ", ".join(f"{hour:g}" for hour in design.visits_h)
    yield f"ratings at {hours} h; as many patients in either arm"


def _regimen(arm: Arm) -> str:
    """The doses of an arm; what all of them share is said once."""
    if not arm.doses:
        return f"{arm.arm_id}: no dose"
    kinds = list(dict.fromkeys(_dose(dose) for dose in arm.doses))
    hours = ", ".join("unknown" if x.time_h is None else f"{x.time_h:g}" for x in arm.doses)
    return f"{arm.arm_id}: {' or '.join(kinds)}, at {hours} h"


def _dose(dose: Dose) -> str:
    amount = "dose not given"
    if dose.low is not None:
        upper = "" if dose.low == dose.high else f"-{dose.high:g}"
        amount = f"{dose.low:g}{upper} {dose.unit or ''}".strip()
    over = "" if dose.infusion_min is None else f"over {dose.infusion_min:g} min"
    return " ".join(filter(None, (dose.drug, dose.route, amount, over)))


def _who(design: Design) -> Iterator[str]:
    cohort = design.cohort
    yield (
        f"baseline {design.measure} normal, mean {cohort.baseline_mean:.4g}, SD "
        f"{cohort.baseline_sd:.3g}, the same in both arms, independent of what is lifted"
    )
    if cohort.weight_sd:
        low, high = means(design).weights_kg[[0, -1]]
        yield (
            f"weight normal, mean {cohort.weight_kg:g} kg, SD {cohort.weight_sd:g} kg, none drawn "
            f"outside {low:g} to {high:g} kg; it comes on top of the model's scatter of patients"
        )
    else:
        yield f"everyone weighs {cohort.weight_kg:g} kg"
    age = "not given" if cohort.age is None else f"{cohort.age:.4g} years"
    yield f"age {age}: the model has no term for it, and it changes nothing"


def _when(design: Design, tally: Tally) -> Iterator[str]:
    names = (design.arm_id, design.against_id)
    for name, rate, key in zip(names, design.dropout_per_week, ("", " against"), strict=True):
        lost = tally.whole[f"lost{key}"] / tally.whole[f"patients{key}"]
        yield (
            f"dropout of {name}: a constant hazard of {rate:g} a week from hour 0, whatever the "
            f"score; {lost:.1%} were gone by the last visit"
        )
    if design.outcome is Outcome.RELAPSE:
        who = "until they drop out" if design.analysis_set is AnalysisSet.ITT else "who stay"
        yield f"relapse is counted among responders {who}, who were not randomised as such"
    elif design.analysis_set is AnalysisSet.ITT:
        yield "itt: the last observation is carried forward, the baseline where there is none"
    else:
        yield "completers: only who is still seen at the endpoint"


def _endpoint(design: Design) -> str:
    found, at = limits(design), f"at {design.at_h:g} h"
    match design.outcome:
        case Outcome.CHANGE:
            what = f"change from baseline {at}"
        case Outcome.RESPONSE:
            what = f"response {at}: a fall by {found.responded:.0%} or more"
        case Outcome.REMISSION if found.remitted_score is None:
            what = f"remission {at}: a fall by {found.remitted_share:.0%} or more"
        case Outcome.REMISSION:
            what = f"remission {at}: a score below {found.remitted_score:g}"
        case Outcome.RELAPSE:
            level = f"a fall of less than {found.lost:.0%}"
            if found.lost_score is not None:
                level = f"a score of {found.lost_score:g} or more"
            twice = (
                " at two visits running" if design.definition and design.definition.twice else ""
            )
            what = (
                f"relapse up to {design.at_h:g} h of who had a fall of {found.start:.0%} at "
                f"{design.rated_h:g} h: the first visit with {level}{twice}"
            )
    return f"{what}; {design.test} test, two-sided, significant at p <= {design.alpha:g}"


def _model(design: Design) -> Iterator[str]:
    made, calibrated = means(design), frozen()
    is_open = str(design.trial.blinding) == "open"
    control, drug = calibrated.between_open if is_open else calibrated.between
    if design.uncertain:
        yield (
            f"every trial draws one of {len(calibrated.draws['emax'])} parameter sets and effects of "
            f"its own (SD of logs: control {control:.2f}, drug {drug:.2f}); {ASSURANCE}"
        )
    else:
        yield "every trial has the parameters' medians and no effects of its own (fixed)"
    stays, drifts_d = (float(np.median(calibrated.draws[x])) for x in ("stays", "drifts_d"))
    own = "the median; each trial has its draw" if design.uncertain else "the median"
    yield (
        f"two ratings of a patient correlate by {stays:.2f}, which halves every {drifts_d:.0f} d "
        f"between them ({own})"
    )
    yield from (f"{note}: widens the spread between trials" for note in made.notes)
    if domain(design.measure) is not Domain.DEPRESSION:
        yield f"{design.measure} is no depression scale: the power is less sure than its interval"
    yield f"calibration sha256 {design.calibration_sha256}"
