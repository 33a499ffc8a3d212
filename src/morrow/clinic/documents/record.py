"""The visit record: a paper that a person would file, drawn from the facts (R52)."""

from datetime import datetime
from typing import Any, Final

from morrow.care.visit.naming import route_words
from morrow.clinic.documents import parts
from morrow.clinic.documents.curves import curves
from morrow.clinic.documents.typeset import pdf
from morrow.clinic.documents.wording import Names, View, Wording

_QUESTIONS: Final = {
    "identity": "Identity",
    "allergies": "Allergies",
    "medicines": "Medicines",
    "weight": "Weight",
    "height": "Height",
    "baseline": "Before the dose",
    "fasting": "Fasting",
    "adult": "Responsible adult",
    "ward": "Ward handover",
    "pregnancy": "Pregnancy",
    "cardiovascular": "Cardiovascular event",
    "suicide_risk": "Suicide risk",
    "disposition": "Disposition",
    "staff": "Safety staff",
    "preparation": "Preparation",
    "second_reading": "Second reading",
}
_SECTIONS: Final = {
    "alarms": "alarms",
    "drugs": "drugs beside the treatment",
    "assessments": "recovery",
    "events": "events and notes",
    "overrides": "holds and warnings set aside",
}
"""Where nothing is written, one line says so: a page of empty headings helps nobody."""

_SIGNATURES: Final = ("OrderSigned", "OrderCosigned", "VisitSigned", "AddendumWritten")


def record_pdf(
    view: View, *, clinic: str, zone: str, people: Names, printed_by: str, at: datetime
) -> bytes:
    """The record as it stands, signed or not."""
    say = Wording(view, zone=zone, people=people)
    data: dict[str, Any] = {
        **parts.head(view, say, clinic=clinic, printed_by=printed_by, at=at),
        "order": _order(view, say),
        "given": [*_drawn(view, say), *parts.given(view, say), *_left(view, say)],
        "timeline": [
            [say.both(turn), say.text(turn["text"]), say.who(turn["by"])]
            for turn in view["timeline"]
        ],
        **_chart(view, say),
        "curves": curves(view, say),
        "alarms": [_alarm(alarm, say) for alarm in view["record"]["alarms"]],
        "emergencies": _lines(view["record"]["emergencies"], say),
        "drugs": [_drug(drug, say) for drug in view["drugs"]],
        "answers": [*_attested(view, say), *_answers(view, say)],
        "unasked": _unasked(view),
        "assessments": _lines(view["record"]["assessments"], say),
        "aldrete": _aldrete(view),
        "events": _lines(view["events"], say),
        "overrides": [_override(one, say) for one in view["overrides"]],
        "flags": [flag["reason"] for flag in view["flags"]],
        "signatures": _signatures(view, say),
        "hash": view["signature"]["text_hash"] if view["signature"] else "",
    }
    data["empty"] = [title for key, title in _SECTIONS.items() if not data[key]]
    return pdf("record.typ", data, at=at)


def _lines(found: list[View], say: Wording) -> list[list[str]]:
    return [[say.clock(one["at"]), say.text(one["text"]), say.who(one["by"])] for one in found]


def _order(view: View, say: Wording) -> list[list[str]]:
    order = view["order"]
    if order is None:
        return []
    lines = [["Dose", f"{order['dose_mg']} mg {order['product']} {route_words(order['route'])}"]]
    if order["dose_mg_per_kg"]:
        basis = f"{order['dosing_weight_kg']} kg ({order['weight_basis']} weight)"
        lines.append(["Per weight", f"{order['dose_mg_per_kg']} mg/kg on {basis}"])
    if order["draw_ml"]:
        rest = f", {order['vial_remainder_ml']} mL stays in the vial"
        lines.append(["Draw", f"{order['draw_ml']} mL of {order['vial_mg_per_ml']} mg/mL{rest}"])
    if order["rate_ml_per_h"]:
        bag = f"{order['infused_volume_ml']} mL over {order['minutes']} min"
        lines.append(["Infuse", f"{bag} at {order['rate_ml_per_h']} mL/h"])
        lines.append(["Bag", f"{order['bag_ml']} mL, {order['preparation_words']}"])
    if order["devices"]:
        lines.append(["Devices", f"{order['devices']} of 28 mg"])
    for name, label in (("premedication", "Before the dose"), ("exclusions", "Not to be given")):
        if order[name]:
            lines.append([label, "; ".join(_listed(one) for one in order[name])])
    signed = f"{say.who(order['signed_by'])}, {say.clock(order['signed_at'])}"
    lines.append(["Signed", signed + ("; co-signed" if order["cosigned"] else "")])
    if order["reason"]:
        lines.append(["Accepted", f"{', '.join(order['acknowledged'])}: {order['reason']}"])
    return lines


def _listed(one: View) -> str:
    """A premedication's dose, or an exclusion with its reason."""
    if "name" in one:
        return f"{one['name']} {one['dose']} {one['unit']} {one['route']}"
    return f"{one['key']} ({one['reason']})"


def _drawn(view: View, say: Wording) -> list[list[str]]:
    """Product, lot, expiry and what was drawn up, as two people read it."""
    prepared = view["record"]["preparation"]
    if prepared is None:
        return []
    strength = f" {prepared['vial_mg_per_ml']} mg/mL" if prepared["vial_mg_per_ml"] else ""
    lines = [
        ["Product", f"{prepared['product']}{strength}"],
        ["Lot", f"{prepared['lot']}, expires {prepared['expires_on']}"],
    ]
    if prepared["drawn_ml"]:
        amount = f" ({prepared['drawn_mg']} mg)" if prepared["drawn_mg"] else ""
        lines.append(["Drawn", f"{prepared['drawn_ml']} mL{amount}, {say.who(prepared['by'])}"])
    return [*lines, ["Second reading", say.who(prepared["checked_by"])]]


