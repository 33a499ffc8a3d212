"""The trial arm that a course would be: open, of a trial that says nothing else."""

from morrow.outcomes.forecast import Given
from morrow.outcomes.trials import (
    Arm,
    Ask,
    Blinding,
    Dose,
    DoseUnit,
    Drug,
    Population,
    Question,
    Route,
    Setting,
    Statistic,
    Trial,
)


def open_arm(doses: tuple[Given, ...]) -> Question:
    """A question about these doses as an arm of an open trial in resistant depression."""
    arm = Arm(
        trial_id="T",
        arm_id="a",
        doses=tuple(
            Dose(
                time_h=dose.day * 24,
                drug=Drug(dose.drug.value),
                route=Route(dose.route.value),
                low=dose.mg,
                high=dose.mg,
                unit=DoseUnit.MG,
                infusion_min=dose.minutes,
            )
            for dose in doses
        ),
        n=20,
        baseline_measure="MADRS",
        baseline_mean=34,
        baseline_sd=6,
    )
    trial = Trial(
        trial_id="T",
        population=Population.TRD,
        blinding=Blinding.OPEN,
        setting=Setting.TRIAL,
        new_antidepressant=False,
    )
    ask = Ask(trial_id="T", arm_id="a", time_h=24, measure="MADRS", statistic=Statistic.MEAN_CHANGE)
    return Question(trial=trial, arms=(arm,), ask=ask)
