"""Writes docs/pharmacology/models-against-observations.md from the code and the carried data.

`python -m tests.pharmacology.documents` writes the page; a test fails while it says anything else.
"""

from collections import Counter
from pathlib import Path
from textwrap import fill
from typing import Final

from morrow.pharmacology import models
from morrow.pharmacology.observations import Comparison, Observation, compared, not_compared
from tests.pharmacology import findings

PAGE: Final = (
    Path(__file__).resolve().parents[2] / "docs" / "pharmacology" / "models-against-observations.md"
)
HEAD: Final = """# Models against observations

Made by `python -m tests.pharmacology.documents` from `morrow.pharmacology.observations` and the
published numbers in `src/morrow/pharmacology/data/observed-concentrations.csv`; a test fails while
this page says anything else. Each figure is **predicted over observed**: 1.00 is agreement, 0.50 is
half. A model is compared where it was made with the drug, the routes and adults like these, and
tells the compound; nothing is extrapolated, and nothing was fitted to these numbers here. `*` marks
what a model was made with: agreement there is a check of our transcription, no proof of the model.

{sites}
"""


def group(row: Observation) -> str:
    return "PerezRuixo_2021" if row.study.startswith("PerezRuixo_2021") else row.study


def label(row: Observation) -> str:
    stratum = row.study.removeprefix(group(row)).strip()
    when = "" if row.time_min is None else f"{row.time_min:g} min"
    unit = row.unit.replace("*", " ")
    told = f"{row.mean:g} {unit}"
    arm = ", ".join(part for part in (stratum, row.route, row.dose) if part)
    return f"| {arm} | {row.compound} | {row.metric} {when}".rstrip() + f" | {told} "


def study_table(name: str) -> str:
    """One study: a line per observation, a column per model that claims any of them."""
    mine = [each for each in compared() if group(each.observation) == name]
    columns = [model for model in models.ALL if any(each.model == model for each in mine)]
    by_row: dict[int, dict[str, Comparison]] = {}
    rows: dict[int, Observation] = {}
    for each in mine:
        rows[id(each.observation)] = each.observation
        by_row.setdefault(id(each.observation), {})[each.model] = each
    lines = [
        f"## {name}\n",
        "| arm | compound | metric | observed | " + " | ".join(columns) + " |",
        "|---|---|---|---:|" + "---:|" * len(columns),
    ]
    for key, row in rows.items():
        cells = [cell(by_row[key].get(model)) for model in columns]
        lines.append(label(row) + "| " + " | ".join(cells) + " |")
    assumed = sorted({each.design.assumed for each in mine if each.design.assumed})
    source = sorted({each.observation.source for each in mine})
    tail = [
        f"\nSource: {'; '.join(source)}.",
        *([f"Taken: {'; '.join(assumed)}."] if assumed else []),
    ]
    return "\n".join(lines) + "\n" + " ".join(tail) + "\n"


def cell(found: Comparison | None) -> str:
    if found is None:
        return ""
    mark = "*" if found.own else ""
    if found.ratio is None:
        return f"{found.predicted:.2g} predicted{mark}"
    return f"{found.ratio:.2f}{mark}"


def left_out() -> str:
    counts = Counter((group(row), row.route, why) for row, why in not_compared())
    rows = [
        f"| {study} | {route} | {count} | {why} |" for (study, route, why), count in counts.items()
    ]
    head = "## Not compared\n\n| study | route | rows | why |\n|---|---|---:|---|\n"
    return head + "\n".join(rows) + "\n"


def sites() -> str:
    """Where the plasma of each model that is compared was drawn."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(each.model for each in compared()):
        found.setdefault(models.ALL[name].sampling.capitalize(), []).append(name)
    listed = " ".join(f"{site}: {', '.join(names)}." for site, names in found.items())
    return fill(f"Plasma is that of each model's sampling site. {listed}", 100)


def paragraph(finding: str) -> str:
    """One item of a list, in lines of a hundred."""
    words = " ".join(finding.split())
    return fill(words, 100, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def page() -> str:
    studies = dict.fromkeys(group(each.observation) for each in compared())
    found = "\n".join(paragraph(finding()) for finding in findings.ALL)
    parts = [
        HEAD.format(sites=sites()),
        f"## Which model fails where, and why\n\n{found}\n",
        *(study_table(name) for name in studies),
        left_out(),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
