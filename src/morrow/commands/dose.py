"""`morrow dose`: the arithmetic of one order, line by line, and what stands against it.

Exit 0: nothing holds it.  1: held; where nobody may set the hold aside, no volume is shown.
2: an entry could not be read.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NoReturn

import typer

from morrow.care import calendar, dosing
from morrow.care.dosing import EntryError, InfusionPlan, InjectionPlan, SprayPlan
from morrow.commands import dose_text
from morrow.evidence import Override, Refusal, Warn, explain

Plan = InfusionPlan | InjectionPlan | SprayPlan
NUMBERS = (
    "dose_mg",
    "draw_ml",
    "infused_volume_ml",
    "rate_ml_per_h",
    "concentration_mg_per_ml",
    "vials",
    "vial_remainder_ml",
)


def dose(
    *,
    dose: Annotated[str, typer.Option(help="0.5mg/kg; for --route nasal 56mg.")],
    weight: Annotated[str, typer.Option(help="Measured weight: 70 or 70.4kg.")] = "",
    over: Annotated[str, typer.Option(help="How long an infusion runs: 40min.")] = "",
    vial: Annotated[str, typer.Option(help="Content 500mg/10mL, or strength 50mg/mL.")] = "",
    bag: Annotated[str, typer.Option(help="The bag: 100mL; none: undiluted.")] = "",
    route: Annotated[str, typer.Option(help="iv, im or nasal (esketamine).")] = "iv",
    preparation: Annotated[
        str, typer.Option(help="added to the full bag, or replaced: as much withdrawn first.")
    ] = "",
    height: Annotated[str, typer.Option(help="172cm: also check the body mass index.")] = "",
    last_weight: Annotated[str, typer.Option(help="Weight before: also check the change.")] = "",
    start: Annotated[str, typer.Option(help="2026-11-01T05:50Z: also print the end.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Machine output, exact.")] = False,
) -> None:
    """Print an order's arithmetic: mg, mL to draw, bag, mL/h, remainder, end."""
    asked = Asked(
        dose=dose,
        weight=weight,
        over=over,
        vial=vial,
        bag=bag,
        preparation=preparation,
        height=height,
        last_weight=last_weight,
    )
    raise typer.Exit(_print(asked, route=route, start=start, as_json=as_json))


