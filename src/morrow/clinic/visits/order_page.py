"""What stands around the order's form: the patient, the protocol's own values, the standing orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.forms import BoundField

from morrow.care.calendar import local_date, zone
from morrow.care.protocols.labels import label
from morrow.care.visit import given
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import (
    AllergiesConfirmed,
    MedicationsReviewed,
    WeightMeasured,
)
from morrow.care.visit.naming import unit_words
from morrow.care.visit.values import Parameter, StandingDrug
from morrow.clinic import streams
from morrow.clinic.patients.through import surviving, visits_of
from morrow.clinic.visits.forms import OrderForm
from morrow.clinic.visits.models import Visit
from morrow.evidence import Figure
from morrow.quantities import plain

_OFFERED: Final = {
    "dose_mg_per_kg": "dose.standard",
    "minutes": "dose.minutes",
    "bag_ml": "dose.bag",
    "spray_mg": "dose.first_max",
}
"""The figure of the protocol beside each field.  It is offered; nothing is filled in."""

_BARE: Final = frozenset({"minutes", "bag_ml"})  # typed without a unit
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A protocol's value: as it is read, and as it is typed into the field."""

    words: str
    typed: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    bound: BoundField
    offer: Offer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugRow:
    """A standing drug: given before the dose, or not without a prescriber; `last` ordered then."""

    drug: StandingDrug
    give: BoundField
    exclude: BoundField
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The last dosed visit: its date, what was given, and what went before the dose."""

    day: str
    dose: str
    premedication: dict[str, str]


def page(row: Visit, case: Case, form: OrderForm) -> dict[str, Any]:
    """The context of the page, without what was answered to a signature."""
    weighed, now, before = case.state.last(WeightMeasured), case.now, earlier(row, case)
    return {
        "visit": row,
        "patient": case.know.patient.identity,
        "protocol": case.protocol,
        "signed": case.know.signed,
        "weight": plain(weighed.fact.weight_kg) if weighed else "",
        "weighed_min": (now - weighed.happened_at) // _MINUTE if weighed else None,
        "in_force": case.state.order,
        "cosigned": case.state.cosigned,
        "earlier": before,
        "beside": list(_beside(case, before)),
        "limits": list(_limits(case)),
        "chosen": _chosen(case, form),
        "drugs": _drugs(case, form, before),
    }


def earlier(row: Visit, case: Case) -> Earlier | None:
    """The last dosed visit before this one, and the last premedication of the ten before."""
    theirs = Visit.objects.filter(visits_of(surviving(row.patient_id)))
    before = theirs.filter(began_at__isnull=False, starts_at__lt=row.starts_at)
    found = list(before.exclude(id=row.id).order_by("-starts_at")[:10])
    if not found:
        return None
    last = streams.visit(found[0].id)
    mg, order = given.given_mg(last, case.now), last.order
    dose = "an unknown dose" if mg is None else f"{plain(mg, places=1)} mg"
    if order and order.dose_mg_per_kg is not None:
        dose += f" (ordered {plain(order.dose_mg_per_kg)} mg/kg)"
    return Earlier(day=_day(found[0], case), dose=dose, premedication=_premedication(found, case))


def _premedication(visits: Sequence[Visit], case: Case) -> dict[str, str]:
    """Key of each drug, and the day, of the newest visit that had any."""
    for visit in visits:
        order = streams.visit(visit.id).order
        if order and order.premedication:
            return {drug.key: _day(visit, case) for drug in order.premedication}
    return {}


def _day(visit: Visit, case: Case) -> str:
    assert visit.began_at is not None
    return local_date(visit.began_at, zone=zone(case.know.zone)).isoformat()


def _beside(case: Case, before: Earlier | None) -> Iterator[tuple[str, str, str]]:
    """What a prescriber looks at while ordering: (what, words, tone)."""
    allergies, medicines = case.fact(AllergiesConfirmed), case.fact(MedicationsReviewed)
    if allergies is None:
        yield "Allergies", "not asked at this visit", "warn"
    else:
        found = [f"{one.substance} ({one.reaction})" for one in allergies.allergies]
        yield "Allergies", ", ".join(found) or "none known", "danger" if found else ""
    if medicines is None:
        yield "Medicines", "not asked at this visit", "warn"
    else:
        taken = [f"{one.name} {one.dose}".strip() for one in medicines.medications]
        yield "Medicines", ", ".join(taken) or "none", ""
    yield "Last BP", *_pressure(case)
    yield "Last dose", f"{before.dose}, {before.day}" if before else "none on record here", ""


def _pressure(case: Case) -> tuple[str, str]:
    systolic, diastolic = (case.latest.get(one) for one in (Parameter.SBP, Parameter.DBP))
    if systolic is None:
        return "not taken", "warn"
    low = plain(diastolic.value) if diastolic else "?"
    return f"{plain(systolic.value)}/{low}, {(case.now - systolic.at) // _MINUTE} min ago", ""


def _limits(case: Case) -> Iterator[tuple[str, str, Figure]]:
    """The limits that the arithmetic is held against."""
    for key, figure in case.protocol.figures.items():
        if key.startswith("limit.") or key in {"dose.max", "dose.first_max"}:
            yield label(key), f"{plain(figure.value)} {unit_words(figure.unit)}", figure


def _chosen(case: Case, form: OrderForm) -> list[Field]:
    return [
        Field(bound=bound, offer=_offer(case, bound.name))
        for bound in form.visible_fields()
        if bound.name in form.chosen
    ]


def _offer(case: Case, name: str) -> Offer | None:
    figure = case.protocol.figures.get(_OFFERED.get(name, ""))
    if figure is None:
        return None
    value = plain(figure.value)
    words = f"{value} {unit_words(figure.unit)}"
    typed = "" if name == "spray_mg" else value if name in _BARE else words
    return Offer(words=words, typed=typed, figure=figure)


def _drugs(case: Case, form: OrderForm, before: Earlier | None) -> list[DrugRow]:
    last = before.premedication if before else {}
    return [
        DrugRow(
            drug=entry.drug,
            give=form[f"pre-{entry.drug.key}"],
            exclude=form[f"not-{entry.drug.key}"],
            last=last.get(entry.drug.key, ""),
        )
        for entry in case.protocol.standing
    ]
