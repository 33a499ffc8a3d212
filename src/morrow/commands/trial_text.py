"""What `morrow trial` prints: a table with every assumption, CSV, or JSON."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, fields

from morrow.outcomes.virtual import (
    Design,
    Outcome,
    Power,
    Tally,
    assumptions,
    below_zero,
    described,
    design_sha256,
    powers,
)


def page(design: Design, tally: Tally) -> str:
    """For a person."""
    found = powers(design, tally)
    arms = f"{design.trial.trial_id}: {design.arm_id} against {design.against_id}"
    what = f"{design.outcome} of {design.measure}; {found[0].simulations:,} simulated trials"
    lines = [
        f"{arms}, {what}",
        "",
        *_table(design, found),
        "",
        "power: share significant, with its 95 % Monte-Carlo interval (Wilson 1927)",
        f"for: share significant and in favour of {design.arm_id}",
        *_remarks(found),
        "",
        "assumed",
        *(f"- {line}" for line in assumptions(design, tally)),
        f"- seed {design.seed}; design sha256 {design_sha256(design)}",
    ]
    return "\n".join(lines) + "\n"


def _table(design: Design, found: list[Power]) -> Iterator[str]:
    header = ("n per arm", "power", "95 %", "for", design.arm_id, design.against_id, "difference")
    rows = [header, *(_cells(design, each) for each in found)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(header))]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(f"{cell:>{width}}" for cell, width in cells)


def _cells(design: Design, each: Power) -> tuple[str, ...]:
    shares = design.outcome is not Outcome.CHANGE
    means = (
        (each.value, each.value_sd),
        (each.against, each.against_sd),
        (each.difference, each.difference_sd),
    )
    return (
        str(each.n_per_arm),
        f"{each.power:.3f}",
        f"{each.low95:.3f} to {each.high95:.3f}",
        f"{each.for_arm:.3f}",
        *(_mean_sd(mean, sd, shares=shares) for mean, sd in means),
    )


def _mean_sd(mean: float | None, sd: float | None, *, shares: bool) -> str:
    if mean is None or sd is None:
        return "-"
    return f"{100 * mean:.1f} % ({100 * sd:.1f})" if shares else f"{mean:.2f} ({sd:.2f})"


def _remarks(found: list[Power]) -> Iterator[str]:
    yield "arms and difference: mean over trials, in brackets the SD between trials"
    for each in found:
        if each.untested:
            yield (
                f"n {each.n_per_arm}: {each.untested:,} trials could not be tested, and count as "
                "not significant; their means are left out"
            )


def as_csv(design: Design, tally: Tally) -> str:
    """One row for each number of patients per arm."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [each.name for each in fields(Power)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(each) for each in powers(design, tally))
    return out.getvalue()


def as_json(design: Design, tally: Tally) -> str:
    """Rows, assumptions and the whole design."""
    found = {
        "powers": [asdict(each) for each in powers(design, tally)],
        "below_zero": below_zero(tally),
        "assumptions": assumptions(design, tally),
        "design": described(design),
        "design_sha256": design_sha256(design),
        "calibration_sha256": design.calibration_sha256,
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
