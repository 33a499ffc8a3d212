"""A model as SBML Level 3 Version 1, with the doses of a regimen as events.

Time in minutes, amounts in mg, volumes in L, concentrations in ng/mL.  Parameters are those of one
patient, so that whoever reads the file sees what was computed with; the rate laws name them.

    compartment   each of the model's; its size is a volume where the model reads a concentration
                  there, and 1 L by convention elsewhere (only the amount counts)
    species A_x   the amount in compartment x
    C_y, Ce_y     concentration of compound y in plasma, and at its effect site
    dose_n        mg of dose n; input_n the rate of an infusion or uptake, switched by events
"""

from collections.abc import Iterator
from typing import Final

from morrow.evidence import Refusal, explain
from morrow.pharmacology.engine import NG_PER_ML, shown_name
from morrow.pharmacology.interchange.sbml_document import Document, sid
from morrow.pharmacology.interchange.symbolic import Term, term
from morrow.pharmacology.limits import admitted
from morrow.pharmacology.model import ELIMINATED, Drug, Entry, Model, Observed, Patient, Structure
from morrow.pharmacology.regimen import Dose, Regimen, RegimenError, by_sitting

MOST_DOSES: Final = 500
"""Each dose is up to eight events, and simulators look at every event at every step."""

TYPICAL_UNITS: Final = {
    "L/kg": "L",
    "L/70kg": "L",
    "L": "L",
    "L/h/70kg": "L_per_min",
    "L/min/70kg": "L_per_min",
    "L/h": "L_per_min",
    "1/min": "per_min",
    "1/h": "per_min",
    "h": "min",
    "min": "min",
    "fraction": "dimensionless",
}
"""Unit of a paper → the unit of `Model.typical`, by its SBML name."""

NOT_FOR_CARE: Final = (
    "Decision support and research only; not a medical device. Of the typical patient: variation "
    "between patients and between measurements is not in this file."
)


def as_sbml(model: Model, patient: Patient, regimen: Regimen | None = None) -> str | Refusal:
    """The SBML document; a Refusal where the model was not made for this patient or these doses.

    RegimenError where there are too many doses, or one before time 0.
    """
    notes = admitted(model, patient, regimen)
    if isinstance(notes, Refusal):
        return notes
    _check(regimen)
    typical = model.typical(patient)
    values = {name: Term(sid(name), float(value)) for name, value in typical.items()}
    structure = model.structure(values)
    drug = model.drugs[0] if regimen is None else regimen.drug
    document = Document(model.name, model.title)
    document.add_notes(_notes(model, patient, regimen, notes))
    for each in model.parameters:
        paper = f"{each.name}: {each.value:g} {each.unit} in {each.source.key}"
        unit = TYPICAL_UNITS[each.unit]
        document.add_parameter(sid(each.name), values[each.name].value, unit, paper)
    document.add_parameter("ng_per_mL_in_mg_per_L", NG_PER_ML, "ug_per_mg")
    _add_compartments(document, structure)
    _add_flows(document, structure)
    _add_readings(document, structure, drug)
    if regimen is not None:
        _add_doses(document, structure, regimen)
    return document.text()


def _check(regimen: Regimen | None) -> None:
    if regimen is None:
        return
    if len(regimen.doses) > MOST_DOSES:
        raise RegimenError(f"SBML takes at most {MOST_DOSES} doses, not {len(regimen.doses):,}")
    first = regimen.doses[0].at_min
    if first < 0:
        raise RegimenError(f"SBML begins at time 0; the first dose stands at {first:g} min")


def _compartments(structure: Structure) -> tuple[str, ...]:
    ways = [way for route in structure.entries.values() for nth in route for way in nth]
    flowing = [name for flow in structure.flows for name in (flow.source, flow.target)]
    found = dict.fromkeys([*flowing, *(way.compartment for way in ways)])
    return tuple(name for name in found if name != ELIMINATED)


def _add_compartments(document: Document, structure: Structure) -> None:
    litres = {each.compartment: term(each.litres).value for each in structure.observed}
    for name in _compartments(structure):
        document.add_compartment(f"V_{sid(name)}", name, litres.get(name, 1.0))
        document.add_amount(f"A_{sid(name)}", f"mg in {name}", f"V_{sid(name)}")


