"""The three tables of a prediction, written for a test."""

from morrow.outcomes import reading
from morrow.outcomes.trials import Question

TRIALS = """\
trial_id,population,blinding,setting,new_antidepressant
Rowan,TRD,double,trial,no
Alder,TRD,open,clinic,
"""
ARMS = """\
trial_id,arm_id,drug,route,dose,dose_unit,infusion_min,dose_times_h,n,baseline_measure,baseline_mean,baseline_sd,mean_age,start_state
Rowan,ket,ketamine,iv,0.5,mg/kg,40,0,40,MADRS,33,5,41.5,depressed
Rowan,mdz,midazolam,iv,0.045,mg/kg,40,0,38,MADRS,32.5,5.5,42,
Alder,six,ketamine,iv,0.5-0.75,mg/kg,40,0;48;96,60,MADRS,30,6,,
"""
ASKS = """\
trial_id,arm_id,time_h,measure,statistic,comparator_arm
Rowan,ket,24,MADRS,mean_change,
Rowan,ket,24,MADRS,diff_vs_control,mdz
Rowan,mdz,24,MADRS,response_pct,
Alder,six,120,MADRS,remission_pct,
"""


def asked(*, trials: str = TRIALS, arms: str = ARMS, asks: str = ASKS) -> tuple[reading.Asked, ...]:
    """What `read_questions` makes of three tables."""
    return reading.read_questions(
        trials=("T.csv", trials.encode()),
        arms=("A.csv", arms.encode()),
        asks=("Q.csv", asks.encode()),
    )


def questions(*, trials: str = TRIALS, arms: str = ARMS, asks: str = ASKS) -> tuple[Question, ...]:
    return tuple(each.question for each in asked(trials=trials, arms=arms, asks=asks))
