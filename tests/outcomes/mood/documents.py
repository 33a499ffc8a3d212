"""Writes docs/outcomes/mood-model.md: `python -m tests.outcomes.mood.documents`, some minutes.

A test marked `long` fails while the page says anything else.
"""

from textwrap import fill
from typing import Final

import numpy as np
from scipy.special import logit

from morrow.outcomes import leave_one_family_out, observations, report, rivals
from morrow.outcomes.mood import terms
from morrow.outcomes.mood.frozen import frozen
from morrow.outcomes.mood.predictor import MoodModel
from morrow.outcomes.scoring import Scored, summarise
from tests.outcomes.mood import posterior, sensitivity
from tests.outcomes.mood.prose import PARTS
from tests.repository.sources import ROOT

PAGE: Final = ROOT / "docs" / "outcomes" / "mood-model.md"
RELATED: Final = 0.7
WALK: Final = 40_000

Results = dict[str, tuple[Scored, ...]]


def results() -> Results:
    """Leave-one-family-out of the model and of both rivals."""
    fits = {"MoodModel": MoodModel.fit, **{each.__name__: each.fit for each in rivals.ALL}}
    return {name: leave_one_family_out(observations(), fit) for name, fit in fits.items()}


def page(found: Results) -> str:
    tables = scored_tables(found) | {
        "terms": term_table(),
        "sources": source_lines(),
        "between": between(),
        "related": related(),
        "laplace": laplace(),
        "sensitivity": sensitivity.table(),
    }
    return "\n".join(PARTS).format(**tables)


def scored_tables(found: Results) -> dict[str, str]:
    return {
        "overall": report.overall(found),
        "ratios": "\n\n".join(
            report.ratios(
                {name: found[name] for name in ("MoodModel", rival)}, against=rival, seed=1
            )
            for rival in ("CellMeans", "MetaRegression")
        ),
        "by_statistic": report.by_statistic(found["MoodModel"]),
        "by_family": report.by_family(found["MoodModel"]),
        "worse": worse(found),
    }


def term_table() -> str:
    """Every term: prior, posterior, what the data took of the prior's width, how far it moved."""
    lines = [
        "| term | what it says | unit | stage | prior | its SD | posterior | 80 % | taken | moved |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for term in terms.ALL:
        each, draws = frozen().summary[term.name], frozen().draws[term.name]
        low, high = np.quantile(draws, [0.1, 0.9])
        moved = (term.forward(each["posterior"]) - term.forward(term.middle)) / term.sd
        lines.append(
            f"| {term.name} | {term.says} | {term.unit} | {term.stage} | {term.middle:g} "
            f"| {term.sd:g} | {each['posterior']:.3g} | {low:.2g} to {high:.2g} "
            f"| {1 - each['posterior_sd'] / term.sd:.0%} | {moved:+.1f} |".replace("%", " %")
        )
    return "\n".join(lines)


def source_lines() -> str:
    lines = []
    for source in dict.fromkeys(term.source for term in terms.ALL):
        names = ", ".join(term.name for term in terms.ALL if term.source == source)
        lines.append(f"- {names}: {source.citation} ({source.locator}; {source.status}).")
    return "\n".join(fill(line, 100, subsequent_indent="  ") for line in lines)


def between() -> str:
    control, drug = frozen().between
    open_control, open_drug = frozen().between_open
    return (
        f"{control:.2f} for what a control lifts and {drug:.2f} for the drug in double-blind trials; "
        f"{open_control:.2f} and {open_drug:.2f} in open ones"
    )


def unbounded(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    term = next(term for term in terms.ALL if term.name == name)
    draws = frozen().draws[name]
    found = logit(draws) if term.transform is terms.Transform.LOGIT else np.log(draws)
    return np.asarray(found, dtype=np.float64)


def related() -> str:
    """Pairs of terms whose draws are correlated, strongest first."""
    names = [term.name for term in terms.ALL]
    matrix = np.asarray(np.corrcoef(np.stack([unbounded(name) for name in names])))
    pairs = [
        (abs(matrix[i, j]), f"| {names[j]} | {names[i]} | {matrix[i, j]:+.2f} |")
        for i in range(len(names))
        for j in range(i)
    ]
    shown = [line for size, line in sorted(pairs, reverse=True) if size >= RELATED]
    strongest = [line for _, line in sorted(pairs, reverse=True)[:5]]
    note = f"Pairs of terms correlated by {RELATED} or more: {len(shown)}. The strongest five:\n\n"
    return note + "\n".join(["| term | term | correlation |", "|---|---|---:|", *strongest])


def laplace() -> str:
    """Of each term of stage 1, how the normal approximation compares."""
    stage = posterior.stage_1()
    ratios = posterior.hessian_sds(stage)
    walk = posterior.random_walk(stage, steps=WALK, seed=1)
    lines = [
        "| term | SD by the Hessian, over Laplace's | SD of the walk, over Laplace's | mean of the walk |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {ratio:.2f} | {each.std():.2f} | {each.mean():+.2f} |"
        for name, ratio, each in zip(stage.names, ratios, walk.T, strict=True)
    ]
    return "\n".join(lines)


def worse(found: Results) -> str:
    """Families in which the model errs more than the better of the two rivals, or as much."""
    lines = ["| family | MoodModel | CellMeans | MetaRegression |", "|---|---:|---:|---:|"]
    for family in dict.fromkeys(each.observation.family for each in found["MoodModel"]):
        errors = []
        for scored in found.values():
            part = [each for each in scored if each.observation.family == family]
            answered = any(each.prediction for each in part)
            errors.append(summarise(part).error if answered else np.nan)
        if errors[0] >= np.nanmin([*errors[1:], np.inf]):
            lines.append(f"| {family} | {' | '.join(f'{error:.2f}' for error in errors)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(results()), "utf-8")
