"""One simulated trial, and a chunk of them: what a worker does.

The chance of trial number k comes from `SeedSequence(seed)`'s k-th child and from nothing else: not
from the worker, not from the chunk, not from the trials before it.
"""

import numpy as np

from morrow.outcomes.virtual.comparing import compare
from morrow.outcomes.virtual.design import Design, limits
from morrow.outcomes.virtual.endpoints import analyse
from morrow.outcomes.virtual.means import Means, means
from morrow.outcomes.virtual.patients import Patients, Recipe, draw_patients
from morrow.outcomes.virtual.tally import Counts, Tally, of_comparison


def simulate_chunk(design: Design, first: int, end: int) -> Tally:
    """Trials `first` to `end` (without it), added up."""
    made = means(design)
    total = Tally()
    for number in range(first, end):
        total.add(simulate_trial(design, made, number))
    return total


def simulate_trial(design: Design, made: Means, number: int) -> Tally:
    """One trial at each of its sizes: the patients of a smaller one are the first of the largest."""
    arms = draw_arms(design, made, number)
    arm, against = (analyse(design, each) for each in arms)
    found = {n: compare(design.test, arm, against, n) for n in design.ns}
    return Tally(
        whole=_whole(arms),
        at={n: of_comparison(each, design.alpha) for n, each in found.items()},
    )


def draw_arms(design: Design, made: Means, number: int) -> tuple[Patients, Patients]:
    """The patients of both arms of one trial, as many as the largest size asks for."""
    own = np.random.SeedSequence(design.seed, spawn_key=(number,))
    of_trial, *of_arms = (np.random.default_rng(seed) for seed in own.spawn(3))
    drawn = made.draw(of_trial)
    start = limits(design).start if design.starts_well else None
    first, second = (
        draw_patients(
            Recipe(
                shares=drawn.shares[place],
                weights_kg=made.weights_kg,
                times_h=np.array(design.times_h),
                p=drawn.p,
                cohort=design.cohort,
                dropout_per_week=design.dropout_per_week[place],
                start=start,
            ),
            max(design.ns),
            rng,
        )
        for place, rng in enumerate(of_arms)
    )
    return first, second


def _whole(arms: tuple[Patients, Patients]) -> Counts:
    """What is counted over all scores that somebody saw, and who was lost."""
    scores = [each.scores[each.seen] for each in arms]
    counts = {
        "trials": 1,
        "scores": sum(each.size for each in scores),
        "below zero": sum(int((each < 0).sum()) for each in scores),
    }
    for name, each in zip(("", " against"), arms, strict=True):
        counts[f"patients{name}"] = len(each.baseline)
        counts[f"lost{name}"] = int((~each.seen[:, -1]).sum())
    return counts
