"""What must be true before a dose, a discharge and a signature: said again, from the facts alone.

This is the other hand: it imports no rule, no gate, no protocol and no derived property of the
state, and its numbers are written out here from the clinical rules.  Where the machine and this
oracle disagree, one of them is wrong.

Each function returns the names of what is not met; an empty set means that the act may be done.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from morrow.care import patient as pt
from morrow.care.recorded import Recorded
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.facts import planning as pl
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Answer, Parameter, Product, Route

P = Parameter
DOSES = (
    ds.InfusionStarted,
    ds.InfusionFoundRunning,
    ds.InjectionGiven,
    ds.SprayGiven,
    ds.DoseFoundGiven,
)
MINUTE = timedelta(minutes=1)
FASTING = {
    Route.IV: (timedelta(hours=6), timedelta(hours=2)),
    Route.IM: (timedelta(hours=6), timedelta(hours=2)),
    Route.NASAL: (timedelta(hours=2), timedelta(minutes=30)),
}
BASELINE = (P.SBP, P.DBP, P.HR, P.SPO2, P.AROUSAL)


class Reading:
    """The facts of one visit, as this oracle looks at them."""

    def __init__(self, state: VisitState, know: Knowledge, now: datetime) -> None:
        self.by_kind, self.know, self.now = state.by_kind, know, now
        self.flags = state.flags
        self.zone = ZoneInfo(know.zone)
        self.today = now.astimezone(self.zone).date()
        doses = [r for kind in DOSES for r in self.of(kind)]
        self.doses = sorted(doses, key=lambda r: r.happened_at)
        self.first_version = min((r.version for r in doses), default=10**9)
        arrivals = self.of(ci.PatientArrived)
        early = [r for r in arrivals if r.version < self.first_version]
        came = (early or arrivals)[-1 if early else 0] if arrivals else None
        self.arrived = came.happened_at if came else None
        self.came = came.version if came else 0
        wrong = [r.version for r in self.of(ci.WrongPatientChosen)]
        self.void_before = max((v for v in wrong if v < self.first_version), default=0)
        booked = self.of(pl.VisitBooked)
        self.product = booked[-1].fact.product if booked else None
        self.route = booked[-1].fact.route if booked else None

    def of(self, kind: type) -> tuple[Recorded[Any], ...]:
        return self.by_kind.get(kind, ())

    def answers(self, kind: type) -> list[Recorded[Any]]:
        if self.arrived is None:
            return []
        found = [
            r
            for r in self.of(kind)
            if r.version > self.void_before
            and (
                r.happened_at > self.arrived
                or (r.happened_at == self.arrived and r.version > self.came)
            )
        ]
        return sorted(found, key=lambda r: (r.happened_at, r.version))

    def answer(self, kind: type) -> Any:
        found = self.answers(kind)
        return found[-1].fact if found else None

    def day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def order(self) -> Recorded[Any] | None:
        signed = self.of(pl.OrderSigned)
        revoked = {r.fact.order for r in self.of(pl.OrderRevoked)}
        return signed[-1] if signed and signed[-1].fact.order.id not in revoked else None

    def readings(self, parameter: Parameter) -> list[tuple[datetime, Decimal, bool]]:
        """(taken, value, on oxygen) by time; corrected, without artefacts."""
        artefacts = {(r.fact.set, r.fact.parameter) for r in self.of(mo.ReadingMarkedArtefact)}
        corrected = {
            (r.fact.set, r.fact.parameter): r.fact.value for r in self.of(mo.ReadingCorrected)
        }
        found = []
        for charted in self.of(mo.SetCharted):
            if charted.version <= self.void_before:
                continue
            for one in charted.fact.readings:
                key = (charted.id, one.parameter)
                if one.parameter is parameter and key not in artefacts:
                    value = corrected.get(key, one.value)
                    found.append((charted.happened_at, value, one.on_oxygen))
        return sorted(found, key=lambda one: one[0])

    def overridden(self, rule: str, **seen: str) -> bool:
        """By a prescriber who saw just these values of this patient."""
        return any(
            r.fact.rule == rule
            and r.role == "prescriber"
            and r.fact.seen == seen
            and r.version > self.void_before
            for r in self.of(ci.GateOverridden)
        )

    def overridden_by_two(self, rule: str, **seen: str) -> bool:
        found = [
            r
            for r in self.of(ci.GateOverridden)
            if r.fact.rule == rule
            and r.fact.seen == seen
            and r.role in {"prescriber", "nurse"}
            and r.version > self.void_before
        ]
        return len({r.by for r in found}) >= 2 and any(r.role == "prescriber" for r in found)

    def acknowledged(self, rule: str, **seen: str) -> bool:
        return any(
            r.fact.rule == rule and r.fact.seen == seen and r.version > self.void_before
            for r in self.of(ci.WarningAcknowledged)
        )


def unmet_to_start(state: VisitState, know: Knowledge, now: datetime) -> set[str]:
    """What is missing for a first dose now (clinical rules 17, 5.2; hazards H1 to H9)."""
    seen = Reading(state, know, now)
    return {
        *_person(seen),
        *_medicines(seen),
        *_risk_at_start(seen),
        *_order(seen),
        *_consent(seen),
        *_weight(seen),
        *_preparation(seen),
        *_history(seen),
        *_place(seen),
        *_signs(seen),
    }


def _person(seen: Reading) -> Iterator[str]:
    for kind in (ci.IdentityConfirmed, ci.AllergiesConfirmed, ci.MedicationsReviewed):
        if not seen.answers(kind):
            yield kind.__name__
    facts = [r.fact for kind in (pt.PatientRegistered, pt.PatientCorrected)
             for r in seen.know.patient.by_kind.get(kind, ())]  # fmt: skip
    born = facts[-1].birth_date if facts else None
    eighteenth = None if born is None else (born.year + 18, born.month, born.day)
    if eighteenth is None or eighteenth > (seen.today.year, seen.today.month, seen.today.day):
        yield "age"
    decisions = [r.fact for r in seen.know.patient.by_kind.get(pt.EligibilityAttested, ())]
    mine = [one for one in decisions if one.product is seen.product]
    if not mine:
        yield "eligibility"
    if any(one.contraindications for one in (*mine[-1:], *decisions[-1:])):
        yield "contraindication"
    allergies = seen.answer(ci.AllergiesConfirmed)
    words = [a.substance.lower() for a in allergies.allergies] if allergies else []
    if any("ketamin" in w or "ketalar" in w or "spravato" in w for w in words):
        yield "allergy"
    heart = seen.answer(ci.CardiovascularAnswered)
    if heart is None or heart.event is Answer.DECLINED:
        yield "cardiovascular"
    elif heart.event is Answer.YES:
        when = heart.last_event_on
        text = "at an unknown date" if when is None else f"on {when}"
        recent = when is None or (seen.today - when).days < 42
        if recent and not seen.overridden_by_two("R05", event=text):
            yield "cardiovascular"
    asked = seen.answer(ci.PregnancyAnswered)
    if asked is None or asked.test == "positive" or asked.breast_feeding is not Answer.NO:
        yield "pregnancy"
    elif asked.possible is not Answer.NO:
        negative = asked.test == "negative" and asked.tested_on is not None
        if not (negative and 0 <= (seen.today - asked.tested_on).days <= 30):
            yield "pregnancy"


def _medicines(seen: Reading) -> Iterator[str]:
    reviewed = seen.answer(ci.MedicationsReviewed)
    for medicine in reviewed.medications if reviewed else ():
        name, amount = medicine.name.lower(), medicine.lorazepam_equivalent_mg_per_day
        if "theophylline" in name or "aminophylline" in name:
            yield "xanthine"
        if "lamotrigine" in name and not seen.acknowledged(
            "R12.lamotrigine",
            medicine=medicine.name,
            dose=medicine.dose,
            protocol=f"{seen.know.protocol.key} {seen.know.protocol.version}",
        ):
            yield "interaction"
        if "lorazepam" in name or "diazepam" in name:
            taken = medicine.last_taken_at
            recent = taken is None or seen.now - taken < timedelta(hours=8)
            if (recent or amount is None or amount > 3) and not seen.acknowledged(
                "R11",
                medicine=medicine.name,
                mg_per_day="not known" if amount is None else str(amount),
                last_taken=taken.isoformat() if taken else "not known",
            ):
                yield "benzodiazepine"


def _high(answers: tuple[bool | None, ...]) -> bool:
    return any(answers[3:6])


def _complete(answers: tuple[bool | None, ...]) -> bool:
    if len(answers) != 6:
        return False
    needed = (0, 1, 5, *((2, 3, 4) if answers[1] else ()))
    return all(answers[n] is not None for n in needed)


def _disposed(seen: Reading) -> int:
    return max(
        (r.version for r in seen.of(ci.RiskDispositionSigned) if r.role == "prescriber"), default=0
    )


def _undisposed_high(seen: Reading) -> bool:
    screens = seen.of(ci.SuicideRiskScreened)
    return any(_high(r.fact.answers) and r.version > _disposed(seen) for r in screens)


def _risk_at_start(seen: Reading) -> Iterator[str]:
    screen = seen.answer(ci.SuicideRiskScreened)
    if screen is None or not (_complete(screen.answers) or _high(screen.answers)):
        yield "c-ssrs"
    if _undisposed_high(seen):
        yield "disposition"
    yield from _items(seen)


def _items(seen: Reading) -> Iterator[str]:
    days = {seen.day(r.happened_at) for r in seen.of(ci.SuicideRiskScreened)}
    for item in seen.of(ci.RiskItemAnswered):
        least = {"PHQ-9": 1, "QIDS": 2, "MADRS": 4}.get(item.fact.scale, 1)
        high = item.fact.answer >= least and seen.day(item.happened_at) not in days
        if high and not seen.acknowledged(
            "R35", scale=item.fact.scale, answer=str(item.fact.answer)
        ):
            yield "risk-item"


def _order(seen: Reading) -> Iterator[str]:
    if not seen.know.signed:
        yield "protocol"
    signed = seen.order()
    if signed is None:
        yield "order"
        return
    order, protocol = signed.fact.order, seen.know.protocol
    if (order.protocol, order.protocol_version) != (protocol.key, protocol.version):
        yield "order-version"
    if seen.day(signed.happened_at) != seen.today:
        yield "order-expired"
    if any(r.version > signed.version for r in seen.of(ci.WrongPatientChosen)):
        yield "order-patient"
    cosigned = any(
        r.fact.order == order.id and r.version > signed.version and r.by != signed.by
        for r in seen.of(pl.OrderCosigned)
    )
    if signed.fact.needs_cosign and not cosigned:
        yield "second-signature"


def _consent(seen: Reading) -> Iterator[str]:
    facts = [
        r
        for kind in (pt.ConsentAttested, pt.ConsentWithdrawn)
        for r in seen.know.patient.by_kind.get(kind, ())
    ]
    valid = None
    for recorded in sorted(facts, key=lambda r: r.version):
        fact = recorded.fact
        if isinstance(fact, pt.ConsentWithdrawn):
            valid = None
        elif fact.product is seen.product and fact.route is seen.route:
            valid = fact
    if valid is None or not valid.document:
        yield "consent"
        return
    oldest = (seen.today.year - 1, seen.today.month, seen.today.day)
    signed_on = (valid.signed_on.year, valid.signed_on.month, valid.signed_on.day)
    if signed_on < oldest or valid.signed_on > seen.today:
        yield "consent-age"
    if seen.product is Product.KETAMINE and not valid.off_label_acknowledged:
        yield "off-label"


def _weight(seen: Reading) -> Iterator[str]:
    signed = seen.order()
    if (signed.fact.order.route if signed else seen.route) is Route.NASAL:
        return
    weighings = [Fraction(r.fact.weight_kg) for r in seen.answers(ci.WeightMeasured)]
    last = seen.answer(ci.WeightMeasured)
    if last is None:
        yield "weight"
        return
    kg = Fraction(last.weight_kg)
    before = seen.know.last_weight_kg
    again = len(weighings) > 1 and abs(kg / weighings[-2] - 1) <= Fraction(1, 100)
    height = seen.answer(ci.HeightMeasured)
    bmi = kg / (Fraction(height.height_cm) / 100) ** 2 if height else Fraction(25)
    known = [Fraction(before)] if before is not None else []
    jumped = any(abs(kg / one - 1) >= Fraction(1, 10) for one in (*known, *weighings[-2:-1]))
    if not again and (jumped or not 14 <= bmi <= 60):
        overrides = [
            r
            for r in seen.of(ci.GateOverridden)
            if r.fact.rule == "H4" and r.version > seen.void_before
        ]
        if not any(
            r.role == "prescriber" and Fraction(r.fact.seen["weight_kg"]) == kg for r in overrides
        ):
            yield "weight-implausible"
    if signed and signed.fact.order.measured_weight_kg:
        ordered = Fraction(signed.fact.order.measured_weight_kg)
        if abs(kg - ordered) * 10 >= ordered:
            yield "weight-of-order"


def _preparation(seen: Reading) -> Iterator[str]:
    entered, checked = seen.answers(ci.PreparationEntered), seen.answers(ci.PreparationChecked)
    signed = seen.order()
    if not entered or not checked or checked[-1].version < entered[-1].version:
        yield "preparation"
        return
    if entered[-1].by == checked[-1].by:
        yield "second-reader"
    if signed is None:
        return
    order = signed.fact.order
    if not (_as_ordered(order, entered[-1].fact) and _as_ordered(order, checked[-1].fact)):
        yield "preparation-wrong"
    if entered[-1].fact.expires_on < seen.today or not entered[-1].fact.lot.strip():
        yield "lot"


def _as_ordered(order: Any, read: Any) -> bool:
    if read.product is not order.product:
        return False
    if order.route is Route.NASAL:
        return bool(read.devices == order.devices)
    pairs = [
        (order.dosing_weight_kg, read.weight_kg, Fraction(0)),
        (order.draw_ml, read.drawn_ml, Fraction(5, 1000)),
    ]
    if order.route is Route.IV:
        pairs += [
            (order.rate_ml_per_h, read.pump_rate_ml_per_h, Fraction(5, 100)),
            (order.infused_volume_ml, read.pump_volume_ml, Fraction(5, 100)),
        ]
    if read.vial_mg_per_ml is None or read.vial_mg_per_ml != order.vial_mg_per_ml:
        return False
    for should, found, half in pairs:
        if found is None:
            return False
        if abs(Fraction(found) - Fraction(should)) > max(Fraction(should) / 100, half):
            return False
    return Fraction(read.drawn_ml) * Fraction(read.vial_mg_per_ml) <= Fraction(
        order.dose_mg
    ) * Fraction(102, 100)


def _history(seen: Reading) -> Iterator[str]:
    if any(other.running for other in seen.know.others):
        yield "running"
    dosed = [(seen.day(o.dosed_at), o) for o in seen.know.others if o.dosed_at <= seen.now]
    week = [d for d, o in dosed if o.product is seen.product and (seen.today - d).days < 7]
    most = 2 if seen.product is Product.ESKETAMINE else 3
    if len(week) + 1 > most and not seen.overridden("R22", visits=str(len(week))):
        yield "frequency"
    last = max((d for d, _ in dosed), default=None)
    if last == seen.today and not seen.overridden_by_two("H6", last=str(last)):
        yield "same-day"
    if last is not None and (seen.today - last).days == 1:
        if not seen.overridden("R22.gap", last=str(last)):
            yield "gap"


def _place(seen: Reading) -> Iterator[str]:
    yield from _emergency(seen)
    nurses = seen.of(ci.NurseAssigned)
    if not nurses:
        yield "nurse"
    else:
        tended = seen.know.tended_by_nurse.get(nurses[-1].fact.nurse, ())
        sprayed = [t for t in tended if t.route is Route.NASAL]
        early = [t for t in sprayed if seen.now - t.began_at < 40 * MINUTE]
        close = len([t for t in tended if t.dosing or t in early])
        full = close > 0 or (seen.route is Route.NASAL and len(sprayed) >= 3)
        if full and not seen.overridden("CAPACITY", close=str(close), sprayed=str(len(sprayed))):
            yield "capacity"
    for parameter in BASELINE:
        taken = seen.readings(parameter)
        fresh = taken and seen.arrived is not None and taken[-1][0] >= seen.arrived
        if not fresh or seen.now - taken[-1][0] >= 15 * MINUTE:
            yield "baseline"
    if not seen.answers(ci.BaselineAssessed):
        yield "baseline-state"
    yield from _escort_and_fasting(seen)
    staff = seen.answer(ci.SafetyStaffConfirmed)
    if staff is None or not staff.acls.strip():
        yield "acls"
    if seen.product is Product.ESKETAMINE and (staff is None or not staff.prescriber.strip()):
        yield "prescriber-on-site"


def _emergency(seen: Reading) -> Iterator[str]:
    declared, over = seen.of(mo.EmergencyDeclared), seen.of(mo.EmergencyEnded)
    if declared and (not over or over[-1].version < declared[-1].version):
        yield "emergency"


def _escort_and_fasting(seen: Reading) -> Iterator[str]:
    named = seen.answers(ci.ResponsibleAdultNamed) or seen.answers(ci.WardHandoverNamed)
    if not named and not seen.overridden("R26"):
        yield "adult"
    fasting = seen.answer(ci.FastingAnswered)
    if fasting is None:
        yield "fasting"
        return
    assert seen.route is not None
    food, fluid = FASTING[seen.route]
    for rule, last, wait in (
        ("R25.food", fasting.last_food_at, food),
        ("R25.fluid", fasting.last_fluid_at, fluid),
    ):
        early = seen.now - last < wait
        if early and not seen.overridden(rule, last=last.isoformat(timespec="minutes")):
            yield "fasting"


STOP_EVENTS = frozenset(
    {
        "distress-unsettled", "chest-pain", "severe-headache", "focal-sign", "hypotension",
        "infiltration", "vomiting-drowsy", "patient-request", "psychosis-mania", "anaphylaxis",
        "seizure",
    }
)  # fmt: skip
"""What asks for the infusion to stop: clinical rules 5.2."""


def _signs(seen: Reading) -> Iterator[str]:
    for marked in seen.answers(mo.EventMarked):
        rule = f"R29.event.{marked.fact.event}"
        if marked.fact.event in STOP_EVENTS and not seen.overridden(rule, marked=str(marked.id)):
            yield "stop-event"

    def of_visit(parameter: Parameter) -> list[tuple[datetime, Decimal, bool]]:
        return [r for r in seen.readings(parameter) if seen.arrived and r[0] >= seen.arrived]

    sbp, dbp = seen.readings(P.SBP), seen.readings(P.DBP)
    shown = "/".join(_text(series[-1][1]) if series else "-" for series in (sbp, dbp))
    top, bottom = (series[-1][1] if series else Decimal(0) for series in (sbp, dbp))
    high = [r[0] for r in of_visit(P.SBP) if r[1] >= 160]
    high += [r[0] for r in of_visit(P.DBP) if r[1] >= 100]
    if top >= 180 or bottom >= 110:
        yield "bp-refused"
    elif top >= 160 or bottom >= 100:
        repeated = bool(high) and max(high) - min(high) >= 5 * MINUTE
        if not repeated or not seen.overridden("R27", bp=shown):
            yield "bp-high"
    elif (top > 140 or bottom > 90) and not seen.acknowledged("R27", bp=shown):
        yield "bp-warned"
    limits: tuple[tuple[Parameter, str, Callable[[Decimal], bool]], ...] = (
        (P.SPO2, "spo2_low", lambda v: v < 94),
        (P.HR, "hr_low", lambda v: v < 50),
        (P.HR, "hr_high", lambda v: v > 110),
        (P.SBP, "sbp_low", lambda v: v < 90),
    )
    for parameter, name, beyond in limits:
        series = of_visit(parameter)
        if series and beyond(series[-1][1]):
            times = [at for at, value, _ in series if beyond(value)]
            repeated = times[-1] - times[0] >= MINUTE / 2
            if not repeated or not seen.overridden(f"R27.{name}", value=_text(series[-1][1])):
                yield name


def _text(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def unmet_while_dosing(state: VisitState, know: Knowledge, now: datetime) -> set[str]:
    """What a dose begun by command must still stand on: order, consent, baseline, nurse."""
    seen = Reading(state, know, now)
    began = seen.doses[0].happened_at if seen.doses else now
    found = set()
    if not seen.of(pl.OrderSigned) or seen.order() is None:
        found.add("order")
    found |= set(_consent(seen))
    if not seen.of(ci.NurseAssigned):
        found.add("nurse")
    for parameter in BASELINE:
        if not any(began - 15 * MINUTE < at <= began for at, _, _ in seen.readings(parameter)):
            found.add("baseline")
    return found


# ── leaving ──────────────────────────────────────────────────────────────────────────────────


def dose_end(seen: Reading) -> datetime | None:
    """The last moment at which drug went in; None while a pump runs or is paused."""
    pump_kinds = (
        ds.InfusionStarted,
        ds.InfusionFoundRunning,
        ds.InfusionResumed,
        ds.PumpFoundChanged,
        ds.InfusionStopped,
        ds.InfusionCompleted,
    )
    pump = sorted(
        (r for kind in pump_kinds for r in seen.of(kind)), key=lambda r: (r.happened_at, r.version)
    )
    on, off = False, None
    for recorded in pump:
        if isinstance(recorded.fact, (ds.InfusionStopped, ds.InfusionCompleted)):
            off = recorded.happened_at if on else off
            on = False
        else:
            on = True
    if on:
        return None
    single = (ds.InjectionGiven, ds.SprayGiven, ds.DoseFoundGiven)
    ends = [r.happened_at for kind in single for r in seen.of(kind)] + ([off] if off else [])
    return max(ends, default=None)


def unmet_to_leave(state: VisitState, know: Knowledge, now: datetime) -> set[str]:
    """What is missing for a discharge now (clinical rules 6, 9; R31 to R36, R48)."""
    seen = Reading(state, know, now)
    ended = dose_end(seen)
    if ended is None:
        return {"dose-running"}
    return {
        *_emergency(seen),
        *_time_rule(seen, ended),
        *_assessed(seen, ended),
        *_signs_at_leaving(seen, ended),
        *_alarms(seen),
        *_handover(seen),
        *_risk_at_leaving(seen, ended),
    }


def _time_rule(seen: Reading, ended: datetime) -> Iterator[str]:
    minutes = {Route.IV: 60, Route.IM: 120, Route.NASAL: 120}[seen.route or Route.IV]
    base = seen.doses[0].happened_at if seen.route is Route.NASAL else ended
    times = [base + minutes * MINUTE]
    for found in seen.of(ds.DoseFoundGiven):
        long_ = 60 if found.fact.route is Route.IV else 120
        times.append(found.happened_at + long_ * MINUTE)
    for drug in seen.of(mo.DrugGiven):
        long = drug.fact.extends_observation or any(
            word in drug.fact.name.lower() for word in ("labetalol", "lorazepam", "clonidine")
        )
        if long:
            times.append(drug.happened_at + 60 * MINUTE)
    earliest = max(times)
    text = earliest.isoformat(timespec="minutes")
    label = seen.product is Product.ESKETAMINE
    if seen.now < earliest and (label or not seen.overridden("R32", earliest=text)):
        yield "time"


def _assessed(seen: Reading, ended: datetime) -> Iterator[str]:
    label = seen.product is Product.ESKETAMINE
    found = [
        r
        for r in seen.answers(lv.RecoveryAssessed)[-1:]
        if r.happened_at >= ended and seen.now - r.happened_at <= 30 * MINUTE
    ]
    if not found:
        if label or not seen.overridden("R33.assessed", assessed=_last_assessed(seen)):
            yield "assessed"
        yield from _aldrete(seen, ended, None)
        return
    fact = found[0].fact
    began = seen.doses[0].happened_at
    before = [r.fact for r in seen.answers(ci.BaselineAssessed) if r.happened_at <= began]
    level: Decimal = Decimal(fact.moaas)
    later = [r for r in seen.readings(P.MOAAS) if r[0] > found[0].happened_at]
    if later:
        level = later[-1][1]
    if level < 5 and (label or not seen.overridden("R33.moaas", moaas=_text(level))):
        yield "moaas"
    if not before or fact.cadss6 > before[-1].cadss6 + 1:
        if label or not seen.overridden("R33.cadss6", cadss6=str(fact.cadss6)):
            yield "cadss6"
    for what in ("orientation", "gait"):
        now = getattr(fact, f"{what}_deficit")
        then = getattr(before[-1], f"{what}_deficit") if before else ""
        if now and now != then and not seen.overridden(f"R33.{what}", now=now):
            yield what
    if fact.vomiting and not seen.overridden(
        "R33.vomiting", at=found[0].happened_at.isoformat(timespec="minutes")
    ):
        yield "vomiting"
    yield from _aldrete(seen, ended, (fact, level))


def _last_assessed(seen: Reading) -> str:
    last = seen.of(lv.RecoveryAssessed)
    return last[-1].happened_at.isoformat(timespec="seconds") if last else "never"


def _recent(seen: Reading, ended: datetime, parameter: Parameter) -> Any:
    found = [r for r in seen.readings(parameter) if r[0] >= ended]
    return found[-1] if found and seen.now - found[-1][0] <= 30 * MINUTE else None


def _base(seen: Reading, parameter: Parameter) -> Any:
    began = seen.doses[0].happened_at
    found = [r for r in seen.readings(parameter) if r[0] <= began]
    return found[-1] if found else None


def _aldrete(seen: Reading, ended: datetime, state: Any) -> Iterator[str]:
    """Nine or more, and no zero: with each item worked out by hand."""
    sbp, spo2, base = (
        _recent(seen, ended, P.SBP),
        _recent(seen, ended, P.SPO2),
        _base(seen, P.SBP),
    )
    if state is None or sbp is None or spo2 is None or base is None:
        prescribed = [r for r in seen.of(ci.GateOverridden) if r.fact.rule == "R33.aldrete"]
        if not any(
            r.fact.seen.get("assessed") == _last_assessed(seen) and r.role == "prescriber"
            for r in prescribed
        ):
            yield "aldrete"
        return
    fact, level = state
    change = abs(Fraction(sbp[1]) - Fraction(base[1])) / Fraction(base[1])
    items = {
        "activity": 2 if fact.limbs_moving == 4 else 1 if fact.limbs_moving >= 2 else 0,
        "respiration": fact.breathing,
        "circulation": 2 if change <= Fraction(1, 5) else 1 if change < Fraction(1, 2) else 0,
        "consciousness": {5: 2, 4: 1, 3: 1}.get(int(level), 0),
        "saturation": 2 if spo2[1] > 92 and not spo2[2] else 1 if spo2[1] > 90 else 0,
    }
    if sum(items.values()) < 9 or 0 in items.values():
        text = " ".join(f"{name} {value}" for name, value in items.items())
        if not seen.overridden("R33.aldrete", items=text):
            yield "aldrete"


def _signs_at_leaving(seen: Reading, ended: datetime) -> Iterator[str]:
    now = [_recent(seen, ended, p) for p in (P.SBP, P.DBP)]
    then = [_base(seen, p) for p in (P.SBP, P.DBP)]
    settled = False
    if all(now):
        since = [value for at, value, _ in seen.readings(P.SBP) if at >= ended]
        known = [(n[1], t[1]) for n, t in zip(now, then, strict=True) if t]
        low = any(Fraction(n) < Fraction(t) * Fraction(4, 5) for n, t in known) or now[0][1] < 90
        falling = len(since) > 1 and since[-1] <= since[-2]
        settled = now[0][1] < 140 and now[1][1] < 90 and falling and not low
        if all(then):
            settled = settled or all(
                abs(Fraction(n) - Fraction(t)) * 5 <= Fraction(t) for n, t in known
            )
    shown = {
        name: "not recorded" if one is None else _text(one[1])
        for name, one in zip(("sbp", "dbp"), now, strict=True)
    }
    if not settled and not seen.overridden("R33.bp", **shown):
        yield "bp"
    spo2, base = _recent(seen, ended, P.SPO2), _base(seen, P.SPO2)
    text = "not recorded" if spo2 is None else f"{_text(spo2[1])} %"
    text += " on oxygen" if spo2 and spo2[2] else ""
    fine = spo2 and base and spo2[1] >= base[1] and (base[2] or not spo2[2])
    if not fine and not seen.overridden("R33.spo2", spo2=text):
        yield "spo2"
    if seen.product is Product.ESKETAMINE:
        began = seen.doses[0].happened_at
        if not any(at >= began for at, _, _ in seen.readings(P.SPO2)):
            yield "oximeter"


def open_alarms(seen: Reading) -> dict[str, Any]:
    facts = [r for kind in (mo.AlarmRaised, mo.AlarmCleared) for r in seen.of(kind)]
    found: dict[str, Any] = {}
    for recorded in sorted(facts, key=lambda r: r.version):
        if isinstance(recorded.fact, mo.AlarmCleared):
            found.pop(recorded.fact.key, None)
        else:
            since = found.get(recorded.fact.key, (None, recorded.happened_at))[1]
            found[recorded.fact.key] = (recorded.fact, since)
    return found


def _alarms(seen: Reading) -> Iterator[str]:
    for key, (fact, since) in open_alarms(seen).items():
        series = seen.readings(fact.parameter) if fact.parameter else []
        value = "" if fact.value is None else _text(series[-1][1] if series else fact.value)
        if not seen.overridden(
            f"R33.alarm.{key}",
            level=str(fact.level),
            value=value,
            since=since.isoformat(timespec="seconds"),
        ):
            yield "alarm"


def _handover(seen: Reading) -> Iterator[str]:
    named = seen.answers(ci.ResponsibleAdultNamed) or seen.answers(ci.WardHandoverNamed)
    if not named and not seen.overridden("R33.escort"):
        yield "adult"
    if not seen.answers(lv.AdviceGiven) and not seen.overridden("R33.advice"):
        yield "advice"
    infused = seen.of(ds.InfusionStarted) or seen.of(ds.InfusionFoundRunning)
    began = seen.doses[0].happened_at
    removed = any(r.happened_at >= began for r in seen.of(lv.CannulaRemoved))
    if infused and not removed and not seen.overridden("R33.cannula"):
        yield "cannula"


def _risk_at_leaving(seen: Reading, ended: datetime) -> Iterator[str]:
    asked = seen.answers(lv.NewSuicidalThoughtsAsked)
    if not any(r.happened_at >= ended and seen.now - r.happened_at <= 30 * MINUTE for r in asked):
        yield "thoughts-asked"
    yield from _undisposed(seen)
    if _lacks_plan(seen):
        yield "safety-plan"


def _lacks_plan(seen: Reading) -> bool:
    positive = [r.fact.answers for r in seen.of(ci.SuicideRiskScreened)]
    plan = any(
        r.fact.safety_plan for r in seen.of(ci.RiskDispositionSigned) if r.role == "prescriber"
    )
    return any(a[2] or _high(a) for a in positive) and not plan


def _undisposed(seen: Reading) -> Iterator[str]:
    worried = [r for r in seen.of(lv.NewSuicidalThoughtsAsked) if r.fact.answer is not Answer.NO]
    if any(r.version > _disposed(seen) for r in worried) or _undisposed_high(seen):
        yield "disposition"


# ── signing ──────────────────────────────────────────────────────────────────────────────────


def unmet_to_sign(state: VisitState, know: Knowledge, now: datetime) -> set[str]:
    """What is missing for a signature: flags, co-signatures, the drug, R49, R52."""
    seen = Reading(state, know, now)
    return {
        *_emergency(seen),
        *_open_flags(seen),
        *_cosignatures(seen),
        *_balance(seen),
        *_undisposed(seen),
        *(("safety-plan",) if _lacks_plan(seen) and not seen.overridden("R36.closing") else ()),
        *_items(seen),
        *_serious(seen),
        *_holes(seen),
    }


def _open_flags(seen: Reading) -> Iterator[str]:
    answered = {r.fact.flag for r in seen.of(lv.FlagResolved)}
    reviewed = {
        r.fact.breach for r in seen.of(ds.BreachReviewed) if r.role in {"prescriber", "director"}
    }
    for flag in seen.flags:
        if flag.breach:
            if flag.fact not in reviewed:
                yield "breach"
        elif flag.key not in answered:
            yield "flag"


def _cosignatures(seen: Reading) -> Iterator[str]:
    for drug in seen.of(mo.DrugGiven):
        if drug.fact.authority in {mo.Authority.VERBAL, mo.Authority.EMERGENCY} and not any(
            r.fact.given == drug.id and r.role == "prescriber" and r.by != drug.by
            for r in seen.of(mo.DrugCosigned)
        ):
            yield "cosignature"


def _infused_mg(seen: Reading) -> Fraction | None:
    """mg by the rates or as read from the pump; None if unknown."""
    started = seen.of(ds.InfusionStarted)
    if seen.of(ds.InfusionFoundRunning):
        return None
    if not started:
        return Fraction(0)
    strength = Fraction(started[-1].fact.dose_mg) / Fraction(started[-1].fact.volume_ml)
    ends = [r for kind in (ds.InfusionStopped, ds.InfusionCompleted) for r in seen.of(kind)]
    read = [r for r in sorted(ends, key=lambda r: r.version) if r.fact.given_ml is not None]
    if read:
        return Fraction(read[-1].fact.given_ml) * strength
    if seen.of(ds.InfusionCompleted):
        left = [r.fact.volume_ml for r in seen.of(ds.LineResidualRecorded)]
        return (Fraction(started[-1].fact.volume_ml) - Fraction(left[-1] if left else 0)) * strength
    kinds = (
        ds.InfusionStarted,
        ds.InfusionPaused,
        ds.InfusionResumed,
        ds.RateChanged,
        ds.PumpFoundChanged,
        ds.InfusionStopped,
    )
    turns = sorted(
        (r for kind in kinds for r in seen.of(kind)), key=lambda r: (r.happened_at, r.version)
    )
    volume, rate, last = Fraction(0), Fraction(0), seen.now
    for recorded in turns:
        seconds = Fraction((recorded.happened_at - last) // timedelta(microseconds=1), 10**6)
        volume += rate * seconds / 3600
        last, fact = recorded.happened_at, recorded.fact
        if isinstance(fact, ds.RateChanged):
            rate = Fraction(fact.rate_ml_per_h) if rate else rate
        else:
            rate = Fraction(getattr(fact, "rate_ml_per_h", 0))
    seconds = Fraction((seen.now - last) // timedelta(microseconds=1), 10**6)
    volume += rate * seconds / 3600
    return min(volume, Fraction(started[-1].fact.volume_ml)) * strength


def given_mg(seen: Reading) -> Fraction | None:
    parts = [_infused_mg(seen)]
    parts += [Fraction(r.fact.given_mg) for r in seen.of(ds.InjectionGiven)]
    parts += [Fraction(r.fact.given_mg) for r in seen.of(ds.SprayGiven)]
    parts += [
        None if r.fact.given_mg is None else Fraction(r.fact.given_mg)
        for r in seen.of(ds.DoseFoundGiven)
    ]
    return None if None in parts else sum((p for p in parts if p is not None), Fraction())


def _balance(seen: Reading) -> Iterator[str]:
    prepared, signed = seen.of(ci.PreparationEntered), seen.order()
    route = signed.fact.order.route if signed else seen.route
    if not prepared or route is Route.NASAL or prepared[-1].fact.drawn_ml == 0:
        return
    into, drawn_ml = given_mg(seen), prepared[-1].fact.drawn_ml
    if into is None or drawn_ml is None or prepared[-1].fact.vial_mg_per_ml is None:
        if not seen.overridden_by_two("R40.unknown"):
            yield "given-unknown"
        return
    fact = prepared[-1].fact
    drawn = Fraction(drawn_ml) * Fraction(fact.vial_mg_per_ml)
    wasted = sum((Fraction(r.fact.amount_mg) for r in seen.of(ds.DrugWasted)), Fraction())
    line = Fraction(0)
    started = seen.of(ds.InfusionStarted)
    if seen.of(ds.LineResidualRecorded) and started:
        bag = started[-1].fact
        volume = seen.of(ds.LineResidualRecorded)[-1].fact.volume_ml
        line = Fraction(volume) * Fraction(bag.dose_mg) / Fraction(bag.volume_ml)
    content = sum((Fraction(r.fact.content_mg) for r in seen.of(ds.VialOpened)), Fraction())
    wholes = [drawn, *([content] if content else [])]
    if all(abs(whole - into - wasted - line) * 100 > whole for whole in wholes):
        by_two = [r for r in seen.of(ci.GateOverridden) if r.fact.rule == "R40"]
        if len({r.by for r in by_two}) < 2:
            yield "balance"


def _serious(seen: Reading) -> Iterator[str]:
    for recorded in seen.of(mo.AdverseEventRecorded):
        fact = recorded.fact
        if (
            fact.serious
            and not fact.report
            and not seen.acknowledged("R49", event=fact.event, id=str(recorded.id))
        ):
            yield "serious"


def _holes(seen: Reading) -> Iterator[str]:
    if not seen.doses:
        return
    prepared, began = seen.of(ci.PreparationEntered), seen.doses[0].happened_at
    sets = any(at >= began for p in Parameter for at, _, _ in seen.readings(p))
    for what, there in (
        ("order", seen.order() is not None),
        ("lot-and-expiry", bool(prepared) and bool(prepared[-1].fact.lot.strip())),
        ("end-of-dose", dose_end(seen) is not None),
        ("given-dose", given_mg(seen) is not None),
        ("vital-signs", sets),
        ("assigned-nurse", bool(seen.of(ci.NurseAssigned))),
        ("staff-on-site", bool(seen.of(ci.SafetyStaffConfirmed))),
    ):
        if not there and not seen.overridden(f"R52.{what}"):
            yield what


def unmet_to_end_undone(state: VisitState, know: Knowledge, now: datetime) -> set[str]:
    """What is missing before a visit ends without a dose: nobody at high risk goes unseen (R34)."""
    seen = Reading(state, know, now)
    return {*_undisposed(seen), *({"dose"} if seen.doses else set())}


# ── going on ─────────────────────────────────────────────────────────────────────────────────


def unmet_to_go_on(state: VisitState, know: Knowledge, now: datetime) -> set[str]:
    """What more drug asks for once a dose has begun: a next device, a resumption (R14, R21, R29)."""
    seen = Reading(state, know, now)
    found = {*_consent(seen)}
    if seen.order() is None:
        found.add("order")
    if not seen.of(ci.NurseAssigned):
        found.add("nurse")
    found |= set(_emergency(seen))
    if "breach" in set(_open_flags(seen)):
        found.add("breach")
    cleared = [r.version for r in seen.of(ds.ResumeCleared) if r.role == "prescriber"]
    stops = [r.version for r in seen.of(mo.AlarmRaised) if r.fact.level == "stop"]
    since = max(cleared, default=0)
    if any(version > since for version in (*stops, *_stop_facts(seen))):
        found.add("stop-value")
    if any(
        not [r for r in seen.readings(p) if r[0] <= seen.doses[0].happened_at] for p in BASELINE
    ):
        found.add("baseline")
    sprays = seen.of(ds.SprayGiven)
    if sprays and now - max(r.happened_at for r in sprays) < 5 * MINUTE:
        found.add("rest")
    return found


def _stop_facts(seen: Reading) -> Iterator[int]:
    """The versions of what surely asks to stop since the dose began, read from values and events.

    A lower bound, without baseline and without waiting: one value that is enough alone, two
    pressures in a row, an event (clinical rules 5.2).
    """
    began = seen.doses[0].happened_at
    for marked in seen.of(mo.EventMarked):
        if marked.fact.event in STOP_EVENTS and marked.version > seen.first_version:
            yield marked.version
    alone: dict[Parameter, Callable[[Decimal], bool]] = {
        P.SBP: lambda v: v >= 200 or v < 80,
        P.DBP: lambda v: v >= 120,
        P.HR: lambda v: v > 130 or v < 45,
        P.SPO2: lambda v: v < 90,
        P.RR: lambda v: v < 8,
        P.MOAAS: lambda v: v <= 2,
    }
    twice = {P.SBP: Decimal(180), P.DBP: Decimal(110)}
    for parameter, is_stop in alone.items():
        values = [(at, value) for at, value, _ in seen.readings(parameter) if at >= began]
        versions = _versions(seen, parameter, began)
        for number, (_, value) in enumerate(values):
            high = twice.get(parameter)
            again = high and number and value >= high and values[number - 1][1] >= high
            # What was charted before the dose, the start was asked about.
            if (is_stop(value) or again) and versions[number] > seen.first_version:
                yield versions[number]


def _versions(seen: Reading, parameter: Parameter, began: datetime) -> list[int]:
    """The version of the set of each value, in the same order."""
    artefacts = {(r.fact.set, r.fact.parameter) for r in seen.of(mo.ReadingMarkedArtefact)}
    found = [
        (charted.happened_at, charted.version)
        for charted in seen.of(mo.SetCharted)
        for one in charted.fact.readings
        if one.parameter is parameter
        and (charted.id, parameter) not in artefacts
        and charted.happened_at >= began
        and charted.version > seen.void_before
    ]
    return [version for _, version in sorted(found, key=lambda one: one[0])]