def _left(view: View, say: Wording) -> list[list[str]]:
    """Vials opened, what stayed in the line, and what was thrown away before whose eyes."""
    record = view["record"]
    return [
        *(["Vial opened", _vial(vial)] for vial in record["vials"]),
        *(["Left in line", f"{left['volume_ml']} mL"] for left in record["left_in_line"]),
        *(["Wasted", _waste(wasted, say)] for wasted in view["given"]["wasted"]),
    ]


def _vial(vial: View) -> str:
    content = f"{vial['content_mg']} mg in {vial['content_ml']} mL"
    return f"{content}, lot {vial['lot']}, expires {vial['expires_on']}"


def _waste(wasted: View, say: Wording) -> str:
    amount = f"{wasted['amount_mg']} mg ({wasted['volume_ml']} mL) at {say.clock(wasted['at'])}"
    return f"{amount}, {say.who(wasted['by'])}, witness {say.who(wasted['witness'])}"


def _chart(view: View, say: Wording) -> dict[str, Any]:
    """The flowsheet in three parts: before the dose, during it, after it."""
    infusion, shown = view["infusion"], parts.columns(view)
    began = infusion["began_at"] if infusion else _first_dose(view)
    ended = infusion["ended_at"] if infusion else None
    stages: dict[str, list[list[str]]] = {}
    for one in view["grid"]:
        row = parts.chart_row(one, shown, say)
        stages.setdefault(_stage(one["at"], began, ended), []).append(row)
    comments = [f"{say.clock(one['at'])} {one['text']}" for one in view["record"]["comments"]]
    return {
        "columns": ["BP", *(label for _, label in shown)],
        "stages": [{"title": title, "sets": sets} for title, sets in stages.items()],
        "comments": comments,
        "filed": any(r["from_device"] for one in view["grid"] for r in one["readings"].values()),
    }


def _first_dose(view: View) -> str | None:
    """When an injection or the first spray was given."""
    once = ("InjectionGiven", "SprayGiven", "DoseFoundGiven")
    given = [turn["at"] for turn in view["timeline"] if turn["kind"] in once]
    return min(given, key=datetime.fromisoformat, default=None)


def _stage(at: str, began: str | None, ended: str | None) -> str:
    """``at`` against the dose.  Without an end (injection, sprays) the watch follows the dose."""
    instant = datetime.fromisoformat(at)
    if began is None or instant < datetime.fromisoformat(began):
        return "Before the dose"
    if ended is None or instant < datetime.fromisoformat(ended):
        return "From the start of the dose"
    return "After the dose"


def _alarm(alarm: View, say: Wording) -> list[str]:
    seen = "; ".join(
        f"{say.clock(one['at'])} {say.who(one['by'])}{': ' if one['done'] else ''}{one['done']}"
        for one in alarm["seen"]
    )
    over = f"{say.clock(alarm['over_at'])} {alarm['over_because']}" if alarm["over_at"] else "open"
    return [say.clock(alarm["at"]), str(alarm["level"]), alarm["text"], seen or "not seen", over]


def _drug(drug: View, say: Wording) -> list[str]:
    signed = ", co-signed" if drug["cosigned"] else ""
    return [
        say.clock(drug["at"]),
        f"{drug['name']} {drug['dose']} {drug['unit']} {drug['route']}",
        f"{drug['reason']} ({drug['authority']}{signed})",
        say.who(drug["by"]),
    ]


def _attested(view: View, say: Wording) -> list[list[str]]:
    """A missing one is said: the visit may have been stopped before it, or started over a hold."""
    labels = {"eligibility": "Decision to treat", "consent": "Consent"}
    return [
        [labels[name], found["text"], f"{say.clock(found['at'])} {say.who(found['by'])}"]
        if found
        else [labels[name], "none on record", ""]
        for name, found in view["record"]["attested"].items()
    ]


def _answers(view: View, say: Wording) -> list[list[str]]:
    return [
        [
            _QUESTIONS[name],
            say.text(answer["text"]),
            f"{say.clock(answer['at'])} {say.who(answer['by'])}",
        ]
        for name, answer in view["check_in"].items()
        if answer
    ]


def _unasked(view: View) -> str:
    return ", ".join(
        _QUESTIONS[name].lower() for name, found in view["check_in"].items() if not found
    )


def _aldrete(view: View) -> str:
    """The computed score with its items: nobody re-enters it."""
    recovery = view["recovery"]
    if recovery["aldrete"] is None:
        return ""
    items = ", ".join(f"{name} {value}" for name, value in recovery["aldrete_items"].items())
    return f"Modified Aldrete {recovery['aldrete']} of 10, computed ({items})."


def _override(one: View, say: Wording) -> list[str]:
    seen = ", ".join(f"{name} {value}" for name, value in one["seen"].items())
    reason = f"{one['reason']} (seen: {seen})" if seen else one["reason"]
    return [say.clock(one["at"]), one["rule"], reason, f"{say.who(one['by'])}, {one['role']}"]


def _signatures(view: View, say: Wording) -> list[list[str]]:
    signed = [turn for turn in view["timeline"] if turn["kind"] in _SIGNATURES]
    return [
        [say.clock(turn["at"]), say.text(turn["text"]), f"{say.who(turn['by'])}, {turn['role']}"]
        for turn in signed
    ]
