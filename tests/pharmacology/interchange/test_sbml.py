"""Models as SBML: libRoadRunner, which knows nothing of Morrow, computes the same concentrations.

libRoadRunner rescales one absolute tolerance by the state, and then fails or loses the small
metabolites: both tolerances are tight here, the absolute one far below any amount asked for.
"""

import html
import re
from collections.abc import Iterator
from typing import Any, Final

import libsbml
import numpy as np
import pytest
import roadrunner

from morrow.evidence import Refusal, explain
from morrow.pharmacology import (
    Dose,
    Drug,
    Model,
    Patient,
    Regimen,
    RegimenError,
    Route,
    infusion,
    models,
    simulate,
)
from morrow.pharmacology.engine import Trace
from morrow.pharmacology.interchange import as_sbml
from morrow.pharmacology.interchange.sbml import MOST_DOSES, TYPICAL_UNITS
from morrow.pharmacology.interchange.sbml_document import sid
from morrow.pharmacology.interchange.symbolic import Term
from morrow.pharmacology.model import SCALES

ADULT: Final = Patient(weight_kg=70, age_y=24, asian=False, japanese=False)
CHILD: Final = Patient(weight_kg=30, age_y=8)
AT: Final = (0, 0.5, 2, 12.5, 13, 20, 33, 39, 60, 120, 181.5, 240, 361, 400, 600, 1440)
"""Minutes: soon after each edge of the regimens and between, never at a bolus itself."""

AGREEMENT: Final = 1e-6
CASES: Final = [
    pytest.param(model, route, id=f"{model.name} {route}")
    for model in models.ALL.values()
    for route in model.routes
]


def patient_of(model: Model) -> Patient:
    return CHILD if model.children or model.name == "herd_2007" else ADULT


def regimen_of(model: Model, route: Route) -> Regimen:
    """Two doses of one sitting, the second while the first still enters, and an infusion later."""
    later = infusion(amount_mg=20, over_min=20, at_min=360)
    first = (
        (infusion(amount_mg=35, over_min=40), Dose(route=route, at_min=15, amount_mg=10))
        if route is Route.IV
        else tuple(Dose(route=route, at_min=at, amount_mg=28) for at in (0, 5))
    )
    return Regimen(drug=model.drugs[0], doses=(*first, later))


def written(model: Model, patient: Patient, regimen: Regimen | None = None) -> str:
    found = as_sbml(model, patient, regimen)
    assert isinstance(found, str), found
    return found


def by_roadrunner(text: str, names: list[str], at: tuple[float, ...] = AT) -> Any:
    """ng/mL, shape (times, names)."""
    runner = roadrunner.RoadRunner(text)
    runner.integrator.relative_tolerance = 1e-10
    runner.integrator.absolute_tolerance = 1e-18
    runner.integrator.setValue("maximum_num_steps", 200_000)
    selections = ["time", *(identifier(name) for name in names)]
    return np.array(runner.simulate(times=list(at), selections=selections))[:, 1:]


def identifier(name: str) -> str:
    plasma = name.removesuffix(" (effect site)")
    return f"{'C' if plasma == name else 'Ce'}_{sid(plasma)}"


def disagreement(model: Model, text: str, regimen: Regimen) -> float:
    """Worst relative difference; below a hundred-millionth of the peak, relative to that."""
    trace = simulate(model, patient_of(model), regimen, AT)
    assert isinstance(trace, Trace), trace
    wanted = np.column_stack(list(trace.ng_per_ml.values()))
    found = by_roadrunner(text, list(model.compounds))
    size = np.maximum(np.abs(wanted), 1e-8 * np.abs(wanted).max(axis=0))
    return float((np.abs(found - wanted) / size).max())


@pytest.mark.parametrize(("model", "route"), CASES)
def test_another_simulator_computes_the_same_from_the_file(model: Model, route: Route) -> None:
    regimen = regimen_of(model, route)
    text = written(model, patient_of(model), regimen)
    assert disagreement(model, text, regimen) <= AGREEMENT


def test_a_changed_parameter_would_be_noticed() -> None:
    model = models.ALL["kamp_2020_meta"]
    regimen = regimen_of(model, Route.IV)
    text = written(model, ADULT, regimen)
    changed = re.sub(r'(id="V2"[^>]*value=")56"', r'\g<1>56.001"', text)
    assert changed != text
    assert disagreement(model, changed, regimen) > AGREEMENT


def test_two_sprays_at_once_are_both_given() -> None:
    model = models.ALL["perezruixo_2021"]
    spray = Dose(route=Route.NASAL, at_min=0, amount_mg=28)
    regimen = Regimen(drug=Drug.ESKETAMINE, doses=(spray, spray))
    assert disagreement(model, written(model, ADULT, regimen), regimen) <= AGREEMENT


