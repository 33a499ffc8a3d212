"""A small made-up set: five studies, whose cell means can be worked out by hand."""

from dataclasses import replace

from morrow.outcomes.trials import Observation, Question
from tests.outcomes.tables import questions

TRIALS = "trial_id,population,blinding,setting,new_antidepressant\n" + "".join(
    f"{name},TRD,{blinding},trial,\n"
    for name, blinding in [
        ("Ash", "double"),
        ("Birch", "double"),
        ("Cedar", "double"),
        ("Elm", "open"),
        ("Fir", "open"),
    ]
)
_HEAD = (
    "trial_id,arm_id,drug,route,dose,dose_unit,infusion_min,dose_times_h,n,"
    "baseline_measure,baseline_mean,baseline_sd"
)
ARMS = "\n".join(
    [
        _HEAD,
        *(
            f"{name},{arm},iv,{dose},mg/kg,40,0,40,MADRS,{start},5"
            for name, start in [("Ash", 30), ("Birch", 32), ("Cedar", 34)]
            for arm, dose in [("ket,ketamine", 0.5), ("mdz,midazolam", 0.045)]
        ),
        *(f"{name},ket,ketamine,iv,0.5,mg/kg,40,0;48;96,40,MADRS,36,5" for name in ("Elm", "Fir")),
        "",
    ]
)
_ASKS = "trial_id,arm_id,time_h,measure,statistic,comparator_arm\n"


def ask(line: str, *, arms: str = ARMS, trials: str = TRIALS) -> Question:
    """One question of the made-up trials: `Ash,ket,24,MADRS,response_pct,`."""
    return questions(trials=trials, arms=arms, asks=f"{_ASKS}{line}\n")[0]


def observe(
    line: str, value: float, *, se: float = 2.0, n: float = 40, weight: float = 1.0
) -> Observation:
    """One observation of the made-up trials; a trial is its own family and study."""
    question = ask(line)
    name = question.trial.trial_id
    return Observation(
        question=question,
        value=value,
        se=se,
        n=n,
        weight=weight,
        family=name,
        overlaps=frozenset(),
        study=name,
    )


OBSERVATIONS = (
    observe("Ash,ket,24,MADRS,mean_change,", -15.0),  # half of 30
    observe("Ash,mdz,24,MADRS,mean_change,", -6.0),  # a fifth
    observe("Birch,ket,24,MADRS,mean_change,", -12.8),  # 0.4 of 32
    observe("Birch,mdz,24,MADRS,mean_change,", -3.2),  # a tenth
    observe("Cedar,ket,24,MADRS,mean_change,", -20.4),  # 0.6 of 34
    observe("Cedar,mdz,24,MADRS,mean_change,", -10.2),  # 0.3
    observe("Elm,ket,120,MADRS,mean_change,", -25.2),  # 0.7 of 36
    observe("Fir,ket,120,MADRS,mean_change,", -28.8),  # 0.8
)


def pooled_with(observation: Observation, *others: str) -> Observation:
    """The observation as of a pooled analysis that holds patients of other families."""
    return replace(observation, family="pool", study="pool", overlaps=frozenset(others))
