"""Cross-validation that leaves out whole families of trials.

A family shares patients, sites or a programme.  A pooled analysis holds patients of other families;
it is neither fitted when one of them is tested, nor are they when it is.
"""

from collections.abc import Collection, Sequence

from morrow.outcomes.predicting import Fit
from morrow.outcomes.scoring import Scored, score
from morrow.outcomes.trials import Observation


def families(observations: Sequence[Observation]) -> tuple[str, ...]:
    """The families of a set, in the order of their first observation."""
    return tuple(dict.fromkeys(each.family for each in observations))


def split(
    observations: Sequence[Observation], family: str
) -> tuple[tuple[Observation, ...], tuple[Observation, ...]]:
    """What is fitted and what is tested when a family is left out."""
    tested = tuple(each for each in observations if each.family == family)
    kin = {family}.union(*(each.overlaps for each in tested))
    fitted = tuple(
        each for each in observations if each.family not in kin and not each.overlaps & {family}
    )
    return fitted, tested


def leave_one_family_out(
    observations: Sequence[Observation], fit: Fit, *, only: Collection[str] | None = None
) -> tuple[Scored, ...]:
    """What a predictor says of each family when it was fitted without it.

    `only` restricts the test to these families.  Raises ValueError for one that is not there.
    """
    known = families(observations)
    if unknown := sorted(set(only or ()) - set(known)):
        raise ValueError(f"no family {', '.join(unknown)}; there are {', '.join(known)}")
    scored: list[Scored] = []
    for family in known:
        if only is None or family in only:
            fitted, tested = split(observations, family)
            scored += score(tested, fit(fitted))
    return tuple(scored)
