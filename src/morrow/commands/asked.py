"""The options that say who gets what: read once, for every command that computes a regimen."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from morrow.commands.files import leave
from morrow.commands.given_file import read_given
from morrow.commands.models import chosen_model
from morrow.commands.reading import ReadingError, in_unit, numbers, quantity
from morrow.evidence import Refusal
from morrow.pharmacology import (
    Dose,
    Drug,
    Model,
    Patient,
    Regimen,
    Route,
    given_rows,
    infusion,
    sprays,
)
from morrow.quantities import UnitError

Chosen = TypeVar("Chosen", Drug, Route)

ModelOption = Annotated[str, typer.Option(help="A model's name, as `morrow models` lists it.")]
Weight = Annotated[str, typer.Option(help="Body weight: 70 or 70kg.")]
DoseOption = Annotated[str, typer.Option(help="0.5mg/kg or 35mg.")]
RouteOption = Annotated[str, typer.Option(help="iv, im, nasal, oral or buccal.")]
Over = Annotated[str, typer.Option(help="How long an iv dose runs; 0min is a bolus.")]
At = Annotated[str, typer.Option(help="Minutes: 0,5,10 or START:STOP:STEP.")]
DrugOption = Annotated[str, typer.Option(help="ketamine or esketamine; else the model's.")]
Age = Annotated[str, typer.Option(help="Years.")]
Ancestry = Annotated[str, typer.Option(help="asian, japanese or other, where it counts.")]
Days = Annotated[str, typer.Option(help="A course, the dose on days 0,2,4,7,9,11.")]
Given = Annotated[str, typer.Option(help="CSV of what was given: time,rate,amount,unit.")]
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
    """Leave with 1: the model does not answer, and says what it would answer for."""
    leave(f"{refusal.rule}: {refusal.reason}\n{refusal.remedy}", code=1)


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
    drug = model.drugs[0] if not asked.drug else _choice("--drug", asked.drug, Drug)
    route = _choice("--route", asked.route, Route)
    if asked.given and (asked.dose or asked.over):
        raise ReadingError("--given: a file of what was given stands alone, without a dose")
    if asked.given:
        regimen = given_rows(read_given(Path(asked.given)), drug=drug, route=route)
    else:
        regimen = Regimen(drug=drug, doses=_doses(asked, model, route))
    return regimen.repeated(numbers("--days", asked.days)) if asked.days else regimen


def _doses(asked: Asked, model: Model, route: Route) -> tuple[Dose, ...]:
    if not asked.dose:
        raise ReadingError("--dose: give a dose such as 0.5mg/kg or 35mg, or --given FILE")
    mg = _milligrams(asked)
    if route is Route.IV:
        if not asked.over:
            raise ReadingError("--over: an iv dose needs a time, such as 40min; 0min is a bolus")
        return (infusion(amount_mg=mg, over_min=_duration(asked.over)),)
    if asked.over:
        raise ReadingError(f"--over: only an iv dose runs over a time, not one by {route} route")
    if route is Route.NASAL and route in model.routes:
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
