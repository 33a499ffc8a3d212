"""Whether a model answers for a drug, a route and a patient; what it took for granted if it does.

A model that is asked beyond what it was made with refuses, with what it would accept.  One who
knows that and wants the curve all the same asks `model.extrapolated()`, and every result is marked.
"""

from collections.abc import Iterator
from typing import Final

from morrow.evidence import Refusal, Status
from morrow.pharmacology import sources as s
from morrow.pharmacology.model import Model, Patient, Range
from morrow.pharmacology.regimen import Regimen

ADULT_AGE_Y: Final = 18
EXTRAPOLATED: Final = "EXTRAPOLATED"
EXTRAPOLATE: Final = "extrapolate, knowing that nobody like this was studied"
"""How a remedy words that choice; a command names its option instead."""


def admitted(model: Model, patient: Patient, regimen: Regimen | None) -> tuple[str, ...] | Refusal:
    """Notes for the reader, or the reason why this model does not answer (None: nothing given)."""
    if regimen is not None:
        for refusal in _never(model, regimen):
            return refusal
    beyond = tuple(_beyond(model, patient))
    if beyond and not model.extrapolate:
        return beyond[0]
    marks = tuple(f"{EXTRAPOLATED}: {each.reason}" for each in beyond)
    return (*marks, *_taken_for_granted(model, patient))


def _refused(
    rule: str, model: Model, what: str, reason: str, *, asked: str, remedy: str
) -> Refusal:
    """`what` of the patient or the regimen it is about: drug, route, weight or age."""
    return Refusal(
        rule=rule,
        reason=reason,
        source=s.MORROW_LIMITS,
        seen={"model": model.name, "about": what, "asked": asked},
        remedy=remedy,
    )


def _never(model: Model, regimen: Regimen) -> Iterator[Refusal]:
    """What no extrapolation mends: the model has no such drug, or no such route."""
    if regimen.drug not in model.drugs:
        accepted = " or ".join(model.drugs)
        reason = f"{model.name} was made with {accepted}, not with {regimen.drug}"
        remedy = f"give {accepted}, or another model"
        yield _refused("PK1", model, "drug", reason, asked=regimen.drug, remedy=remedy)
    for route in dict.fromkeys(dose.route for dose in regimen.doses):
        if route not in model.routes:
            accepted = ", ".join(model.routes)
            reason = f"{model.name} has no {route} route; it has {accepted}"
            remedy = f"choose a route among {accepted}"
            yield _refused("PK2", model, "route", reason, asked=route, remedy=remedy)


def _beyond(model: Model, patient: Patient) -> Iterator[Refusal]:
    """Limits of the patients studied."""
    if model.children and (patient.age_y is None or patient.age_y >= ADULT_AGE_Y):
        asked = "age not given" if patient.age_y is None else f"{patient.age_y:g} years"
        reason = f"{model.name} was made with children and is not offered to adults ({asked})"
        remedy = f"give an age under {ADULT_AGE_Y}, or {EXTRAPOLATE}"
        yield _refused("PK3", model, "age", reason, asked=asked, remedy=remedy)
    checks = (
        (model.weight_kg, patient.weight_kg, "a", "weight"),
        (model.age_y, patient.age_y, "an", "age"),
    )
    for studied, value, article, what in checks:
        if studied is not None and value is not None and not studied.holds(value):
            asked = f"{value:g} {studied.unit}"
            reason = f"{article} {what} of {asked} lies outside {_words(studied)} of {model.name}"
            remedy = f"give {article} {what} of {studied}, or {EXTRAPOLATE}"
            yield _refused("PK4", model, what, reason, asked=asked, remedy=remedy)


def _words(studied: Range) -> str:
    if studied.source.status is Status.PROPOSED:
        return f"Morrow's own bounds ({studied}; the studied range was not seen)"
    return f"the studied range ({studied})"


def _taken_for_granted(model: Model, patient: Patient) -> Iterator[str]:
    if patient.age_y is None and model.age_y is not None:
        yield f"age not given: taken to lie within {model.age_y}"
    if model.children and patient.age_y is not None and patient.age_y < ADULT_AGE_Y:
        yield "a children's model"
    if any("Asian" in note for note in model.covariate_notes) and patient.asian is None:
        yield "ancestry not given: the reference category (neither Asian nor Japanese) was taken"
    if model.assembled:
        yield "assembled from several papers; as a whole published by nobody"
