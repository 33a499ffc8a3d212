"""The parts of the view about the drug: protocol, order, infusion, what was given."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from morrow.care.durations import minutes
from morrow.care.visit import allergies, dose_rows, given
from morrow.care.visit.case import Case
from morrow.care.visit.facts import dosing
from morrow.care.visit.facts.check_in import AllergiesConfirmed
from morrow.care.visit.facts.monitoring import DrugCosigned, DrugGiven
from morrow.care.visit.values import Exclusion, StandingDrug
from morrow.care.visit.view.bedside import iso
from morrow.evidence import Source
from morrow.quantities import plain


def source(found: Source) -> dict[str, str]:
    """A source as a screen shows it: what, where, how sure."""
    return {
        "key": found.key,
        "citation": found.citation,
        "locator": found.locator,
        "status": found.status,
        "status_words": found.status.label,
    }


def protocol(case: Case) -> dict[str, Any]:
    p = case.protocol
    return {
        "key": p.key,
        "version": p.version,
        "title": p.title,
        "product": p.product,
        "route": p.route,
        "signed": case.know.signed,
    }


def standing_drug(drug: StandingDrug) -> dict[str, Any]:
    return {
        "key": drug.key,
        "name": drug.name,
        "dose": f"{drug.dose:f}",
        "unit": drug.unit,
        "route": drug.route,
        "indication": drug.indication,
        "repeat_after_minutes": drug.repeat_after_minutes,
        "extends_observation": drug.extends_observation,
    }


def exclusion(found: Exclusion) -> dict[str, str]:
    return {"key": found.key, "reason": found.reason}


_NUMBERS = (
    "dose_mg",
    "dose_mg_per_kg",
    "dosing_weight_kg",
    "measured_weight_kg",
    "height_cm",
    "minutes",
    "vial_mg_per_ml",
    "vial_ml",
    "bag_ml",
    "draw_ml",
    "infused_volume_ml",
    "rate_ml_per_h",
    "vial_remainder_ml",
)


def order(case: Case) -> dict[str, Any] | None:
    """The order in force, every number as text; None when there is none."""
    found, signed = case.state.order, case.state.order_signed
    if found is None or signed is None:
        return None
    numbers = {
        name: None if (value := getattr(found, name)) is None else plain(value) for name in _NUMBERS
    }
    return {
        "id": str(found.id),
        "protocol_version": found.protocol_version,
        "product": found.product,
        "route": found.route,
        **numbers,
        "vials": found.vials,
        "devices": found.devices,
        "weight_basis": found.weight_basis,
        "preparation": found.preparation,
        "preparation_words": found.preparation.label if found.preparation else "",
        "premedication": [standing_drug(drug) for drug in found.premedication],
        "exclusions": [exclusion(one) for one in found.exclusions],
        "signed_by": signed.by,
        "signed_at": iso(signed.happened_at),
        "acknowledged": list(signed.fact.acknowledged),
        "reason": signed.fact.reason,
        "needs_cosign": signed.fact.needs_cosign,
        "cosigned": case.state.cosigned,
    }


def infusion(case: Case) -> dict[str, Any] | None:
    """Rate, elapsed, given, left and end of the infusion; None before one began."""
    began = given.dose_began(case.state)
    if not case.state.has(dosing.InfusionStarted, dosing.InfusionFoundRunning) or began is None:
        return None
    found, started = given.infused(case.state, case.now), case.state.last(dosing.InfusionStarted)
    last = found.segments[-1] if found.segments else None
    total = Fraction(started.fact.volume_ml) if started else None
    left = None if total is None or found.volume_ml is None else max(total - found.volume_ml, 0)
    return {
        "began_at": iso(began),
        "ended_at": iso(found.ended_at),
        "running": last is not None and last.end is None,
        "rate_ml_per_h": _text(last.rate_ml_per_h) if last and last.end is None else None,
        "running_s": int(found.running_for.total_seconds()),
        "given_ml": _text(found.volume_ml, places=1),
        "given_mg": _text(found.dose_mg, places=1),
        "total_ml": _text(total, places=1),
        "left_ml": _text(left, places=1),
        "measured": found.measured,
        "empty": found.empty,
        "ends_at": iso(given.ends_at(case.state)),
        "segments": [
            {
                "start": iso(segment.start),
                "end": iso(segment.end),
                "rate_ml_per_h": _text(segment.rate_ml_per_h),
            }
            for segment in found.segments
        ],
    }


def preview_rate(case: Case, rate_ml_per_h: Fraction) -> dict[str, Any] | None:
    """What a new rate would mean: the new end and the volume left.  None without a known dose."""
    started, found = case.state.last(dosing.InfusionStarted), given.infused(case.state, case.now)
    if started is None or found.volume_ml is None or rate_ml_per_h <= 0:
        return None
    left = max(Fraction(started.fact.volume_ml) - found.volume_ml, Fraction(0))
    seconds = left * 3600 / rate_ml_per_h
    end = case.now + timedelta(seconds=float(seconds))
    return {
        "rate_ml_per_h": plain(rate_ml_per_h, places=1),
        "left_ml": plain(left, places=1),
        "ends_at": iso(end),
        "minutes_left": plain(Fraction(round(seconds), 60), places=0),
    }


def given_so_far(case: Case) -> dict[str, Any]:
    """All drug given, in mg, with the dose rows that the pharmacology reads."""
    total = given.given_mg(case.state, case.now)
    order_, weight = case.state.order, None
    if order_ and order_.dosing_weight_kg:
        weight = order_.dosing_weight_kg
    per_kg = None if total is None or weight is None else total / Fraction(weight)
    return {
        "mg": _text(total, places=1),
        "mg_per_kg": _text(per_kg, places=2),
        "known": total is not None,
        "rows": [
            {
                "time": iso(row.time),
                "rate": _text(row.rate),
                "amount": _text(row.amount),
                "unit": row.unit,
            }
            for row in dose_rows.rows(case.state, case.now)
        ],
        "sprays": [
            {"number": r.fact.number, "at": iso(r.happened_at), "lot": r.fact.lot}
            for r in case.state.all(dosing.SprayGiven)
        ],
        "next_spray_at": iso(next_spray_at(case)),
        "wasted": [
            {
                "volume_ml": _text(r.fact.volume_ml),
                "amount_mg": _text(r.fact.amount_mg),
                "by": r.by,
                "witness": r.fact.witness,
                "at": iso(r.happened_at),
            }
            for r in case.state.all(dosing.DrugWasted)
        ],
    }


def next_spray_at(case: Case) -> datetime | None:
    """When the next ordered device may follow the last; None where none may or none was given."""
    order_, sprays = case.state.order, case.state.all(dosing.SprayGiven)
    if not sprays or order_ is None or len(sprays) >= (order_.devices or 0):
        return None
    return sprays[-1].happened_at + minutes(case.protocol["dose.device_rest"])


def standing(case: Case) -> list[dict[str, Any]]:
    """What may be given without a fresh order, with when it last was; exclusions said aloud.

    Today's allergies count whether or not there is an order, and after it was signed.
    """
    by_list = allergies.exclusions(case.fact(AllergiesConfirmed), case.protocol.standing)
    ordered = case.state.order.exclusions if case.state.order else ()
    excluded = {one.key: one.reason for one in ordered}
    for one in by_list:
        known = excluded.get(one.key, "")
        excluded[one.key] = (
            known if one.reason in known else "; ".join(filter(None, (known, one.reason)))
        )
    found = []
    for entry in case.protocol.standing:
        doses = [r for r in case.state.all(DrugGiven) if r.fact.drug == entry.drug.key]
        found.append(
            {
                **standing_drug(entry.drug),
                "source": source(entry.source),
                "urgency": entry.urgency,
                "excluded": excluded.get(entry.drug.key),
                "times_given": len(doses),
                "last_given_at": iso(doses[-1].happened_at) if doses else None,
            }
        )
    return found


def drugs_given(case: Case) -> list[dict[str, Any]]:
    signed = {r.fact.given for r in case.state.all(DrugCosigned)}
    return [
        {
            "id": str(r.id),
            "name": r.fact.name,
            "dose": f"{r.fact.dose:f}",
            "unit": r.fact.unit,
            "route": r.fact.route,
            "authority": r.fact.authority,
            "reason": r.fact.reason,
            "at": iso(r.happened_at),
            "by": r.by,
            "cosigned": r.id in signed,
        }
        for r in case.state.all(DrugGiven)
    ]


def _text(value: Any, places: int = 3) -> str | None:
    return None if value is None else plain(value, places=places)
