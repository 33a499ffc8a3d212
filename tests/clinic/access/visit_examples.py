"""The examples of patients, visits and the push."""

from typing import Any, Final

from morrow.clinic.visits import acts
from tests.clinic.access.example import FOUND, HELD, OK, WRONG, Example

ID: Final = "4f0c1d2e-0000-4000-8000-000000000001"
_CLINIC: Final = {"clinic": "@clinic"}
_PATIENT: Final = {"patient_id": "@patient"}
_PLANNED: Final = {"visit_id": "@visit"}
_RUNNING: Final = {"visit_id": "@running"}
_WHO: Final = {
    "id": ID, "given_name": "Testa", "family_name": "Synthetic", "birth_date": "1980-05-17",
    "record_number": "SYN-77",
}  # fmt: skip
_NAMED: Final = {
    "id": ID, "record_number": "NOBODYS", "birth_date": "1980-05-17", "reason": "A slip.",
}  # fmt: skip
_LATER: Final = {"id": ID, "starts_at": "2199-01-31T10:00", "reason": "Snow."}


def _act(
    operation: str, name: str, body: dict[str, Any] | None = None, *, ok: int = OK, **more: Any
) -> Example:
    seen = {"version": "999"} if acts.ALL[name].seen else {}
    return Example(
        route="visits:act", method="POST", ok=ok, operation=operation, as_json=True,
        kwargs={**_RUNNING, "name": name}, body={"id": ID, "body": body or {}, **seen, **more},
    )  # fmt: skip


_NOBODY: Final = {"username": "nobody-at-all", "secret": "x"}
ACTS: Final = (
    _act("visit.see", "NoteWritten", {"text": "x"}, ok=WRONG, signature=_NOBODY),
    _act("visit.arrive", "ChairTaken", {"chair": "@chair"}),
    _act("visit.move", "MoveVisit", {"starts_at": "2199-01-31T10:00", "reason": "x"}, ok=HELD),
    _act("visit.cancel", "CancelVisit", {"reason": "x", "by_patient": "no"}, ok=HELD),
    _act("visit.no_show", "MarkNoShow", {"reason": "x"}, ok=HELD),
    _act("visit.check_in", "WeightMeasured", {"weight_kg": "70"}),
    _act("visit.check_preparation", "PreparationChecked", {"product": "ketamine"}, ok=WRONG),
    _act("visit.order", "RevokeOrder", {"order": ID, "reason": "x"}, ok=WRONG),
    _act("visit.cosign", "DrugCosigned", {"given": ID}, ok=WRONG),
    _act("visit.override", "OverrideGate", {"rule": "R25", "reason": "x"}, ok=WRONG),
    _act("visit.clear", "ResumeCleared", {"reason": "x"}, ok=WRONG),
    _act("visit.review", "BreachReviewed", {"breach": ID, "finding": "x"}, ok=WRONG),
    _act("visit.start", "StartInfusion", {"order": ID}, ok=HELD),
    _act("visit.titrate", "ChangeRate", {"rate_ml_per_h": "100", "reason": "x"}, ok=HELD),
    _act("visit.stop", "StopDosing"),
    _act("visit.chart", "SetCharted", {"bp": "122/76"}),
    _act("visit.correct", "WrongPatientChosen", {"patient": "@patient", "reason": "x"}),
    _act("visit.emergency", "EmergencyDeclared"),
    _act("visit.discharge", "Discharge", {"to": "x"}, ok=HELD),
    _act("visit.sign", "SignVisit", ok=WRONG),
)
ALL: Final = (
    *ACTS,
    Example(route="live", body={"visit": "@running"}),
    Example(route="patients:here", ok=FOUND),
    Example(route="patients:patients", kwargs=_CLINIC),
    Example(route="patients:register", kwargs=_CLINIC),
    Example(route="patients:register", method="POST", ok=FOUND, kwargs=_CLINIC, body=_WHO),
    Example(route="patients:import", kwargs=_CLINIC),
    Example(route="patients:import", method="POST", ok=WRONG, kwargs=_CLINIC),
    Example(route="patients:patient", kwargs=_PATIENT),
    Example(route="patients:correct", kwargs=_PATIENT),
    Example(
        route="patients:correct", method="POST", ok=FOUND, kwargs=_PATIENT,
        body={**_WHO, "reason": "A slip.", "seen": "1"},
    ),
    Example(route="patients:merge", kwargs=_PATIENT),
    Example(route="patients:merge", method="POST", ok=WRONG, kwargs=_PATIENT, body=_NAMED),
    Example(
        route="patients:attest", method="POST", ok=FOUND, kwargs={**_PATIENT, "kind": "consent"},
        body={
            "consent-id": ID, "consent-product": "ketamine", "consent-route": "iv",
            "consent-document": "form 3", "consent-signed_on": "2026-01-01",
        },
    ),
    Example(route="patients:book", kwargs=_PATIENT),
    Example(
        route="patients:book", method="POST", ok=FOUND, kwargs=_PATIENT,
        body={"id": ID, "protocol": "iv-ketamine", "starts_at": "2199-01-31T10:00", "minutes": "120"},
    ),
    Example(route="visits:board_here", ok=FOUND),
    Example(route="visits:board", kwargs=_CLINIC),
    Example(route="visits:cards", kwargs=_CLINIC),
    Example(route="visits:visit", kwargs=_RUNNING),
    Example(route="visits:view", kwargs=_RUNNING),
    Example(route="visits:sheet", kwargs=_RUNNING),
    Example(route="visits:rate_preview", ok=WRONG, kwargs=_RUNNING),
    Example(route="visits:move", kwargs=_PLANNED),
    Example(route="visits:move", method="POST", ok=FOUND, kwargs=_PLANNED, body=_LATER),
    Example(route="visits:cancel", kwargs=_PLANNED),
    Example(
        route="visits:cancel", method="POST", ok=FOUND, kwargs=_PLANNED,
        body={"id": ID, "reason": "Ill.", "by_patient": "on"},
    ),
    Example(route="visits:no_show", kwargs=_PLANNED),
    Example(
        route="visits:no_show", method="POST", ok=FOUND, kwargs=_PLANNED,
        body={"id": ID, "reason": "Rang, no answer."},
    ),
    Example(route="visits:patient", kwargs=_RUNNING),
    Example(route="visits:patient", method="POST", ok=WRONG, kwargs=_RUNNING, body=_NAMED),
    Example(route="visits:order", kwargs=_RUNNING),
    Example(route="visits:order", method="POST", ok=WRONG, kwargs=_RUNNING, body={"id": ID}),
    Example(route="visits:order_draft", method="POST", kwargs=_RUNNING, body={"id": ID}),
)  # fmt: skip
