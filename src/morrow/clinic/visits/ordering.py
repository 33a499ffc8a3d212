"""The order page: what it shows, the arithmetic of a draft, and the signing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest

from morrow.care.calendar import say, zone
from morrow.care.clinic import Role
from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.decide import Held
from morrow.care.visit.facts.check_in import WeightMeasured
from morrow.care.visit.ordering import Draft, draft
from morrow.care.visit.rules._hold import Finding
from morrow.care.visit.view.checks import finding
from morrow.clinic import here
from morrow.clinic.entry_forms import posted
from morrow.clinic.journal import ClientIdReused
from morrow.clinic.people import signatures
from morrow.clinic.people.credentials import NotProven
from morrow.clinic.store import chain
from morrow.clinic.visits import actions, words
from morrow.clinic.visits.actions import Intent, Stale
from morrow.clinic.visits.forms import OrderForm
from morrow.clinic.visits.models import Visit
from morrow.evidence import Override, Refusal
from morrow.exchange.facts import as_json
from morrow.quantities import plain

OPERATION = "visit.order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of the arithmetic."""

    label: str
    value: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A draft as the page shows it: figures, and findings with their way on.

    `seal` stands for what is shown, and comes back with the signature: nobody signs another dose
    than the one that they saw.
    """

    lines: Sequence[Line]
    findings: Sequence[dict[str, Any]]
    signable: bool
    seal: str


def form_of(request: HttpRequest, case: Case, *, signs: bool) -> OrderForm:
    """The form for this visit's route, bound if it was sent.  Nothing clinical is preset."""
    protocol = case.protocol
    weighed = case.state.last(WeightMeasured)
    data = posted(request)
    return OrderForm(
        data,
        context=here.context(request),
        route=protocol.route,
        offered=[entry.drug for entry in protocol.standing],
        signs=signs,
        initial={"id": uuid4()},
        given={
            "id": uuid5(_sent_id(data), "order"),
            "protocol": protocol.key,
            "product": protocol.product,
            "route": protocol.route,
            "measured_weight_kg": weighed.fact.weight_kg if weighed else None,
        },
    )


def _sent_id(data: Any) -> UUID:
    """The page's own id; a page without one gets an order of no page, and its form says so."""
    try:
        return UUID(str(data["id"])) if data else UUID(int=0)
    except (KeyError, ValueError):
        return UUID(int=0)


def shown(request: c.OrderRequest, case: Case) -> Shown:
    """The live arithmetic of an order that nobody has signed."""
    drafted = draft(request, case)
    return Shown(
        lines=lines(drafted, case),
        findings=[_finding(found, case) for found in drafted.findings],
        signable=drafted.order is not None,
        seal=_seal(drafted),
    )


def _seal(drafted: Draft) -> str:
    """A hash of the order, word for word, and of the rules that have something to say to it."""
    order = list(words.of_order(drafted.order)) if drafted.order else []
    return chain.digest([order, sorted(found.rule for found in drafted.findings)])


def _finding(found: Finding, case: Case) -> dict[str, Any]:
    """A finding, with whether naming it with a reason lets the order be signed."""
    second = isinstance(found, Refusal) and found.override is Override.SECOND_SIGNATURE
    firm = isinstance(found, Refusal) and found.override is not Override.PRESCRIBER
    said = f"{found.rule} {found.reason}"
    return {**finding(found, case), "second": second, "may_acknowledge": not firm, "said": said}


def lines(drafted: Draft, case: Case) -> list[Line]:
    """mg/kg, mg, what is drawn from which vial, bag, rate, end if started now, remainder."""
    order = drafted.order
    if order is None:
        return []
    where = zone(case.know.zone)
    vial = ""
    if order.vial_mg_per_ml is not None and order.vial_ml is not None:
        content = plain(Fraction(order.vial_mg_per_ml) * Fraction(order.vial_ml))
        count = f"{order.vials} vials, each " if order.vials and order.vials > 1 else ""
        vial = f"from {count}{content} mg/{plain(order.vial_ml)} mL"
    figures = (
        ("Dose", order.dose_mg_per_kg, "mg/kg", ""),
        ("Dosing weight", order.dosing_weight_kg, "kg", str(order.weight_basis or "")),
        ("Dose", order.dose_mg, "mg", ""),
        ("Draw", order.draw_ml, "mL", vial),
        ("Bag", order.bag_ml, "mL", order.preparation.label if order.preparation else ""),
        ("Infused volume", order.infused_volume_ml, "mL", ""),
        ("Rate", order.rate_ml_per_h, "mL/h", ""),
        ("Left in the vial", order.vial_remainder_ml, "mL", ""),
    )
    found = [
        Line(label=label, value=plain(value), unit=unit, note=note)
        for label, value, unit, note in figures
        if value is not None
    ]
    if order.minutes is not None:
        ends = case.now + timedelta(minutes=float(order.minutes))
        found.append(Line(label="End, if started now", value=say(ends, zone=where), unit=""))
    if order.devices is not None:
        found.append(Line(label="Devices of 28 mg", value=str(order.devices), unit=""))
    return found


def sign(
    request: HttpRequest, row: Visit, case: Case, form: OrderForm
) -> str | Held | Stale | None:
    """Sign the order; None once it is signed, else why not: words for the form, what holds, or
    that the order is not the one that was shown."""
    found = draft(form.entry, case)
    drafted = found.order
    if drafted is None:
        return Held(found.findings)
    if request.POST.get("drafted") != _seal(found):
        return Stale(())
    signed = signatures.re_authenticate(
        request,
        username=form.cleaned_data["username"],
        secret=form.cleaned_data["secret"],
        text="\n".join([_whom(case), *words.of_order(drafted)]),
        operation=OPERATION,
        clinic=row.clinic_id,
    )
    if isinstance(signed, NotProven):
        return signed.words
    command = c.SignOrder(
        request=form.entry,
        signature=signed.signature,
        acknowledged=form.acknowledged,
        reason=form.cleaned_data["reason"],
    )
    return _act(request, case, row, command, signed=signed, id_=form.cleaned_data["id"])


def _act(
    request: HttpRequest,
    case: Case,
    row: Visit,
    command: c.SignOrder,
    *,
    signed: signatures.Signed,
    id_: UUID,
) -> str | Held | Stale | None:
    """By the signer, who may be another prescriber than the one whose tablet it is."""
    body = as_json(command)
    del body["signature"]  # each proof has its own time; a repeat is the same order
    stamp = here.stamp(request)
    try:
        outcome = actions.act(
            Intent(
                visit=row.id,
                clinic=row.clinic_id,
                command=command,
                by=signed.actor,
                stamp=replace(stamp, by=signed.actor.id, role=Role.PRESCRIBER.value),
                client_id=id_,
                request={"act": "SignOrder", "body": body, "by": signed.actor.id},
                seen=case.state.version,
            )
        )
    except ClientIdReused:
        return "This page has signed another order already. Reload it."
    return outcome if isinstance(outcome, Held | Stale) else None


def _whom(case: Case) -> str:
    who = case.know.patient.identity
    name = f"{who.given_name} {who.family_name}, born {who.birth_date}" if who else "not known"
    return f"SignOrder\nPatient: {name}\nTime: {say(case.now, zone=zone(case.know.zone))}"
