"""`morrow export-model`: a model for other programs, as SBML or as a NONMEM-style dataset.

Exit 0: written.  1: the model does not answer for this drug, route or patient.  2: an entry could not
be read, a file could not be written, or a package is missing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from morrow import pharmacology
from morrow.commands import asked as options
from morrow.commands.asked import Asked, patient_of, refused, regimen_of, times_of
from morrow.commands.files import leave, needed, written
from morrow.commands.reading import ReadingError
from morrow.evidence import Refusal
from morrow.pharmacology import Model, Patient, Regimen, RegimenError, interchange

T = TypeVar("T")


def export_model(
    *,
    model: options.ModelOption,
    weight: options.Weight,
    dose: options.DoseOption = "",
    route: options.RouteOption = "",
    over: options.Over = "",
    at: options.At = "",
    drug: options.DrugOption = "",
    age: options.Age = "",
    ancestry: options.Ancestry = "",
    days: options.Days = "",
    given: options.Given = "",
    extrapolate: options.Extrapolate = False,
    sbml: Annotated[str, typer.Option(help="The model and its doses: FILE.xml.")] = "",
    nonmem: Annotated[str, typer.Option(help="The doses and simulated DVs: FILE.csv.")] = "",
) -> None:
    """Write a model, with the doses of a regimen if there are any, for other programs.

    SBML holds the parameters of this patient, the rate laws and the doses as events.  The dataset
    has the concentrations at the minutes --at as its DV, in ng/mL.
    """
    asked = Asked(
        model=model, weight=weight, dose=dose, route=route, over=over, drug=drug, age=age,
        ancestry=ancestry, days=days, given=given, extrapolate=extrapolate,
    )  # fmt: skip
    if not (sbml or nonmem):
        leave("--sbml, --nonmem: name at least one file to write")
    if sbml:
        needed("--sbml", "libsbml", "sbml")
    chosen = asked.chosen()
    try:
        patient = patient_of(asked)
        regimen = regimen_of(asked, chosen) if asked.doses or nonmem else None
        if nonmem and regimen is not None:
            _nonmem(chosen, patient, regimen, times_of(at, regimen), Path(nonmem))
        if sbml:
            _sbml(chosen, patient, regimen, Path(sbml))
    except (ReadingError, RegimenError) as error:
        leave(str(error))


def _sbml(model: Model, patient: Patient, regimen: Regimen | None, path: Path) -> None:
    text = _answer(interchange.as_sbml(model, patient, regimen))
    with written("--sbml", path):
        path.write_text(text, "utf-8")
    doses = 0 if regimen is None else len(regimen.doses)
    typer.echo(f"{path}: SBML Level 3; time in min, amounts in mg; doses as events: {doses}")


def _nonmem(
    model: Model, patient: Patient, regimen: Regimen, at: Sequence[float], path: Path
) -> None:
    trace = _answer(pharmacology.simulate(model, patient, regimen, at))
    with written("--nonmem", path):
        path.write_text(interchange.dataset([interchange.simulated(trace)], model), "utf-8")
    typer.echo(f"{path}: TIME in min, AMT in mg, RATE in mg/min, DV in ng/mL")
    typer.echo(f"{path}: {interchange.numbering_of(model, regimen.drug)}")


def _answer(found: T | Refusal) -> T:
    return refused(found) if isinstance(found, Refusal) else found
