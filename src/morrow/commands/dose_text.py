"""A dose's arithmetic as lines for a reader."""

from datetime import datetime
from fractions import Fraction

from morrow.care import calendar
from morrow.care.dosing import InfusionPlan, InjectionPlan, Preparation, SprayPlan
from morrow.evidence import Override, Refusal, Warn
from morrow.quantities import plain

Line = tuple[str, str, str, str]


def page(
    plan: InfusionPlan | InjectionPlan | SprayPlan | Refusal,
    findings: tuple[Refusal | Warn, ...],
    begins: datetime | None,
) -> str:
    """Everything that `morrow dose` prints: the arithmetic, then what stands against it."""
    lines: list[str] = []
    if isinstance(plan, SprayPlan):
        lines += _spray(plan)
    elif not isinstance(plan, Refusal):
        lines += _table(_amounts(plan))
        lines += _rounded(plan)
        if isinstance(plan, InfusionPlan):
            lines += _end(plan, begins)
    lines += [_finding(one) for one in findings]
    return "\n".join(lines)


def _amounts(plan: InfusionPlan | InjectionPlan) -> list[Line]:
    exact = plan.exact
    strength = plain(plan.vial.strength)
    per_kg, weight = plain(plan.dose_mg_per_kg), plain(plan.weight_kg)
    lines = [
        ("dose", f"{per_kg} mg/kg x {weight} kg", f"{_n(exact.dose_mg)} mg", ""),
        (
            "inject" if isinstance(plan, InjectionPlan) else "draw",
            f"{_n(exact.dose_mg)} mg / {strength} mg/mL",
            f"{_n(exact.draw_ml)} mL",
            f"from a vial of {plan.vial}",
        ),
    ]
    if isinstance(plan, InfusionPlan):
        lines += _bag(plan)
    if exact.vials is None:
        note = "give the vial's content, such as 500mg/10mL"
        return [*lines, ("remainder", "only the strength is known", "-", note)]
    vials = f"{exact.vials} x " if exact.vials > 1 else ""
    sum_ = f"{vials}{plain(plan.vial.volume_ml)} mL - {_n(exact.draw_ml)} mL"
    left = f"{_n(exact.vial_remainder_ml)} mL"
    note = "left in the vial" if exact.vials == 1 else f"left in the last of {exact.vials} vials"
    return [*lines, ("remainder", sum_, left, note)]


def _bag(plan: InfusionPlan) -> list[Line]:
    exact, bag = plan.exact, plain(plan.bag_ml)
    volume, draw = _n(exact.infused_volume_ml), _n(exact.draw_ml)
    if plan.preparation is Preparation.ADDED:
        into = f"{bag} mL + {draw} mL"
    else:
        into = f"{bag} mL - {draw} mL + {draw} mL"
    note = plan.preparation.label if plan.bag_ml else "undiluted"
    strength = f"{_n(exact.concentration_mg_per_ml)} mg/mL"
    return [
        ("bag", into, f"{volume} mL", note),
        ("in the bag", f"{_n(exact.dose_mg)} mg / {volume} mL", strength, ""),
        (
            "rate",
            f"{volume} mL x 60 / {plain(plan.minutes)} min",
            f"{_n(exact.rate_ml_per_h)} mL/h",
            "",
        ),
    ]


def _rounded(plan: InfusionPlan | InjectionPlan) -> list[str]:
    ordered, steps = plan.ordered, plan.rounding
    text = f"{plain(ordered.dose_mg)} mg, {plain(ordered.draw_ml)} mL"
    by = f"{plain(steps.dose_mg.value)} mg, {plain(steps.draw_ml.value)} mL"
    if isinstance(plan, InfusionPlan):
        text += f", {plain(plan.ordered.infused_volume_ml)} mL"
        text += f" at {plain(plan.ordered.rate_ml_per_h)} mL/h"
        by += f", {plain(steps.rate_ml_per_h.value)} mL/h"
    return ["", f"to draw and program: {text}", f"  in steps of {by}: {steps.dose_mg.source}"]


def _end(plan: InfusionPlan, begins: datetime | None) -> list[str]:
    text = f"end: {plain(plan.minutes)} min after the start"
    if begins is not None:
        ends = calendar.after(begins, minutes=Fraction(plan.minutes))
        text += f", {ends:%Y-%m-%d %H:%M}Z"
    return [text]


def _spray(plan: SprayPlan) -> list[str]:
    count = f"{plan.devices} device" + ("s" if plan.devices > 1 else "")
    due = ", ".join(plain(minute) for minute in plan.due_min)
    return [f"{plain(plan.dose_mg)} mg = {count} of 28 mg, at minute {due}"]


def _finding(finding: Refusal | Warn) -> str:
    if isinstance(finding, Warn):
        return f"\nwarning {finding.rule}: {finding.reason}\n  source: {finding.source}"
    word = "refused" if finding.override is Override.NONE else "hold"
    who = f"\n  set aside by: {finding.override.value}"
    return (
        f"\n{word} {finding.rule}: {finding.reason}\n  what would do: {finding.remedy}{who}"
        f"\n  source: {finding.source}"
    )


def _table(lines: list[Line]) -> list[str]:
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return [
        f"{name:<{widths[0]}}  {how:<{widths[1]}}  = {result:<{widths[2]}}  {note}".rstrip()
        for name, how, result, note in lines
    ]


def _n(value: Fraction | None) -> str:
    return "-" if value is None else plain(value, places=4)
