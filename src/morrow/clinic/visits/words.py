"""What somebody signs, word for word: the text is kept, and the fact cites its hash."""

from collections.abc import Iterator, Mapping
from typing import Any

from morrow.care.calendar import say, zone
from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.ordering import draft
from morrow.care.visit.values import Order
from morrow.clinic.visits.acts import Act
from morrow.quantities import plain


def of_act(act: Act, body: Mapping[str, Any], case: Case, order: c.OrderRequest | None) -> str:
    """The text of a signature: who it is about, when, what is signed, and every value of it."""
    who = case.know.patient.identity
    name = f"{who.given_name} {who.family_name}, born {who.birth_date}" if who else "not known"
    head = [
        act.name,
        f"Patient: {name}",
        f"Time: {say(case.now, zone=zone(case.know.zone))}",
        f"On the record as of its version {case.state.version}",
    ]
    drafted = draft(order, case).order if order else None
    lines = of_order(drafted) if drafted else _lines(body)
    return "\n".join([*head, *lines])


def of_order(order: Order) -> Iterator[str]:
    """An order in words, as it will stand."""
    yield f"{order.product.value} {order.route.value}: {plain(order.dose_mg)} mg"
    figures = (
        ("dose", order.dose_mg_per_kg, "mg/kg"),
        ("dosing weight", order.dosing_weight_kg, "kg"),
        ("over", order.minutes, "min"),
        ("vial", order.vial_mg_per_ml, "mg/mL"),
        ("draw", order.draw_ml, "mL"),
        ("bag", order.bag_ml, "mL"),
        ("infused volume", order.infused_volume_ml, "mL"),
        ("rate", order.rate_ml_per_h, "mL/h"),
        ("left in the vial", order.vial_remainder_ml, "mL"),
    )
    for label, value, unit in figures:
        if value is not None:
            yield f"{label}: {plain(value)} {unit}"
    if order.devices is not None:
        yield f"devices: {order.devices}"
    for drug in order.premedication:
        yield f"premedication: {drug.name} {plain(drug.dose)} {drug.unit} {drug.route}"
    for excluded in order.exclusions:
        yield f"not without a prescriber: {excluded.key} ({excluded.reason})"
    yield f"protocol {order.protocol} version {order.protocol_version}"


def _lines(value: Any, path: str = "") -> Iterator[str]:
    """Every value of a body, one a line."""
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _lines(value[key], f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _lines(item, f"{path}.{number}")
    else:
        yield f"{path}: {value}"
