"""Nasal esketamine: devices of 28 mg at 0, 5 and 10 minutes.  Label rules.

Clinical rules sections 4.3, 5.1 and 6.2.
"""

from types import MappingProxyType
from typing import Final

from morrow.care import sources as s
from morrow.care.protocols.common import ALARMS, GATES, MONITORING, RECOVERY, STANDING
from morrow.care.protocols.schema import Protocol, figure, house
from morrow.care.visit.values import Product, Route

NASAL_ESKETAMINE: Final = Protocol(
    key="nasal-esketamine",
    version=1,
    title="Nasal esketamine",
    product=Product.ESKETAMINE,
    route=Route.NASAL,
    figures=MappingProxyType(
        {
            "dose.device": figure("28", "mg", s.SPRAVATO_DOSING, "two sprays, one a nostril"),
            "dose.first_max": figure("56", "mg", s.SPRAVATO_DOSING, "the first session in TRD"),
            "dose.max": figure("84", "mg", s.SPRAVATO_DOSING),
            "dose.device_rest": figure("5", "min", s.SPRAVATO_DOSING, "between devices"),
            "monitor.during": house("10", "min", "the label asks for 0 and 40 min"),
            "monitor.label_set": figure("40", "min", s.SPRAVATO_DOSING, "after the first device"),
            "fasting.food": figure("2", "h", s.SPRAVATO_DOSING),
            "fasting.fluid": figure("30", "min", s.SPRAVATO_DOSING),
            "frequency.max_in_7": house("2", "1", "the label's twice weekly; refusing is ours"),
            "recovery.minutes": figure("120", "min", s.SPRAVATO_REMS, "from the first device"),
            "staff.close_per_nurse": house("1", "1", "until 40 min after the first device"),
            "staff.patients_per_nurse": house("3", "1", "1:3 to 4 is proposed after 40 min"),
            **GATES,
            **ALARMS,
            **MONITORING,
            **RECOVERY,
        }
    ),
    standing=STANDING,
)
