"""`morrow simulate`: concentrations after one dose or a regimen, with the sources behind them.

Exit 0: computed.  1: the model does not answer for this drug, route or patient, and says what it
would answer for.  2: an entry could not be read.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from morrow import pharmacology
from morrow.commands import effects_text, simulate_text
from morrow.commands.given_file import read_given
from morrow.commands.models import chosen_model
from morrow.commands.picture import picture
from morrow.commands.reading import ReadingError, in_unit, minutes, numbers, quantity
from morrow.evidence import Refusal
from morrow.pharmacology import (
    Dose,
    Drug,
    Model,
    Patient,
    Regimen,
    RegimenError,
    Route,
    given_rows,
    infusion,
    sprays,
)
from morrow.quantities import UnitError

Compute = Callable[[Model, Patient, Regimen, Sequence[float]], Any]
Chosen = TypeVar("Chosen", Drug, Route)


def simulate(
    *,
    model: Annotated[str, typer.Option(help="A model's name, as `morrow models` lists it.")],
    weight: Annotated[str, typer.Option(help="Body weight: 70 or 70kg.")],
    dose: Annotated[str, typer.Option(help="0.5mg/kg or 35mg.")] = "",
    route: Annotated[str, typer.Option(help="iv, im, nasal, oral or buccal.")] = "iv",
    over: Annotated[str, typer.Option(help="How long an iv dose runs; 0min is a bolus.")] = "",
    at: Annotated[str, typer.Option(help="Minutes: 0,5,10 or START:STOP:STEP.")] = "0:240:10",
    drug: Annotated[str, typer.Option(help="ketamine or esketamine; else the model's.")] = "",
    age: Annotated[str, typer.Option(help="Years.")] = "",
    ancestry: Annotated[str, typer.Option(help="asian, japanese or other, where it counts.")] = "",
    days: Annotated[str, typer.Option(help="A course, the dose on days 0,2,4,7,9,11.")] = "",
    given: Annotated[str, typer.Option(help="CSV of what was given: time,rate,amount,unit.")] = "",
    effects: Annotated[bool, typer.Option("--effects", help="Acute effects instead.")] = False,
    extrapolate: Annotated[
        bool, typer.Option("--extrapolate", help="Beyond who was studied, knowingly.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Machine output.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
    plot: Annotated[str, typer.Option(help="Also draw it: FILE.png, .svg or .pdf.")] = "",
) -> None:
    """Compute concentrations after one dose, a course, or what was given.

    Times are minutes from the first dose.  Plasma is that of the model's own sampling site.
    """
    asked = Asked(
        model=chosen_model(model).extrapolated() if extrapolate else chosen_model(model),
        weight=weight,
        dose=dose,
        route=route,
        over=over,
        drug=drug,
        age=age,
        ancestry=ancestry,
        days=days,
        given=given,
    )
    found = _answer(asked, at, pharmacology.acute_effects if effects else pharmacology.simulate)
    if plot:
        picture(found, Path(plot))
    shown = effects_text if effects else simulate_text
    write = shown.as_csv if as_csv else shown.as_json if as_json else shown.page
    typer.echo(write(found), nl=not as_csv)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as typed; empty: not given."""

    model: Model
    weight: str
    dose: str
    route: str
    over: str
    drug: str
    age: str
    ancestry: str
    days: str
    given: str


def _answer(asked: Asked, at: str, compute: Compute) -> Any:
    """What was computed; leaves with 1 where the model refuses, with 2 where an entry cannot be read."""
    try:
        patient, regimen = _patient(asked), _regimen(asked)
        found = compute(asked.model, patient, regimen, minutes("--at", at))
    except (ReadingError, RegimenError) as error:
        _unreadable(str(error))
    if isinstance(found, Refusal):
        typer.echo(f"{found.rule}: {found.reason}\n{found.remedy}", err=True)
        raise typer.Exit(1)
    return found


def _unreadable(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _patient(asked: Asked) -> Patient:
    known = {"": (None, None), "asian": (True, False), "japanese": (True, True)}
    known["other"] = (False, False)
    if asked.ancestry not in known:
        raise ReadingError(f"--ancestry: {asked.ancestry!r}; write asian, japanese or other")
    asian, japanese = known[asked.ancestry]
    return Patient(
        weight_kg=in_unit("--weight", asked.weight, "kg", bare=True),
        age_y=numbers("--age", asked.age)[0] if asked.age else None,
        asian=asian,
        japanese=japanese,
    )


def _regimen(asked: Asked) -> Regimen:
    drug = asked.model.drugs[0] if not asked.drug else _choice("--drug", asked.drug, Drug)
    route = _choice("--route", asked.route, Route)
    if asked.given and (asked.dose or asked.over):
        raise ReadingError("--given: a file of what was given stands alone, without a dose")
    if asked.given:
        regimen = given_rows(read_given(Path(asked.given)), drug=drug, route=route)
    else:
        regimen = Regimen(drug=drug, doses=_doses(asked, route))
    return regimen.repeated(numbers("--days", asked.days)) if asked.days else regimen


def _doses(asked: Asked, route: Route) -> tuple[Dose, ...]:
    if not asked.dose:
        raise ReadingError("--dose: give a dose such as 0.5mg/kg or 35mg, or --given FILE")
    mg = _milligrams(asked)
    if route is Route.IV:
        if not asked.over:
            raise ReadingError("--over: an iv dose needs a time, such as 40min; 0min is a bolus")
        return (infusion(amount_mg=mg, over_min=_duration(asked.over)),)
    if asked.over:
        raise ReadingError(f"--over: only an iv dose runs over a time, not one by {route} route")
    if route is Route.NASAL and route in asked.model.routes:
        return sprays(mg)
    return (Dose(route=route, at_min=0.0, amount_mg=mg),)


def _milligrams(asked: Asked) -> float:
    found = quantity("--dose", asked.dose)
    try:
        mg = float(found.to("mg"))
    except UnitError:
        per_kg = in_unit("--dose", asked.dose, "mg/kg")
        mg = per_kg * in_unit("--weight", asked.weight, "kg", bare=True)
    if mg <= 0:
        raise ReadingError(f"--dose: must be more than 0 mg, not {asked.dose}")
    return mg


def _duration(text: str) -> float:
    try:
        value = float(quantity("--over", text).to("min"))
    except UnitError as error:
        raise ReadingError(f"--over: {error}") from None
    if value < 0 or not math.isfinite(value):
        raise ReadingError(f"--over: a dose cannot last {text}; 0min is a bolus")
    return value


def _choice(option: str, text: str, kind: type[Chosen]) -> Chosen:
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(kind)
        raise ReadingError(f"{option}: {text!r} is not known; write one of {known}") from None
