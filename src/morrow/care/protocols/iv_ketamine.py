"""IV racemic ketamine for depression: 0.5 mg/kg over 40 minutes.  Off-label.

Clinical rules section 4.1; monitoring 5.1; limits R18 and R19.
"""

from types import MappingProxyType
from typing import Final

from morrow.care import sources as s
from morrow.care.protocols.common import ALARMS, GATES, MONITORING, RECOVERY, STANDING
from morrow.care.protocols.schema import Protocol, figure, house
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
            "dose.warn_over": house("0.75", "mg/kg", "top of the range reviewed by Andrade 2017"),
            "dose.second_signature_over": house("1.0", "mg/kg"),
            "dose.refuse_over": house("1.5", "mg/kg", "induction of anaesthesia begins at 1.0"),
            "dose.minutes": figure("40", "min", s.ANAND_2023),
            "dose.minutes_min": house("30", "min"),
            "dose.undiluted_from": figure(
                "100", "mg/mL", s.KETALAR_LABEL, "must be diluted before IV use"
            ),
            "dose.round_mg": house("1", "mg", "the order is rounded to this"),
            "dose.round_ml": house("0.01", "mL"),
            "dose.round_rate": house("0.1", "mL/h"),
            "dose.bag": house("100", "mL"),
            "monitor.during": figure("10", "min", s.RIVA_POSSE_2018, "Emory, Yale: every 10 min"),
            "fasting.food": house("6", "h", "as ASA 2017 has it for a light meal; not verified"),
            "fasting.fluid": house("2", "h", "as ASA 2017 has it for clear fluids; not verified"),
            "frequency.max_in_7": house("3", "1", "the trials' range; refusing beyond is ours"),
            "recovery.minutes": house("60", "min", "after the end of the infusion"),
            "staff.patients_per_nurse": house("1", "1", "in line of sight while dosing"),
            **GATES,
            **ALARMS,
            **MONITORING,
            **RECOVERY,
        }
    ),
    standing=STANDING,
)
