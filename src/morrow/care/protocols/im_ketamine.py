"""IM racemic ketamine for depression.  Off-label.  Clinical rules sections 4.2 and 5.1."""

from types import MappingProxyType
from typing import Final

from morrow.care import sources as s
from morrow.care.dosing import HOUSE_ROUNDING
from morrow.care.dosing.limits import IM_KETAMINE as LIMITS
from morrow.care.protocols.common import ALARMS, GATES, MONITORING, RECOVERY, STANDING
from morrow.care.protocols.schema import Protocol, figure, house, limit_figures, rounding_figures
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
            "monitor.during": house("5", "min", "three times from the injection"),
            "dose.observed_minutes": house("15", "min", "injected, then recovery"),
            "fasting.food": house("6", "h", "as ASA 2017 has it for a light meal; not verified"),
            "fasting.fluid": house("2", "h", "as ASA 2017 has it for clear fluids; not verified"),
            "frequency.max_in_7": house("3", "1", "as for IV"),
            "recovery.minutes": house("120", "min", "after the injection"),
            "staff.patients_per_nurse": house("1", "1", "in line of sight while dosing"),
            **limit_figures(LIMITS),
            **rounding_figures(HOUSE_ROUNDING),
            **GATES,
            **ALARMS,
            **MONITORING,
            **RECOVERY,
        }
    ),
    standing=STANDING,
)
