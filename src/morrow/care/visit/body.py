"""Weight and height as arithmetic may use them: what cannot be a body is flagged, not computed."""

from morrow.care.recorded import Recorded
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import HeightMeasured, WeightMeasured
from morrow.quantities import Cm, Kg


def weighing(case: Case) -> Recorded[WeightMeasured] | None:
    """The last weighing of this visit; None if there is none, or none above zero."""
    found = [w for w in case.answers(WeightMeasured) if w.fact.weight_kg > 0]
    return max(found, key=lambda one: (one.happened_at, one.version), default=None)


def weighed_before(case: Case) -> Kg | None:
    """The weighing before the last, which may confirm it."""
    found = [w.fact.weight_kg for w in case.state.all(WeightMeasured) if w.fact.weight_kg > 0]
    return found[-2] if len(found) > 1 else None


def height(case: Case) -> Cm | None:
    """The height measured at this visit."""
    measured = case.fact(HeightMeasured)
    return measured.height_cm if measured and measured.height_cm > 0 else None
