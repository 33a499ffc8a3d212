"""A clinic where things went differently, with devices placed, unplaced, wrong and not understood."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from morrow.care.visit.facts.check_in import GateOverridden
from morrow.care.visit.facts.dosing import InfusionFoundRunning
from morrow.care.visit.facts.leaving import FlagResolved
from morrow.care.visit.facts.monitoring import EmergencyDeclared, EmergencyEnded, SetCharted
from morrow.care.visit.values import Parameter, Reading
from morrow.clinic import journal, streams
from morrow.clinic.bedside import actions as bedside
from morrow.clinic.bedside import inbox
from morrow.clinic.people import actions as people
from morrow.clinic.people.actions import Duty
from tests.clinic import cast as casting
from tests.exchange.hl7.samples import OBR, message, msh, obx


def clinic() -> dict[str, str]:
    """Overrides, flags, a breach and an emergency at one visit; five devices; three chairs."""
    now = timezone.now()
    cast = casting.make(now)
    _happen(cast, now)
    _devices(cast, now)
    running = str(cast.records["near"]["running"])
    return {"clinic": str(cast.clinic), "running": running}


def _happen(cast: casting.Cast, now: datetime) -> None:
    stream = streams.of_visit(cast.records["near"]["running"])
    implausible = SetCharted(readings=(Reading(parameter=Parameter.SBP, value=Decimal(300)),))
    bp = GateOverridden(
        rule="R27", reason="Known white-coat effect; repeated twice, lying down.",
        seen={"sbp": "164", "dbp": "98", "hr": "92"},
    )  # fmt: skip
    for who, fact in (
        ("prescriber", bp),
        ("prescriber", GateOverridden(rule="R26", reason="Sister arrives at four.", seen={})),
        ("second-prescriber", bp),
        ("director", replace(bp, rule="R25.food", seen={"food": "2026-03-01T09:10+00:00"})),
        ("nurse", implausible),
        ("nurse", implausible),
        ("nurse", InfusionFoundRunning(note="Pump on after the patient came back from the toilet")),
        ("nurse", EmergencyDeclared(note="SpO2 84, does not answer")),
        ("prescriber", EmergencyEnded(outcome="Breathing, awake, SpO2 96")),
    ):
        duty = Duty(by=str(cast.people[who]), role=who, clinic=cast.clinic, now=now)
        casting.append(replace(duty, role=who.rpartition("-")[2]), stream, fact)
    flag = next(one for one in streams.visit(cast.records["near"]["running"]).flags)
    nurse = Duty(by=str(cast.people["nurse"]), role="nurse", clinic=cast.clinic, now=now)
    resolved = FlagResolved(flag=flag.key, resolution="Cuff over the infusion tube; measured anew.")
    journal.append(stream, facts=[resolved], expected_version=None, stamp=nurse.stamp)


def _devices(cast: casting.Cast, now: datetime) -> None:
    nurse = Duty(by=str(cast.people["nurse"]), role="nurse", clinic=cast.clinic, now=now)
    for name, off_s, unit in (
        ("0012AB34CD56EF01", 0, ""),
        ("0012AB34CD56EF02", 190, ""),
        ("0012AB34CD56EF03", -7, "262688^MDC_DIM_FURLONG^MDC"),
        ("MONITOR-BAY-4", 0, ""),
    ):
        sent = (now + timedelta(seconds=off_s)).strftime("%Y%m%d%H%M%S+0000")
        value = obx(unit=unit) if unit else obx()
        raw = message(msh(sender=name, control=name[-6:], sent=sent), OBR, value)
        inbox.receive(raw, "127.0.0.1:50001", now=now)
    for number in range(3):
        inbox.receive(f"not HL7 {number}".encode(), "127.0.0.1:50002", now=now)
    bedside.assign(nurse, device="0012AB34CD56EF01", chair=cast.records["near"]["chair"])
    for number, device in ((2, "0012AB34CD56EF02"), (10, "0012AB34CD56EF03")):
        chair = people.add_chair(nurse, name=f"Chair {number}")
        bedside.assign(nurse, device=device, chair=chair)
