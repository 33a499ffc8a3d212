"""What a nurse charts in a told set: the monitor's values, and what only a person can see."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from morrow.care.visit.facts.monitoring import SetCharted
from morrow.care.visit.values import Arousal, Parameter, Reading
from morrow.clinic.bedside import inbox, queries
from morrow.clinic.bedside.candidates import latest
from morrow.clinic.bedside.models import Device
from morrow.demo.clinic.plan import Plan
from morrow.demo.clinic.teller import Step
from morrow.demo.monitors.physiology import share_of_peak, vitals

P = Parameter
BASELINE: Final = "baseline"
DURING: Final = "during"
FORMAL: Final = "formal"
"""Which observations go with the numbers: arousal; besides, at the end, MOAA/S and CADSS-6."""

_MEASURED: Final = (P.SBP, P.DBP, P.HR, P.SPO2, P.RR)


def charted(plan: Plan, minute: float, kind: str) -> Step:
    """The set of a minute of the dose, measured when its time has come."""
    return Step(
        at=plan.at(minute),
        by=plan.nurse,
        does=lambda _: SetCharted(readings=(*_measured(plan, minute), *_seen(plan, minute, kind))),
    )


def _measured(plan: Plan, minute: float) -> Iterator[Reading]:
    if plan.from_device:
        yield from _from_device(plan, minute)
        return
    found = vitals(plan.scenario, plan.who.rest, minute, seed=_seed(plan, minute))
    values = (found.systolic, found.diastolic, found.pulse, found.spo2, found.respiration)
    for parameter, value in zip(_MEASURED, values, strict=True):
        if value is not None:
            yield Reading(parameter=parameter, value=Decimal(value))


def _from_device(plan: Plan, minute: float) -> Iterator[Reading]:
    """The chair's monitor sends its message as it does when it runs; the set cites it."""
    at = plan.at(minute)
    inbox.receive(plan.playing.message(round(minute * 100), at), "127.0.0.1", now=at)
    message = Device.objects.get(name=plan.device).last_message_id
    found = latest(queries.cited(message))
    for parameter in _MEASURED:
        if parameter in found:
            candidate = found[parameter]
            yield Reading(
                parameter=parameter, value=candidate.reading.value, message=candidate.cites
            )


def _seen(plan: Plan, minute: float, kind: str) -> Iterator[Reading]:
    """Eyes are closed at the height of the effect, and dissociation is greatest there."""
    arousal = Arousal.EYES_CLOSED if share_of_peak(minute) > 0.5 else Arousal.AWAKE
    yield Reading(parameter=P.AROUSAL, value=Decimal(list(Arousal).index(arousal)))
    if kind == FORMAL:
        chance = random.Random(_seed(plan, minute))  # noqa: S311
        dissociated = round(share_of_peak(minute) * chance.randint(5, 9))
        yield Reading(parameter=P.MOAAS, value=Decimal(5 if minute > 60 else 4))
        yield Reading(parameter=P.CADSS6, value=Decimal(dissociated))


def _seed(plan: Plan, minute: float) -> str:
    return f"{plan.seed}:{plan.who.family_name}:{plan.days_ago}:{minute}"
