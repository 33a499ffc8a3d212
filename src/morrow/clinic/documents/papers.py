"""The visit record and the emergency handover sheet, as rows of plain text for a template.

`view` is the visit view; `people` names its ids; `zone` is the clinic's.  Times are the clinic's
wall clock, with the offset where the hour repeats.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from morrow.care.calendar import say
from morrow.care.calendar import zone as zone_of
from morrow.clinic.documents.typeset import pdf

View = Mapping[str, Any]
Names = Mapping[str, str]
_STAMP: Final = re.compile(r"\[(\d{4}-\d\d-\d\dT[0-9:.+-]+)\]")

PARAMETERS: Final = (
    ("sbp", "SBP"),
    ("dbp", "DBP"),
    ("hr", "HR"),
    ("spo2", "SpO2"),
    ("rr", "RR"),
    ("arousal", "Arousal"),
    ("moaas", "MOAA/S"),
    ("cadss6", "CADSS-6"),
)


class Wording:
    """Instants and ids of one clinic, in words."""

    def __init__(self, zone: str, people: Names) -> None:
        self._zone, self._people = zone_of(zone), people

    def time(self, iso: str | None) -> str:
        return "" if iso is None else say(datetime.fromisoformat(iso), zone=self._zone)

    def clock(self, iso: str | None) -> str:
        """The time alone: a flowsheet's date stands above it."""
        return self.time(iso)[11:]

    def who(self, person: str | None) -> str:
        return "" if person is None else self._people.get(person, person)

    def both(self, turn: View) -> str:
        """When it happened; and when it was written down, where that was later."""
        at = self.time(turn["at"])
        late = turn.get("late", False)
        return f"{at} (written {self.clock(turn['recorded_at'])})" if late else at

    def text(self, words: str) -> str:
        return _STAMP.sub(lambda found: self.time(found.group(1)), words)


def record_pdf(
    view: View, *, clinic: str, zone: str, people: Names, printed_by: str, at: datetime
) -> bytes:
    """The visit record, as a page that a person would file."""
    say_ = Wording(zone, people)
    data = {
        **_head(view, say_, clinic, printed_by, at),
        "order": _order(view, say_),
        "given": _given(view, say_),
        "answers": _answers(view, say_),
        "timeline": [
            [say_.both(turn), turn["text"], say_.who(turn["by"])] for turn in view["timeline"]
        ],
        "columns": [label for _, label in PARAMETERS],
        "sets": [_set(one, say_) for one in view["grid"]],
        "drugs": [
            [
                say_.time(drug["at"]),
                f"{drug['name']} {drug['dose']} {drug['unit']} {drug['route']}",
                f"{drug['reason']} ({drug['authority']})",
                say_.who(drug["by"]),
            ]
            for drug in view["drugs"]
        ],
        "events": [
            [say_.time(event["at"]), event["text"], say_.who(event["by"])]
            for event in view["events"]
        ],
        "overrides": [
            [say_.time(one["at"]), one["rule"], one["reason"], say_.who(one["by"])]
            for one in view["overrides"]
        ],
        "flags": [flag["reason"] for flag in view["flags"]],
        "aldrete": view["recovery"]["aldrete"],
        "signature": _signature(view, say_),
    }
    return pdf("record.typ", data, at=at)


def handover_pdf(
    view: View, *, clinic: str, zone: str, people: Names, printed_by: str, at: datetime
) -> bytes:
    """What an ambulance crew needs, on one page, from any state of a visit."""
    say_ = Wording(zone, people)
    emergency = view["emergency"]
    data = {
        **_head(view, say_, clinic, printed_by, at),
        "since": say_.time(emergency["since"]) if emergency else "",
        "steps": [
            [say_.time(step["at"]), str(step["step"]), step["note"]]
            for step in (emergency["steps"] if emergency else [])
        ],
        "given": _given(view, say_),
        "drugs": [
            [say_.time(d["at"]), f"{d['name']} {d['dose']} {d['unit']} {d['route']}", d["reason"]]
            for d in view["drugs"]
        ],
        "alarms": [alarm["text"] for alarm in view["alarms"]],
        "columns": [label for _, label in PARAMETERS],
        "sets": [_set(one, say_) for one in view["grid"][-6:]],
        "medicines": say_.text((view["check_in"]["medicines"] or {}).get("text", "not recorded")),
        "adult": (view["check_in"]["adult"] or {}).get("text", "not recorded"),
    }
    return pdf("handover.typ", data, at=at)


