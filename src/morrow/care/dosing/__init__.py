"""Dose arithmetic and its limits.  Pure and exact; the package is the face of its modules."""

from morrow.care.dosing.amounts import (
    exact_infusion as exact_infusion,
)
from morrow.care.dosing.amounts import (
    plan_infusion as plan_infusion,
)
from morrow.care.dosing.amounts import (
    plan_injection as plan_injection,
)
from morrow.care.dosing.amounts import (
    plan_spray as plan_spray,
)
from morrow.care.dosing.amounts import (
    to_step as to_step,
)
from morrow.care.dosing.plans import (
    HOUSE_ROUNDING as HOUSE_ROUNDING,
)
from morrow.care.dosing.plans import (
    SPRAY_MG as SPRAY_MG,
)
from morrow.care.dosing.plans import (
    SPRAY_REST_MIN as SPRAY_REST_MIN,
)
from morrow.care.dosing.plans import (
    InfusionAmounts as InfusionAmounts,
)
from morrow.care.dosing.plans import (
    InfusionPlan as InfusionPlan,
)
from morrow.care.dosing.plans import (
    InjectionAmounts as InjectionAmounts,
)
from morrow.care.dosing.plans import (
    InjectionPlan as InjectionPlan,
)
from morrow.care.dosing.plans import (
    OrderedInfusion as OrderedInfusion,
)
from morrow.care.dosing.plans import (
    OrderedInjection as OrderedInjection,
)
from morrow.care.dosing.plans import (
    Preparation as Preparation,
)
from morrow.care.dosing.plans import (
    Rounding as Rounding,
)
from morrow.care.dosing.plans import (
    SprayPlan as SprayPlan,
)
from morrow.care.dosing.plans import (
    Vial as Vial,
)
