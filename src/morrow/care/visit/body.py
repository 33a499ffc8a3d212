"""Weight and height as arithmetic may use them: what cannot be a body is flagged, not computed."""

from morrow.care.recorded import Recorded
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import HeightMeasured, WeightMeasured
from morrow.quantities import Cm, Kg


def weighing(case: Case) -> Recorded[WeightMeasured] | None:
    """The last weighing of this visit; None if there is none, or none above zero."""
    found = _weighings(case)
    return found[-1] if found else None


def weighed_before(case: Case) -> Kg | None:
    """The weighing of this visit before the last, which confirms it or contradicts it."""
    found = _weighings(case)
    return found[-2].fact.weight_kg if len(found) > 1 else None


def _weighings(case: Case) -> list[Recorded[WeightMeasured]]:
    """By when they were made, however late they were written down."""
    found = [w for w in case.answers(WeightMeasured) if w.fact.weight_kg > 0]
    return sorted(found, key=lambda one: (one.happened_at, one.version))


def height(case: Case) -> Cm | None:
    """The height measured at this visit."""
    measured = case.fact(HeightMeasured)
    return measured.height_cm if measured and measured.height_cm > 0 else None
