"""IM racemic ketamine for depression.  Off-label.  Clinical rules sections 4.2 and 5.1."""

from types import MappingProxyType
from typing import Final

from morrow.care import sources as s
from morrow.care.protocols.common import ALARMS, GATES, MONITORING, RECOVERY, STANDING
from morrow.care.protocols.schema import Protocol, figure, house
from morrow.care.visit.values import Product, Route

IM_KETAMINE: Final = Protocol(
    key="im-ketamine",
    version=1,
    title="IM ketamine for depression",
    product=Product.KETAMINE,
    route=Route.IM,
    figures=MappingProxyType(
        {
            "dose.standard": figure("0.5", "mg/kg", s.CHILUKURI_2014, "open study, n = 27"),
            "dose.warn_over": house("0.5", "mg/kg", "the higher dose of Chilukuri 2014"),
            "dose.second_signature_over": house("1.0", "mg/kg", "the top of a trial's range"),
            "dose.refuse_over": house("1.5", "mg/kg", "as for IV"),
            "dose.round_mg": house("1", "mg"),
            "dose.round_ml": house("0.01", "mL"),
            "monitor.during": house("5", "min", "three times from the injection"),
            "dose.observed_minutes": house("15", "min", "injected, then recovery"),
            "fasting.food": house("6", "h", "as ASA 2017 has it for a light meal; not verified"),
            "fasting.fluid": house("2", "h", "as ASA 2017 has it for clear fluids; not verified"),
            "frequency.max_in_7": house("3", "1", "as for IV"),
            "recovery.minutes": house("120", "min", "after the injection"),
            "staff.patients_per_nurse": house("1", "1", "in line of sight while dosing"),
            **GATES,
            **ALARMS,
            **MONITORING,
            **RECOVERY,
        }
    ),
    standing=STANDING,
)
