"""IV racemic ketamine for depression: 0.5 mg/kg over 40 minutes.  Off-label.

Clinical rules section 4.1; monitoring 5.1; limits R18 and R19.
"""

from types import MappingProxyType
from typing import Final

from morrow.care import sources as s
from morrow.care.dosing import HOUSE_ROUNDING
from morrow.care.dosing.limits import IV_KETAMINE as LIMITS
from morrow.care.protocols.common import ALARMS, GATES, MONITORING, RECOVERY, STANDING
from morrow.care.protocols.schema import Protocol, figure, house, limit_figures, rounding_figures
from morrow.care.visit.values import Product, Route

IV_KETAMINE: Final = Protocol(
    key="iv-ketamine",
    version=1,
    title="IV ketamine for depression",
    product=Product.KETAMINE,
    route=Route.IV,
    figures=MappingProxyType(
        {
            "dose.standard": figure("0.5", "mg/kg", s.ANAND_2023, "the dose of the trials"),
            "dose.minutes": figure("40", "min", s.ANAND_2023),
            "dose.bag": house("100", "mL"),
            "dose.complete_from": house("90", "%", "of the bag by the rates; else the pump says"),
            "monitor.during": figure("10", "min", s.RIVA_POSSE_2018, "Emory, Yale: every 10 min"),
            "fasting.food": house("6", "h", "as ASA 2017 has it for a light meal; not verified"),
            "fasting.fluid": house("2", "h", "as ASA 2017 has it for clear fluids; not verified"),
            "frequency.max_in_7": house("3", "1", "the trials' range; refusing beyond is ours"),
            "recovery.minutes": house("60", "min", "after the end of the infusion"),
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
