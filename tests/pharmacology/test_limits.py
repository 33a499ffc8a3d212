"""Whom a model answers for: each limit from both sides, and what is said beyond it."""

import math
from typing import Final

import pytest

from morrow.evidence import Refusal, Status
from morrow.pharmacology import (
    Dose,
    Drug,
    Model,
    Patient,
    Regimen,
    Route,
    Trace,
    infusion,
    models,
    simulate,
)

EVERY: Final = pytest.mark.parametrize("model", models.ALL.values(), ids=list(models.ALL))
WEIGHED: Final = [model for model in models.ALL.values() if model.weight_kg is not None]
AGED: Final = [model for model in models.ALL.values() if model.age_y is not None]


def someone(model: Model, weight: float | None = None, age: float | None = None) -> Patient:
    """Somebody amidst those whom the model was made with, but for what is given."""
    if weight is None:
        weight = (
            70.0 if model.weight_kg is None else (model.weight_kg.low + model.weight_kg.high) / 2
        )
    if age is None:
        age = 8.0 if model.age_y is None else (model.age_y.low + model.age_y.high) / 2
    return Patient(weight_kg=weight, age_y=age)


def ask(
    model: Model, patient: Patient, drug: Drug | None = None, route: Route = Route.IV
) -> object:
    dose = (
        infusion(amount_mg=10, over_min=10)
        if route is Route.IV
        else Dose(route=route, at_min=0, amount_mg=28)
    )
    return simulate(model, patient, Regimen(drug=drug or model.drugs[0], doses=(dose,)), (0, 10))


def refused(found: object, rule: str) -> Refusal:
    assert isinstance(found, Refusal)
    assert found.rule == rule
    assert found.remedy
    assert found.source.status is Status.PROPOSED
    return found


def answered(found: object) -> Trace:
    assert isinstance(found, Trace), found
    return found


@EVERY
def test_a_model_answers_by_its_own_drugs_alone(model: Model) -> None:
    for drug in Drug:
        found = ask(model, someone(model), drug)
        if drug in model.drugs:
            assert not answered(found).extrapolated
        else:
            assert f"not with {drug}" in refused(found, "PK1").reason


@EVERY
def test_a_model_answers_by_its_own_routes_alone(model: Model) -> None:
    for route in Route:
        found = ask(model, someone(model), route=route)
        if route in model.routes:
            answered(found)
        else:
            assert f"has no {route} route" in refused(found, "PK2").reason


@EVERY
def test_no_extrapolation_mends_a_drug_or_a_route(model: Model) -> None:
    wide = model.extrapolated()
    for drug in set(Drug) - set(model.drugs):
        refused(ask(wide, someone(model), drug), "PK1")
    for route in set(Route) - set(model.routes):
        refused(ask(wide, someone(model), route=route), "PK2")


@pytest.mark.parametrize("model", WEIGHED, ids=lambda model: model.name)
def test_each_limit_of_weight_on_both_sides(model: Model) -> None:
    assert model.weight_kg is not None
    for edge, beyond in ((model.weight_kg.low, -math.inf), (model.weight_kg.high, math.inf)):
        assert not answered(ask(model, someone(model, edge))).extrapolated
        outside = someone(model, math.nextafter(edge, beyond))
        assert "weight" in refused(ask(model, outside), "PK4").reason
        assert answered(ask(model.extrapolated(), outside)).extrapolated


@pytest.mark.parametrize("model", AGED, ids=lambda model: model.name)
def test_each_limit_of_age_on_both_sides(model: Model) -> None:
    assert model.age_y is not None
    edges = [(model.age_y.low, -math.inf), (model.age_y.high, math.inf)]
    for edge, beyond in edges:
        assert not answered(ask(model, someone(model, age=edge))).extrapolated
        if edge == 0:
            continue  # nobody is younger
        outside = someone(model, age=math.nextafter(edge, beyond))
        assert "age" in refused(ask(model, outside), "PK4").reason
        assert answered(ask(model.extrapolated(), outside)).extrapolated


@EVERY
def test_a_limit_says_whether_it_is_the_papers_or_ours(model: Model) -> None:
    if model.weight_kg is None:
        return
    found = refused(ask(model, someone(model, model.weight_kg.high + 1)), "PK4")
    ours = model.weight_kg.source.status is Status.PROPOSED
    assert ("Morrow's own bounds" in found.reason) == ours
    assert ("the studied range" in found.reason.replace("the studied range was", "")) == (not ours)


@pytest.mark.parametrize("name", ["hornik_2018", "flint_2017"])
@pytest.mark.parametrize("age", [18.0, 45.0, None])
def test_a_model_of_children_refuses_adults_and_who_may_be_one(
    name: str, age: float | None
) -> None:
    model = models.ALL[name]
    patient = Patient(weight_kg=20, age_y=age)
    assert "not offered to adults" in refused(ask(model, patient), "PK3").reason
    assert answered(ask(model.extrapolated(), patient)).extrapolated


@pytest.mark.parametrize("name", ["hornik_2018", "flint_2017"])
def test_a_model_of_children_says_so_to_children(name: str) -> None:
    found = answered(ask(models.ALL[name], Patient(weight_kg=20, age_y=8)))
    assert "a children's model" in found.notes


def test_what_is_not_known_of_a_patient_is_said() -> None:
    model = models.ALL["perezruixo_2021"]
    notes = answered(ask(model, Patient(weight_kg=70))).notes
    assert any(note.startswith("age not given") for note in notes)
    assert any(note.startswith("ancestry not given") for note in notes)
    known = Patient(weight_kg=70, age_y=45, asian=False, japanese=False)
    assert answered(ask(model, known)).notes == ()


def test_every_mark_of_what_was_left_is_told() -> None:
    patient = Patient(weight_kg=200, age_y=90)
    notes = answered(ask(models.ALL["kamp_2020_meta"].extrapolated(), patient)).notes
    assert [note.split(":")[0] for note in notes] == ["EXTRAPOLATED", "EXTRAPOLATED"]


def test_what_was_assembled_says_so() -> None:
    notes = answered(ask(models.ALL["assembled_racemic"], Patient(weight_kg=70, age_y=40))).notes
    assert notes == ("assembled from several papers; as a whole published by nobody",)
