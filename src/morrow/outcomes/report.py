"""The calibration set and the scores of predictors as Markdown tables."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from morrow.outcomes.calibration import LeftOut
from morrow.outcomes.scoring import Scored, Summary, compare, summarise
from morrow.outcomes.trials import Observation, Statistic

_HEAD = "| {} | numbers | answered | studies | error/SE | interval score/SE | 80 % coverage |"
_RULE = "|---|---|---|---|---|---|---|"

Results = Mapping[str, Sequence[Scored]]


def counts(observations: Sequence[Observation]) -> str:
    """How many numbers of each statistic each family has."""
    found = Counter((each.family, each.ask.statistic) for each in observations)
    families = dict.fromkeys(each.family for each in observations)
    table = {name: [found[name, each] for each in Statistic] for name in families}
    table["all"] = [sum(column) for column in zip(*table.values(), strict=True)]
    head = f"| family | {' | '.join(Statistic)} | all |"
    lines = [
        f"| {name} | {' | '.join(map(str, row))} | {sum(row)} |" for name, row in table.items()
    ]
    return "\n".join([head, "|---" * (len(Statistic) + 2) + "|", *lines])


def reasons(left_out: Sequence[LeftOut]) -> str:
    """How many rows of the source are no observation, by reason."""
    found = Counter(each.reason for each in left_out).most_common()
    return "\n".join(["| reason | rows |", "|---|---|", *(f"| {why} | {n} |" for why, n in found)])


def overall(results: Results) -> str:
    """A line for each predictor."""
    lines = [_line(name, summarise(scored)) for name, scored in results.items()]
    return "\n".join([_HEAD.format("predictor"), _RULE, *lines])


def by_statistic(scored: Sequence[Scored]) -> str:
    """A line for each statistic of one predictor."""
    return _by(scored, "statistic", lambda each: each.observation.ask.statistic.value)


def by_family(scored: Sequence[Scored]) -> str:
    """A line for each family of one predictor."""
    return _by(scored, "family", lambda each: each.observation.family)


def ratios(results: Results, *, against: str, seed: int) -> str:
    """The error of each predictor over that of one of them, on the numbers that both answered."""
    lines = [
        f"| {name} over {against} | {ratio.numbers} | {ratio.studies} | {ratio.value:.2f} "
        f"| {ratio.low95:.2f} to {ratio.high95:.2f} |"
        for name, scored in results.items()
        if name != against
        for ratio in [compare(scored, results[against], seed=seed)]
    ]
    head = "| ratio of errors | numbers | studies | ratio | 95 % interval over studies |"
    return "\n".join([head, "|---|---|---|---|---|", *lines])


def _by(scored: Sequence[Scored], title: str, key: Callable[[Scored], str]) -> str:
    parts: dict[str, list[Scored]] = {}
    for each in scored:
        parts.setdefault(key(each), []).append(each)
    lines = [
        _line(name, summarise(part))
        if any(each.prediction for each in part)
        else f"| {name} | {len(part)} | 0 | 0 | - | - | - |"
        for name, part in parts.items()
    ]
    return "\n".join([_HEAD.format(title), _RULE, *lines])


def _line(name: str, summary: Summary) -> str:
    return (
        f"| {name} | {summary.numbers} | {summary.answered} | {summary.studies} "
        f"| {summary.error:.2f} | {summary.interval:.2f} | {summary.coverage:.0%} |"
    ).replace("%", " %")