def _head(view: View, say_: Wording, clinic: str, printed_by: str, at: datetime) -> dict[str, Any]:
    patient, allergies = view["patient"], view["patient"]["allergies"]
    known = [f"{a['substance']} ({a['reaction']})" for a in allergies or []]
    return {
        "clinic": clinic,
        "printed": f"{say_.time(at.isoformat())} by {printed_by}",
        "synthetic": bool(view.get("synthetic")),
        "version": view["version"],
        "word": view["word"],
        "name": patient["name"] or "name not recorded",
        "birth_date": patient["birth_date"] or "not recorded",
        "record_number": patient["record_number"] or "not recorded",
        "weight": f"{patient['weight_kg']} kg" if patient["weight_kg"] else "not recorded",
        "allergies": ", ".join(known) if known else ("not recorded", "none known")[allergies == []],
        "nurse": say_.who(view["nurse"]),
        "protocol": f"{view['protocol']['title']}, version {view['protocol']['version']}",
    }


def _order(view: View, say_: Wording) -> list[list[str]]:
    order = view["order"]
    if order is None:
        return []
    lines = [["Dose", f"{order['dose_mg']} mg of {order['product']} {order['route']}"]]
    if order["dose_mg_per_kg"]:
        basis = f"{order['dosing_weight_kg']} kg ({order['weight_basis']} weight)"
        lines.append(["Per weight", f"{order['dose_mg_per_kg']} mg/kg on {basis}"])
    if order["draw_ml"]:
        vial = f"{order['vial_mg_per_ml']} mg/mL"
        rest = f"; {order['vial_remainder_ml']} mL left in the vial"
        lines.append(["Draw", f"{order['draw_ml']} mL of {vial}{rest}"])
    if order["rate_ml_per_h"]:
        bag = f"{order['infused_volume_ml']} mL over {order['minutes']} min"
        lines.append(["Infuse", f"{bag} at {order['rate_ml_per_h']} mL/h"])
    if order["devices"]:
        lines.append(["Devices", f"{order['devices']} of 28 mg"])
    signed = f"{say_.who(order['signed_by'])}, {say_.time(order['signed_at'])}"
    lines.append(["Signed", signed + ("; co-signed" if order["cosigned"] else "")])
    if order["reason"]:
        lines.append(["Accepted", f"{', '.join(order['acknowledged'])}: {order['reason']}"])
    return lines


def _given(view: View, say_: Wording) -> list[list[str]]:
    given, infusion = view["given"], view["infusion"]
    amount = f"{given['mg']} mg" if given["known"] else "not known"
    per_kg = f" ({given['mg_per_kg']} mg/kg)" if given["mg_per_kg"] else ""
    lines = [["Given", amount + per_kg]]
    if infusion:
        ended = say_.time(infusion["ended_at"]) or "running"
        lines.append(["Infusion", f"{say_.time(infusion['began_at'])} to {ended}"])
        read = "as recorded at the end" if infusion["measured"] else "from rate and time"
        lines.append(["Volume", f"{infusion['given_ml'] or 'not known'} mL, {read}"])
    lines += [
        [f"Device {spray['number']}", f"{say_.time(spray['at'])}, lot {spray['lot']}"]
        for spray in given["sprays"]
    ]
    return lines + [["Wasted", _waste(wasted, say_)] for wasted in given["wasted"]]


def _waste(wasted: View, say_: Wording) -> str:
    amount = f"{wasted['amount_mg']} mg ({wasted['volume_ml']} mL)"
    return f"{amount}, {say_.who(wasted['by'])}, witness {say_.who(wasted['witness'])}"


def _answers(view: View, say_: Wording) -> list[list[str]]:
    return [
        [
            name.replace("_", " ").capitalize(),
            say_.text(answer["text"]) if answer else "not recorded",
            f"{say_.clock(answer['at'])} {say_.who(answer['by'])}" if answer else "",
        ]
        for name, answer in view["check_in"].items()
    ]


def _set(one: View, say_: Wording) -> list[str]:
    cells = [_cell(one["readings"].get(parameter)) for parameter, _ in PARAMETERS]
    late = f" (written {say_.clock(one['recorded_at'])})" if one["late"] else ""
    return [say_.clock(one["at"]) + late, *cells, say_.who(one["by"])]


def _cell(reading: View | None) -> str:
    """A value with its marks: corrected (with what it was), artefact, from a device, on oxygen."""
    if reading is None:
        return ""
    text = str(reading["shown"])
    if reading["was"]:
        text = f"{text} (was {', '.join(reading['was'])})"
    if reading["artefact"]:
        text = f"{text} artefact"
    return text + (" O2" if reading["on_oxygen"] else "")


def _signature(view: View, say_: Wording) -> str:
    signed = view["signature"]
    if signed is None:
        return "Not signed."
    when = say_.time(signed["at"])
    return f"Signed by {say_.who(signed['by'])} on {when}. Text SHA-256 {signed['text_hash']}"
