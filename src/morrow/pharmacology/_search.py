"""What both twins of the search for an individual agree on.

Damping follows the gain ratio, as in Nielsen 1999, IMM-REP-1999-05: a factor up and down alone
zigzags where the misfit is large.
"""

from typing import Final

STEPS_MAX: Final = 200
SLOPE_MIN: Final = 1e-9  # of the objective, times omega squared: about the error left in an eta
MOVE_MIN: Final = 1e-9  # of any eta, where rounding hides the slope
SLACK: Final = 1e-13  # relative: an objective this little higher is rounding, not a bad step
DAMPING: Final = 1e-3  # at the start