def _print(asked: "Asked", *, route: str, start: str, as_json: bool) -> int:
    """Print the answer; returns the exit code."""
    try:
        plan, findings = _answer(asked, route=route)
        begins = None if not start else _instant(start)
    except EntryError as error:
        _unreadable(error, as_json=as_json)
    if as_json:
        typer.echo(json.dumps(_as_data(plan, findings, begins), indent=2))
    else:
        typer.echo(dose_text.page(plan, findings, begins))
    return 1 if any(isinstance(one, Refusal) for one in findings) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as typed; empty: not given."""

    dose: str
    weight: str
    over: str
    vial: str
    bag: str
    preparation: str
    height: str
    last_weight: str


def _answer(asked: Asked, *, route: str) -> tuple[Plan | Refusal, tuple[Refusal | Warn, ...]]:
    match route.strip().lower():
        case "iv":
            return _checked(_infusion(asked), asked, dosing.IV_KETAMINE)
        case "im":
            _unused(asked, route, "over", "bag", "preparation")
            return _checked(_injection(asked), asked, dosing.IM_KETAMINE)
        case "nasal":
            rest = ("weight", "over", "vial", "bag", "preparation", "height", "last_weight")
            _unused(asked, route, *rest)
            spray = dosing.plan_spray(dose_mg=dosing.read_dose(asked.dose, argument="--dose"))
            return spray, ((spray,) if isinstance(spray, Refusal) else ())
    wrong = f"{route!r} is no route here"
    raise EntryError("--route", route, wrong=wrong, accepted="iv, im or nasal")


def _infusion(asked: Asked) -> InfusionPlan | Refusal:
    way = asked.preparation or dosing.Preparation.ADDED
    return dosing.plan_infusion(
        dose_mg_per_kg=dosing.read_dose_per_kg(asked.dose, argument="--dose"),
        weight_kg=dosing.read_weight(asked.weight, argument="--weight"),
        minutes=dosing.read_minutes(asked.over, argument="--over"),
        vial=dosing.read_vial(asked.vial, argument="--vial"),
        bag_ml=dosing.read_bag(asked.bag, argument="--bag"),
        preparation=dosing.read_preparation(way, argument="--preparation"),
    )


def _injection(asked: Asked) -> InjectionPlan | Refusal:
    return dosing.plan_injection(
        dose_mg_per_kg=dosing.read_dose_per_kg(asked.dose, argument="--dose"),
        weight_kg=dosing.read_weight(asked.weight, argument="--weight"),
        vial=dosing.read_vial(asked.vial, argument="--vial"),
    )


def _checked(
    plan: InfusionPlan | InjectionPlan | Refusal, asked: Asked, limits: dosing.Limits
) -> tuple[Plan | Refusal, tuple[Refusal | Warn, ...]]:
    if isinstance(plan, Refusal):
        return plan, (plan,)
    height, last = asked.height, asked.last_weight
    weighing = dosing.Weighing(
        kg=plan.weight_kg,
        on=None,  # a calculator knows no date of weighing: R16 is the clinic's to ask
        height_cm=dosing.read_height(height, argument="--height") if height else None,
        last_kg=dosing.read_weight(last, argument="--last-weight") if last else None,
    )
    found = (
        *dosing.check_weighing(weighing, uses_actual_weight=True),
        *dosing.check_plan(plan=plan, actual_kg=plan.weight_kg, limits=limits),
    )
    final = next((one for one in found if isinstance(one, Refusal) and _nobody(one)), None)
    return (plan if final is None else final), found


def _nobody(refusal: Refusal) -> bool:
    return refusal.override is Override.NONE


def _unused(asked: Asked, route: str, *names: str) -> None:
    for name in names:
        if typed := getattr(asked, name):
            argument = f"--{name.replace('_', '-')}"
            wrong = f"it has no meaning with --route {route}"
            raise EntryError(argument, typed, wrong=wrong, accepted="leave it out")


def _instant(text: str) -> datetime:
    accepted = "an instant with its offset, such as 2026-11-01T05:50Z"
    try:
        return calendar.in_utc(datetime.fromisoformat(text))
    except ValueError as error:
        wrong = f"{text!r} is no instant"
        raise EntryError("--start", text, wrong=wrong, accepted=accepted) from error


def _unreadable(error: EntryError, *, as_json: bool) -> NoReturn:
    if as_json:
        body = {key: getattr(error, key) for key in ("argument", "typed", "wrong", "accepted")}
        typer.echo(json.dumps({"error": body}, indent=2))
    typer.echo(str(error), err=True)
    raise typer.Exit(2) from error


def _as_data(
    plan: Plan | Refusal, findings: tuple[Refusal | Warn, ...], begins: datetime | None
) -> dict[str, Any]:
    """The documented keys first; null where there is no such number, or where it is refused."""
    exact = getattr(plan, "exact", plan)
    data: dict[str, Any] = {key: _number(getattr(exact, key, None)) for key in NUMBERS}
    minutes = getattr(plan, "minutes", None)
    data["minutes"] = _number(minutes)
    if isinstance(plan, SprayPlan):
        data |= {"devices": plan.devices, "due_min": [_number(due) for due in plan.due_min]}
    elif not isinstance(plan, Refusal):
        data["dose_mg_per_kg"] = _number(plan.dose_mg_per_kg)
        data["weight_kg"] = _number(plan.weight_kg)
        data["rounded"] = {key: _number(value) for key, value in asdict(plan.ordered).items()}
        data["preparation"] = getattr(plan, "preparation", None)
    if begins is not None and minutes is not None:
        data["end"] = calendar.after(begins, minutes=Fraction(minutes)).isoformat()
    for kind, name in ((Refusal, "refusals"), (Warn, "warnings")):
        data[name] = [_finding(one) for one in findings if isinstance(one, kind)]
    data["sources"] = [str(source) for source in explain((plan, findings))]
    return data


def _finding(finding: Refusal | Warn) -> dict[str, Any]:
    data: dict[str, Any] = {
        "rule": finding.rule,
        "reason": finding.reason,
        "seen": dict(finding.seen),
        "source": str(finding.source),
    }
    if isinstance(finding, Refusal):
        data |= {"remedy": finding.remedy, "override": finding.override.value}
    return data


def _number(value: Decimal | Fraction | int | None) -> float | int | None:
    """Exact numbers as JSON's: an integer where it is one, else the nearest double."""
    if value is None or isinstance(value, int):
        return value
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else float(exact)
