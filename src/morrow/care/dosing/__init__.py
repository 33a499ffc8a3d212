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
from morrow.care.dosing.checks import (
    AGREEMENT as AGREEMENT,
)
from morrow.care.dosing.checks import (
    DILUTE_FROM as DILUTE_FROM,
)
from morrow.care.dosing.checks import (
    FIRST_TRD_MAX as FIRST_TRD_MAX,
)
from morrow.care.dosing.checks import (
    MEASURABLE as MEASURABLE,
)
from morrow.care.dosing.checks import (
    Weighing as Weighing,
)
from morrow.care.dosing.checks import (
    check_both_doses as check_both_doses,
)
from morrow.care.dosing.checks import (
    check_diluted as check_diluted,
)
from morrow.care.dosing.checks import (
    check_dose as check_dose,
)
from morrow.care.dosing.checks import (
    check_dose_per_kg as check_dose_per_kg,
)
from morrow.care.dosing.checks import (
    check_dosing_weight as check_dosing_weight,
)
from morrow.care.dosing.checks import (
    check_esketamine as check_esketamine,
)
from morrow.care.dosing.checks import (
    check_measurable as check_measurable,
)
from morrow.care.dosing.checks import (
    check_minutes as check_minutes,
)
from morrow.care.dosing.checks import (
    check_plan as check_plan,
)
from morrow.care.dosing.checks import (
    check_visit_total as check_visit_total,
)
from morrow.care.dosing.checks import (
    check_weighing as check_weighing,
)
from morrow.care.dosing.entry import (
    EntryError as EntryError,
)
from morrow.care.dosing.entry import (
    read_bag as read_bag,
)
from morrow.care.dosing.entry import (
    read_dose as read_dose,
)
from morrow.care.dosing.entry import (
    read_dose_per_kg as read_dose_per_kg,
)
from morrow.care.dosing.entry import (
    read_height as read_height,
)
from morrow.care.dosing.entry import (
    read_minutes as read_minutes,
)
from morrow.care.dosing.entry import (
    read_preparation as read_preparation,
)
from morrow.care.dosing.entry import (
    read_vial as read_vial,
)
from morrow.care.dosing.entry import (
    read_weight as read_weight,
)
from morrow.care.dosing.limits import (
    CEILING as CEILING,
)
from morrow.care.dosing.limits import (
    IM_KETAMINE as IM_KETAMINE,
)
from morrow.care.dosing.limits import (
    IV_KETAMINE as IV_KETAMINE,
)
from morrow.care.dosing.limits import (
    Limits as Limits,
)
from morrow.care.dosing.limits import (
    strictest as strictest,
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
from morrow.care.dosing.second_reading import (
    Expected as Expected,
)
from morrow.care.dosing.second_reading import (
    SecondReading as SecondReading,
)
from morrow.care.dosing.second_reading import (
    check_drawn as check_drawn,
)
from morrow.care.dosing.second_reading import (
    check_entry as check_entry,
)
from morrow.care.dosing.second_reading import (
    check_second_reading as check_second_reading,
)
from morrow.care.dosing.second_reading import (
    check_strength as check_strength,
)
from morrow.care.dosing.second_reading import (
    expected_of as expected_of,
)
from morrow.care.dosing.weight import (
    WEIGHT_MAX_AGE as WEIGHT_MAX_AGE,
)
from morrow.care.dosing.weight import (
    Devine as Devine,
)
from morrow.care.dosing.weight import (
    body_mass_index as body_mass_index,
)
from morrow.care.dosing.weight import (
    check_body_mass_index as check_body_mass_index,
)
from morrow.care.dosing.weight import (
    check_weight_age as check_weight_age,
)
from morrow.care.dosing.weight import (
    check_weight_plausible as check_weight_plausible,
)
from morrow.care.dosing.weight import (
    ideal_weight_kg as ideal_weight_kg,
)
