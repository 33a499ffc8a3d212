"""The options that say who gets what: read once, for every command that computes a regimen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from morrow.commands import given_file
from morrow.commands.files import leave
from morrow.commands.models import chosen_model
from morrow.commands.reading import ReadingError, in_unit, milligrams, minutes, numbers, quantity
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
from morrow.pharmacology.limits import EXTRAPOLATE
from morrow.pharmacology.regimen import usual_times
from morrow.quantities import UnitError

Chosen = TypeVar("Chosen", Drug, Route)

ModelOption = Annotated[str, typer.Option(help="A model's name, as `morrow models` lists it.")]
Weight = Annotated[str, typer.Option(help="Body weight: 70 or 70kg.")]
DoseOption = Annotated[str, typer.Option(help="0.5mg/kg or 35mg.")]
RouteOption = Annotated[str, typer.Option(help="iv, im, nasal, oral or buccal; else iv.")]
Over = Annotated[str, typer.Option(help="How long an iv dose runs; 0min is a bolus.")]
At = Annotated[
    str, typer.Option(help="Minutes: 0,5,10 or START:STOP:STEP; else the doses, 4 h each.")
]
DrugOption = Annotated[str, typer.Option(help="ketamine or esketamine; else the model's.")]
Age = Annotated[str, typer.Option(help="Years.")]
Ancestry = Annotated[str, typer.Option(help="asian, japanese or other, where it counts.")]
Days = Annotated[str, typer.Option(help="A course, the dose on days 0,2,4,7,9,11.")]
Given = Annotated[
    str, typer.Option(help="CSV of what was given: time,rate,amount,unit[,route,drug].")
]
Extrapolate = Annotated[
    bool, typer.Option("--extrapolate", help="Beyond who was studied, knowingly.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as typed; empty: not given."""

    model: str
    weight: str
    dose: str
    route: str
    over: str
    drug: str
    age: str
    ancestry: str
    days: str
    given: str
    extrapolate: bool

    @property
    def doses(self) -> bool:
        """Whether anything was said of a dose."""
        return bool(self.dose or self.given or self.over or self.days)

    def chosen(self) -> Model:
        """The model; leaves with 2 where there is none of that name."""
        model = chosen_model(self.model)
        return model.extrapolated() if self.extrapolate else model


def refused(refusal: Refusal) -> NoReturn:
    """Leave with 1: the model does not answer, and says what it would answer for, by which option."""
    remedy = refusal.remedy.replace(EXTRAPOLATE, f"--{EXTRAPOLATE}")
    about = refusal.seen.get("about")
    option = f"--{about}: " if about else ""
    leave(f"{refusal.rule}: {refusal.reason}\n{option}{remedy}", code=1)


def patient_of(asked: Asked) -> Patient:
    """ReadingError where an option cannot be read."""
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


def regimen_of(asked: Asked, model: Model) -> Regimen:
    """ReadingError or RegimenError where the options give none."""
    drug = _choice("--drug", asked.drug, Drug) if asked.drug else None
    route = _choice("--route", asked.route, Route) if asked.route else None
    if asked.given and (asked.dose or asked.over):
        raise ReadingError("--given: a file of what was given stands alone, without a dose")
    if asked.given:
        regimen = _given(asked.given, model, drug, route)
    else:
        doses = _doses(asked, model, route or Route.IV)
        regimen = Regimen(drug=drug or model.drugs[0], doses=doses)
    return _repeated(regimen, asked.days) if asked.days else regimen


def times_of(at: str, regimen: Regimen) -> Sequence[float]:
    """The minutes asked for; where none are, every ten minutes for four hours after each sitting."""
    return minutes("--at", at) if at else usual_times(regimen.doses)


def _given(file: str, model: Model, drug: Drug | None, route: Route | None) -> Regimen:
    told = given_file.read_given(Path(file))
    drug = _agreed("--drug", drug, file, told.drug) or model.drugs[0]
    route = _agreed("--route", route, file, told.route) or _only_route(file, told, model)
    try:
        return given_rows(told.rows, drug=drug, route=route)
    except RegimenError as error:
        raise ReadingError(f"--given {file}: {error}") from None


def _agreed(option: str, asked: Chosen | None, file: str, told: Chosen | None) -> Chosen | None:
    """What the option or the file says; ReadingError where they contradict each other."""
    if asked and told and asked is not told:
        raise ReadingError(
            f"{option}: {asked}, but --given {file} tells {told}; leave {option} out"
        )
    return asked or told


def _only_route(file: str, told: given_file.Given, model: Model) -> Route:
    """The route where nobody named one: a rate is given iv, and a model may have one route only."""
    if told.rows and told.only_rates:
        return Route.IV
    if told.rows and len(model.routes) > 1:
        raise ReadingError(
            f"--route: --given {file} tells no route, and {model.name} has several; "
            f"write one of {', '.join(model.routes)}"
        )
    return model.routes[0]


def _repeated(regimen: Regimen, days: str) -> Regimen:
    try:
        return regimen.repeated(numbers("--days", days))
    except RegimenError as error:
        raise ReadingError(f"--days: {days} cannot be; {error}") from None


def _doses(asked: Asked, model: Model, route: Route) -> tuple[Dose, ...]:
    if not asked.dose:
        raise ReadingError("--dose: give a dose such as 0.5mg/kg or 35mg, or --given FILE")
    mg = milligrams("--dose", asked.dose, in_unit("--weight", asked.weight, "kg", bare=True))
    if route is Route.IV:
        if not asked.over:
            raise ReadingError("--over: an iv dose needs a time, such as 40min; 0min is a bolus")
        return (infusion(amount_mg=mg, over_min=_duration(asked.over)),)
    if asked.over:
        raise ReadingError(f"--over: only an iv dose runs over a time, not one by {route} route")
    if route is Route.NASAL and route in model.routes:
        return sprays(mg)
    return (Dose(route=route, at_min=0.0, amount_mg=mg),)


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
