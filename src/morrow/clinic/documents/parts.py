"""The parts that several papers share, as rows of plain text for a template."""

from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from morrow.clinic.documents.wording import View, Wording

COLUMNS: Final = (
    ("hr", "HR"),
    ("spo2", "SpO2"),
    ("rr", "RR"),
    ("arousal", "Arousal"),
    ("moaas", "MOAA/S"),
    ("cadss6", "CADSS-6"),
)
"""What every paper shows beside the pressure; the rest has a column where it was measured."""

_RARE: Final = (("map", "MAP"), ("rass", "RASS"), ("temp", "Temp."))
_EXITS: Final = {
    "VisitCancelled": "Cancelled",
    "PatientDidNotAttend": "Did not come",
    "VisitNotDone": "Not done",
    "Discharged": "Discharged",
    "LeftBeforeDischarge": "Left before discharge",
    "PatientTransferred": "Transferred",
}


def head(view: View, say: Wording, *, clinic: str, printed_by: str, at: datetime) -> dict[str, Any]:
    """Who it is, where and when; what stands at the head and foot of every page."""
    patient = view["patient"]
    return {
        "clinic": clinic,
        "printed": f"{say.time(at.isoformat())} by {printed_by}",
        "synthetic": bool(view.get("synthetic")),
        "version": view["version"],
        "word": view["word"],
        "day": say.day,
        "name": patient["name"] or "name not recorded",
        "birth_date": patient["birth_date"] or "not recorded",
        "record_number": patient["record_number"] or "not recorded",
        "weight": _weight(patient),
        "allergies": allergies(view),
        "nurse": say.who(view["nurse"]) or "none",
        "chair": (view.get("chair") or {}).get("name", ""),
        "protocol": f"{view['protocol']['title']}, version {view['protocol']['version']}",
        "stay": stay(view, say),
    }


def _weight(patient: View) -> str:
    if not patient["weight_kg"]:
        return "not recorded"
    doubt = patient.get("weight_doubt")
    return f"{patient['weight_kg']} kg" + (f", in doubt ({doubt})" if doubt else "")


def allergies(view: View) -> str:
    """Not asked and none are two answers."""
    found = view["patient"]["allergies"]
    if found is None:
        return "not recorded"
    known = [f"{each['substance']} ({each['reaction']})" for each in found]
    return ", ".join(known) or "none known"


def stay(view: View, say: Wording) -> list[list[str]]:
    """When the patient came, and when and to whom they went."""
    lines = []
    for turn in view["timeline"]:
        if turn["kind"] == "PatientArrived":
            lines.append(["Arrived", say.both(turn)])
        elif turn["kind"] in _EXITS:
            # The turn says "Discharged to …": the row's own name is not said twice.
            words = say.text(turn["text"]).removeprefix(_EXITS[turn["kind"]]).lstrip(": ")
            lines.append([_EXITS[turn["kind"]], f"{say.both(turn)} {words}".strip()])
    return lines


def given(view: View, say: Wording) -> list[list[str]]:
    """What went in: amount, times, pauses."""
    found, infusion = view["given"], view["infusion"]
    amount = f"{found['mg']} mg" if found["known"] else "not known"
    if found["known"] and not found["rows"]:
        return [["Given", "nothing"]]
    per_kg = f" ({found['mg_per_kg']} mg/kg)" if found["mg_per_kg"] else ""
    lines = [["Given", amount + per_kg]]
    if infusion:
        ended = say.clock(infusion["ended_at"]) or "running"
        lines.append(["Infusion", f"{say.clock(infusion['began_at'])} to {ended}"])
        lines.append(["Volume", _volume(infusion)])
        lines += _rates(infusion["segments"], say)
    lines += [
        [f"Device {spray['number']}", f"{say.clock(spray['at'])}, lot {spray['lot']}"]
        for spray in found["sprays"]
    ]
    once = {
        "InjectionGiven": "Injection",
        "InfusionFoundRunning": "Found",
        "DoseFoundGiven": "Found",
    }
    return lines + [
        [once[turn["kind"]], f"{say.both(turn)} {say.text(turn['text'])}"]
        for turn in view["timeline"]
        if turn["kind"] in once
    ]


def _volume(infusion: View) -> str:
    if infusion["given_ml"] is None:
        return "not known"
    read = "as recorded at the end" if infusion["measured"] else "from rate and time"
    return f"{infusion['given_ml']} mL, {read}"


def _rates(segments: list[View], say: Wording) -> list[list[str]]:
    """The rates where there were several, and the pauses between them."""
    rates = [
        f"{_rate(part)} from {say.clock(part['start'])}"
        for part, before in zip(segments, [None, *segments[:-1]], strict=True)
        if before is None or before["rate_ml_per_h"] != part["rate_ml_per_h"]
    ]
    pauses = [
        f"{say.clock(before['end'])} to {say.clock(after['start'])}"
        for before, after in pairwise(segments)
        if before["end"] != after["start"]
    ]
    return [
        *([["Rate", ", ".join(rates)]] if rates else []),
        *([["Paused", ", ".join(pauses)]] if pauses else []),
    ]


def _rate(segment: View) -> str:
    rate = segment["rate_ml_per_h"]
    return "unknown" if rate is None else f"{rate} mL/h"


def columns(view: View) -> list[tuple[str, str]]:
    """The parameters that a flowsheet of this visit has beside the pressure."""
    seen = {parameter for one in view["grid"] for parameter in one["readings"]}
    return [*COLUMNS, *((key, label) for key, label in _RARE if key in seen)]


FILED: Final = "\N{DAGGER}"
_BY_EYE: Final = frozenset({"arousal", "moaas", "cadss6", "rass"})
"""What no monitor knows."""


def chart_row(one: View, shown: list[tuple[str, str]], say: Wording) -> list[str]:
    """One charted set: time, pressure, the columns, who.

    Where all that a monitor can know came from it, the row is marked and not each value.
    """
    readings = one["readings"]
    measured = [reading for key, reading in readings.items() if key not in _BY_EYE]
    whole = bool(measured) and all(reading["from_device"] for reading in measured)
    cells = [cell(readings.get(parameter), row=whole) for parameter, _ in shown]
    at = f"{say.both(one)} {FILED}" if whole else say.both(one)
    return [at, pressure(readings, row=whole), *cells, say.who(one["by"])]


def pressure(readings: View, *, row: bool = False) -> str:
    """``128/76``, with the marks of each; a part that was not measured is a dash."""
    pair = [cell(readings.get(parameter), row=row) for parameter in ("sbp", "dbp")]
    return "/".join(part or "-" for part in pair) if any(pair) else ""


def cell(reading: View | None, *, row: bool = False) -> str:
    """A value with its marks: what it was before, artefact, on oxygen, filed from the monitor.

    `row`: the whole row says that it was filed.
    """
    if reading is None:
        return ""
    text = f"{reading['shown']}{FILED if reading['from_device'] and not row else ''}"
    if reading["was"]:
        text = f"{text} (was {', '.join(reading['was'])})"
    if reading["artefact"]:
        text = f"{text} artefact"
    return f"{text} on O2" if reading["on_oxygen"] else text