@pytest.mark.parametrize(("drug", "share"), [(Drug.KETAMINE, 0.5), (Drug.ESKETAMINE, 1.0)])
def test_of_a_racemic_dose_half_enters_a_model_of_s_ketamine(drug: Drug, share: float) -> None:
    """By hand: 10 mg at once into 133 L (Otto 2021, 70 kg) is 75.19 ng/mL of the whole at once."""
    dose = Dose(route=Route.IV, at_min=0, amount_mg=10)
    text = written(models.ALL["otto_2021"], ADULT, Regimen(drug=drug, doses=(dose,)))
    [[_], [after]] = by_roadrunner(text, ["S-ketamine"], at=(0, 1e-6))
    assert after == pytest.approx(share * 10 / 133 * 1000, rel=1e-6)


@pytest.mark.parametrize(("model", "route"), CASES)
def test_the_file_is_valid_sbml_with_consistent_units(model: Model, route: Route) -> None:
    """libsbml's own checks, without one warning: units of every rate law and event included."""
    text = written(model, patient_of(model), regimen_of(model, route))
    document = libsbml.readSBMLFromString(text)
    document.checkConsistency()
    assert list(complaints(document)) == []


def complaints(document: Any) -> Iterator[str]:
    for number in range(document.getNumErrors()):
        yield document.getError(number).getMessage()


def test_a_wrong_unit_would_be_noticed() -> None:
    text = written(models.ALL["domino_1984"], ADULT)
    wrong = re.sub(r'(id="k10"[^>]*units=")per_min"', r'\g<1>min"', text)
    document = libsbml.readSBMLFromString(wrong)
    document.checkConsistency()
    assert list(complaints(document))


@pytest.mark.parametrize("model", models.ALL.values(), ids=list(models.ALL))
def test_the_notes_carry_sources_limits_and_what_was_assumed(model: Model) -> None:
    model_ = libsbml.readSBMLFromString(written(model, patient_of(model))).getModel()
    notes = plain(html.unescape(model_.getNotesString()))
    said = (*model.assumptions, *model.defects, model.population, "not a medical device")
    limits = [str(each) for each in (model.weight_kg, model.age_y) if each is not None]
    sources = [source.citation for source in explain((model.source, model.parameters))]
    for words in (*said, *limits, *sources):
        assert plain(words) in notes
    assert model_.getLevel() == 3


def plain(words: str) -> str:
    """One line, whatever typeset it."""
    return " ".join(words.split())


def test_beyond_its_limits_a_model_is_refused_or_marked() -> None:
    model, light = models.ALL["kamp_2020_meta"], Patient(weight_kg=39.9)
    refused = as_sbml(model, light)
    assert isinstance(refused, Refusal)
    assert refused.rule == "PK4"
    assert "EXTRAPOLATED" in written(model.extrapolated(), light)
    assert "EXTRAPOLATED" not in written(model, Patient(weight_kg=40))


def test_a_route_that_the_model_lacks_is_refused() -> None:
    dose = Dose(route=Route.NASAL, at_min=0, amount_mg=28)
    refused = as_sbml(models.ALL["domino_1984"], ADULT, Regimen(drug=Drug.KETAMINE, doses=(dose,)))
    assert isinstance(refused, Refusal)
    assert refused.rule == "PK2"


def bolus_at(at_min: float) -> Dose:
    return Dose(route=Route.IV, at_min=at_min, amount_mg=1)


@pytest.mark.parametrize(
    ("doses", "said"),
    [
        ((bolus_at(-1),), "begins at time 0"),
        (tuple(bolus_at(at) for at in range(MOST_DOSES + 1)), "at most 500 doses, not 501"),
    ],
)
def test_what_a_file_cannot_hold_is_said(doses: tuple[Dose, ...], said: str) -> None:
    with pytest.raises(RegimenError, match=said):
        as_sbml(models.ALL["domino_1984"], ADULT, Regimen(drug=Drug.KETAMINE, doses=doses))


def test_every_unit_of_a_paper_has_one_in_sbml() -> None:
    assert set(TYPICAL_UNITS) == set(SCALES)


def test_a_formula_keeps_its_value() -> None:
    """By hand: (2 - 0.5) / 3 + 1 = 1.5."""
    half, three = Term("half", 0.5), Term("three", 3.0)
    found = (2 - half) / three + 1.0
    assert found == 1.5
    assert found.formula == "(((2.0 dimensionless - half) / three) + 1.0 dimensionless)"
    assert (half * 1.0).formula == "half"
    assert bool(half - 0.5) is False
    assert {half: "x"}[Term("other", 0.5)] == "x"
    assert [each.value for each in (3 / three, 1 + half, 2 * half)] == [1, 1.5, 1]