def _add_flows(document: Document, structure: Structure) -> None:
    for number, flow in enumerate(structure.flows, 1):
        source = f"A_{sid(flow.source)}"
        target = "" if flow.target == ELIMINATED else f"A_{sid(flow.target)}"
        law = f"{term(flow.rate).formula} * {source}"
        name = f"{flow.source} to {flow.target}"
        document.add_reaction(f"flow_{number}", name, source, target, law)


def _add_readings(document: Document, structure: Structure, drug: Drug) -> None:
    """Concentrations in plasma by rules, at effect sites by their differential equation."""
    plasma = {each.compound: _concentration(each) for each in structure.observed}
    for compound, formula in plasma.items():
        name = f"{shown_name(compound, drug)}, ng/mL"
        document.add_parameter(f"C_{sid(compound)}", 0.0, "ng_per_mL", name, varies=True)
        document.add_rule(f"C_{sid(compound)}", formula)
    for site in structure.biophases:
        identifier = f"Ce_{sid(site.compound)}"
        name = f"{shown_name(site.compound, drug)} at the effect site, ng/mL"
        document.add_parameter(identifier, 0.0, "ng_per_mL", name, varies=True)
        ke0 = term(site.ke0_per_min).formula
        rule = f"{ke0} * (C_{sid(site.compound)} - {identifier})"
        document.add_rule(identifier, rule, rate=True)


def _concentration(seen: Observed) -> str:
    amount, litres = f"A_{sid(seen.compartment)}", term(seen.litres, "L").formula
    factor = Term("ng_per_mL_in_mg_per_L", NG_PER_ML) * seen.scale
    return f"{factor.formula} * {amount} / {litres}"


def _add_doses(document: Document, structure: Structure, regimen: Regimen) -> None:
    inputs = 0
    for number, (dose, nth) in enumerate(by_sitting(regimen.doses), 1):
        document.add_parameter(f"dose_{number}", dose.amount_mg, "mg", f"mg {dose.route}")
        ways = structure.entries[dose.route]
        for way in ways[min(nth, len(ways) - 1)]:
            share = way.moiety.share_of(regimen.drug)
            if share:
                inputs += 1
                amount = Term(f"dose_{number}", dose.amount_mg) * way.fraction * share
                _add_input(document, inputs, dose, way, amount)


def _add_input(document: Document, number: int, dose: Dose, way: Entry, amount: Term) -> None:
    """Part of a dose into a compartment: at once by one event, at a rate between two."""
    species, at_min = f"A_{sid(way.compartment)}", term(dose.at_min, "min")
    minutes = term(dose.over_min or way.minutes, "min")
    if not minutes:
        becomes = (species, f"{species} + {amount.formula}")
        document.add_event(f"bolus_{number}", "", at_min.formula, becomes)
        return
    rate = f"input_{number}"
    document.add_parameter(rate, 0.0, "mg_per_min", f"into {way.compartment}", varies=True)
    document.add_reaction(f"entry_{number}", f"into {way.compartment}", "", species, rate)
    document.add_event(f"on_{number}", "", at_min.formula, (rate, (amount / minutes).formula))
    document.add_event(f"off_{number}", "", (at_min + minutes).formula, (rate, "0 mg_per_min"))


def _notes(
    model: Model, patient: Patient, regimen: Regimen | None, marks: tuple[str, ...]
) -> Iterator[str]:
    age = "" if patient.age_y is None else f", {patient.age_y:g} years"
    yield f"{model.title}. {NOT_FOR_CARE}"
    yield f"Model: {model.source}"
    yield f"Made with: {model.population}. Plasma: {model.sampling}."
    for name, studied in (("weight", model.weight_kg), ("age", model.age_y)):
        said = "not seen" if studied is None else f"{studied}; {studied.source}"
        yield f"Limits of {name}: {said}"
    yield f"Parameters of this file: {patient.weight_kg:g} kg{age}."
    if regimen is not None:
        yield f"Doses: {regimen.drug}, {regimen.total_mg:g} mg in {len(regimen.doses)}."
    yield from marks
    yield from (f"Covariates: {line}" for line in model.covariate_notes)
    yield from (f"Assumed: {line}" for line in model.assumptions)
    yield from (f"Known to be wrong or missing: {line}" for line in model.defects)
    yield from (f"Source: {source}" for source in explain((model.source, model.parameters)))
