"""What the pages of patients show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from morrow.care import patient as facts
from morrow.care.calendar import say, zone
from morrow.care.recorded import Recorded
from morrow.clinic import streams
from morrow.clinic.patients.models import Patient
from morrow.clinic.patients.through import visits_of
from morrow.clinic.people.models import User
from morrow.clinic.visits.models import Visit

SHOWN_MAX: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """One attested thing, in words, with who attested it and when."""

    label: str
    words: str
    by: str
    at: str
    stands: bool
    of: str = ""
    """The number of the merged record it was attested for, where it does not count any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedLine:
    """A record that is read through this one, with why."""

    patient: Patient
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    visit: Visit
    at: str
    open: bool


def find(clinic: UUID, words: str) -> Sequence[Patient]:
    """The clinic's patients whose name or number has these words: at most SHOWN_MAX, by name."""
    found = of_clinic(clinic)
    for word in words.split()[:5]:
        found = found.filter(
            Q(family_name__icontains=word)
            | Q(given_name__icontains=word)
            | Q(record_number__istartswith=word)
        )
    return list(found.order_by("family_name", "given_name", "record_number")[:SHOWN_MAX])


def of_clinic(clinic: UUID) -> QuerySet[Patient]:
    """Registered here, or booked here: the surviving records, one a person."""
    booked = Visit.objects.filter(clinic_id=clinic).values("patient_id")
    ours = Q(clinic_id=clinic) | Q(id__in=booked)
    through = Patient.objects.filter(ours, merged_into__isnull=False).values("merged_into")
    return Patient.objects.filter(ours | Q(id__in=through), merged_into__isnull=True)


def visits(patient: UUID, clinics: frozenset[UUID], zone_name: str) -> list[VisitLine]:
    """The patient's visits at these clinics, newest first, under whichever of their records."""
    where = zone(zone_name)
    rows = Visit.objects.filter(visits_of(patient), clinic_id__in=clinics)
    return [
        VisitLine(visit=row, at=say(row.starts_at, zone=where), open=row.phase == "planned")
        for row in rows.order_by("-starts_at", "id")
    ]


def merged(patient: UUID, zone_name: str) -> list[MergedLine]:
    """What was merged into this record, by its number."""
    said = {each.fact.other: each for each in _mergers(patient)}
    names, where = _names(list(said.values())), zone(zone_name)
    found = []
    for row in Patient.objects.filter(merged_into=patient).order_by("record_number"):
        fact = said[row.id]
        at = say(fact.happened_at, zone=where)
        by = names.get(fact.by, fact.by)
        found.append(MergedLine(patient=row, reason=fact.fact.reason, by=by, at=at))
    return found


def _mergers(patient: UUID) -> Iterator[Recorded[facts.PatientsMerged]]:
    """The merge of each record that is read through this one: its own, and theirs before."""
    within = Patient.objects.filter(merged_into=patient).values_list("id", flat=True)
    for each in (*within, patient):
        yield from streams.patient(each).all(facts.PatientsMerged)


def attestations(patient: UUID, zone_name: str) -> list[Attestation]:
    """Everything attested, newest first; an older one of its kind, or a withdrawn one, fell.

    After it what was attested for a merged record: shown, and made anew here before it counts.
    """
    others = Patient.objects.filter(merged_into=patient).order_by("record_number")
    return [
        *_attested(patient, zone_name),
        *(
            replace(each, of=row.record_number, stands=False)
            for row in others
            for each in _attested(row.id, zone_name)
        ),
    ]


def _attested(patient: UUID, zone_name: str) -> list[Attestation]:
    state, where = streams.patient(patient), zone(zone_name)
    found = [
        recorded
        for kind in (
            facts.EligibilityAttested,
            facts.ConsentAttested,
            facts.ConsentWithdrawn,
            facts.LongTermReviewAttested,
        )
        for recorded in state.by_kind.get(kind, ())
    ]
    names = _names(found)
    withdrawn = state.last(facts.ConsentWithdrawn)
    return [
        Attestation(
            label=_LABELS[type(recorded.fact)],
            words=_words(recorded.fact),
            by=names.get(recorded.by, recorded.by),
            at=say(recorded.happened_at, zone=where),
            stands=not (
                withdrawn
                and isinstance(recorded.fact, facts.ConsentAttested)
                and withdrawn.version > recorded.version
            ),
        )
        for recorded in sorted(found, key=lambda one: -one.version)
    ]


_LABELS: Final[dict[type, str]] = {
    facts.EligibilityAttested: "Eligibility",
    facts.ConsentAttested: "Consent",
    facts.ConsentWithdrawn: "Consent withdrawn",
    facts.LongTermReviewAttested: "Long-term review",
}


def _words(fact: Any) -> str:
    match fact:
        case facts.EligibilityAttested():
            found = ", ".join(fact.contraindications) or "no contraindication"
            return f"{fact.product.value}, decided {fact.decided_on}: {found}. {fact.document}"
        case facts.ConsentAttested():
            off_label = "" if fact.off_label_acknowledged else "; off-label use not acknowledged"
            return f"{fact.product.value} {fact.route.value}, signed {fact.signed_on}{off_label}. {fact.document}"
        case facts.ConsentWithdrawn():
            return str(fact.words)
        case facts.LongTermReviewAttested():
            return f"{fact.reviewed_on}: {fact.finding}. {fact.document}"
        case _:
            raise TypeError(f"{type(fact).__name__} is no attestation")


def _names(found: Sequence[Recorded[Any]]) -> dict[str, str]:
    ids = []
    for recorded in found:
        try:
            ids.append(UUID(recorded.by))
        except ValueError:
            continue  # a machine, or whoever set the clinic up: shown by its id
    return {str(user.id): user.name for user in User.objects.filter(id__in=ids)}


def zone_of(clinic: UUID) -> str:
    return streams.clinic(clinic).zone


def local(instant: datetime, zone_name: str) -> str:
    return say(instant, zone=zone(zone_name))
