"""One patient's forecast: the calibrated model of mood, moved by that patient's own scores.

With no score it is the population.  Bands have **not yet been checked on real patients**; until a
clinic has scored a hundred of its own forecasts, words stand for percentages.  A forecast informs a
prescriber; nothing is ordered, queued or judged by it, patients see none, and no risk of suicide is
ever forecast.
"""

from morrow.outcomes.forecast.acute import Peak, Visit, next_peaks
from morrow.outcomes.forecast.course import Course, Given, Score, Split
from morrow.outcomes.forecast.mood import Forecast, forecast

__all__ = [
    "Course",
    "Forecast",
    "Given",
    "Peak",
    "Score",
    "Split",
    "Visit",
    "forecast",
    "next_peaks",
]
