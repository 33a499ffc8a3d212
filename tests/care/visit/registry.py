"""Every rule that a visit keeps: its id, what it says, how hard, and the functions that keep it.

A page about the rules is made from this; a test asks that each entry has a test of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from morrow.care import dosing
from morrow.care.visit import alarms, breaches, limits, ordering, readings, recovery, schedule
from morrow.care.visit import flags as visit_flags
from morrow.care.visit.case import Case
from morrow.care.visit.deciding import dose_guards, orders, whole_visit
from morrow.care.visit.rules import (
    history,
    leaving,
    order,
    person,
    place,
    preparation,
    risk,
    signing,
    signs,
)
from morrow.care.visit.values import Parameter


class Severity(StrEnum):
    """How hard a rule is; the finding itself says who may set it aside."""

    HOLD = "hold"
    WARN = "warn"
    RECORD = "record"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """One rule of section 17 of the clinical rules, of the hazards (H), or of the machine."""

    id: str
    says: str
    severity: Severity
    kept_by: tuple[Callable[..., Any], ...]
    tested_by: tuple[str, ...] = ()

    def functions(self) -> tuple[str, ...]:
        """Module and name of each function."""
        return tuple(f"{one.__module__}.{one.__qualname__}" for one in self.kept_by)


def _rule(
    rule: str, severity: Severity, says: str, *kept_by: Callable[..., Any], tested_by: str = ""
) -> RuleEntry:
    tests = (tested_by,) if tested_by else ()
    return RuleEntry(id=rule, says=says, severity=severity, kept_by=kept_by, tested_by=tests)


H, W, R, A = Severity.HOLD, Severity.WARN, Severity.RECORD, Severity.ALARM

CLINICAL: Final = (
    _rule(
        "R01",
        H,
        "identity, allergies and today's medicines before an order; a drug on a word is co-signed",
        person.r01_identity,
        signing.r01_cosigned,
    ),
    _rule("R03", H, "18 years or older", person.r03_age),
    _rule("R04", H, "no absolute contraindication", person.r04_contraindications),
    _rule("R05", H, "no cardiovascular event in six weeks", person.r05_cardiovascular),
    _rule("R06", H, "not pregnant, not breast-feeding", person.r06_pregnancy),
    _rule("R11", W, "benzodiazepines", person.r11_benzodiazepines),
    _rule("R12", W, "interacting drugs", person.r12_interactions),
    _rule("R13", H, "no theophylline or aminophylline", person.r13_xanthines),
    _rule("R14", H, "consent for drug and route", order.r14_consent, dose_guards.still_consented),
    _rule("R15", H, "off-label use acknowledged", order.r14_consent),
    _rule("R16", H, "weighed today", order.r16_weight, dosing.check_weight_age, ordering.draft),
    _rule("R17", W, "BMI of 30 or more on actual weight", dosing.check_body_mass_index),
    _rule(
        "R18",
        H,
        "dose for body weight: warn, second signature, refuse; not faster than ordered",
        dosing.check_dose_per_kg,
        order.r18_cosigned,
        orders.another_prescriber,
        dose_guards.within_order,
    ),
    _rule("R19", H, "not too fast, not undiluted", dosing.check_minutes, dosing.check_diluted),
    _rule(
        "R20", H, "read twice, blind, both as ordered", preparation.r20_preparation, ordering.draft
    ),
    _rule(
        "R21",
        H,
        "esketamine 28, 56 or 84 mg; the first at most 56 mg; 5 min between devices",
        dosing.check_esketamine,
        dose_guards.device_left,
        dose_guards.rested,
    ),
    _rule("R22", H, "visits in seven dates, dates between visits", history.r22_frequency),
    _rule("R25", H, "fasting", place.r25_fasting),
    _rule("R26", H, "a responsible adult or a ward", place.r26_responsible_adult),
    _rule("R27", H, "pre-dose signs", signs.r27_pressure, signs.r27_other_signs),
    _rule("R28", W, "due sets", schedule.columns, schedule.overdue),
    _rule(
        "R29",
        A,
        "alarm values against this patient's baseline; after a stop value a prescriber clears",
        alarms.changes,
        breaches.raised,
        limits.CHECKS[Parameter.SBP],
        dose_guards.stop_value_cleared,
        signs.stop_events,
    ),
    _rule("R30", H, "ACLS person; for esketamine a prescriber on site", place.r30_staff),
    _rule("R31", H, "an oximeter reading (esketamine)", leaving.r31_oximetry),
    _rule("R32", H, "observed long enough, resolution seen", leaving.r32_time, leaving.r33_state),
    _rule(
        "R33",
        H,
        "discharge criteria",
        leaving.r33_aldrete,
        leaving.r33_state,
        leaving.r33_as_before,
        leaving.r33_pressure,
        leaving.r33_saturation,
        leaving.r33_alarms,
        leaving.r33_escort,
        whole_visit.discharge_criteria,
    ),
    _rule(
        "R34",
        H,
        "C-SSRS before each start, one question before leaving, a disposition for high risk",
        risk.r34_screened,
        risk.r34_before_leaving,
        risk.r34_disposed,
    ),
    _rule("R35", W, "a suicide item without a C-SSRS that day", risk.r35_item),
    _rule(
        "R36",
        H,
        "a safety plan for moderate and high risk",
        risk.r36_safety_plan,
        risk.r36_at_closing,
    ),
    _rule("R39", H, "nothing is copied forward", Case.answers),
    _rule("R40", H, "the drug is accounted for", signing.r40_balance),
    _rule("R47", H, "long-term review", history.r47_long_term_review),
    _rule("R48", R, "rescue drugs lengthen observation", recovery.not_before, recovery.extends),
    _rule("R49", W, "adverse events; a serious one is reported", signing.r49_serious),
    _rule("R50", R, "old values are kept", readings.taken),
    _rule("R51", R, "every override: who, why, what was seen", orders.entitled, orders.holds_now),
    _rule("R52", H, "what a record holds before it is signed", signing.r52_complete),
)

START_TESTS: Final = "test_start_rules.py::"
MACHINE: Final = (
    _rule("H4", H, "a weight that jumped is weighed again", order.r16_weight),
    _rule("H6", H, "one dose on one date, one running", history.r22_frequency, history.one_running),
    _rule("H9", H, "lot and expiry", preparation.r20_preparation, dose_guards.lot_named),
    _rule(
        "ORDER",
        H,
        "an order of today, for this patient, in force",
        order.order_in_force,
        tested_by=f"{START_TESTS}"
        "test_an_order_holds_when_missing_revoked_of_yesterday_or_of_another_version",
    ),
    _rule(
        "NURSE",
        H,
        "an assigned nurse with a free hand",
        place.nurse_assigned,
        tested_by=f"{START_TESTS}test_a_nurse_has_the_patient_and_a_hand_free",
    ),
    _rule(
        "BASELINE",
        H,
        "a whole baseline younger than 15 min",
        place.baseline_filed,
        tested_by=f"{START_TESTS}"
        "test_a_baseline_is_whole_of_this_visit_and_younger_than_fifteen_minutes",
    ),
    _rule(
        "EMERGENCY",
        H,
        "nothing more is given in an emergency",
        place.no_emergency,
        dose_guards.no_emergency,
        tested_by=f"{START_TESTS}test_nothing_is_started_in_an_emergency",
    ),
    _rule(
        "FLAG",
        H,
        "an open flag blocks signing, never care",
        signing.flags_resolved,
        tested_by="test_flags.py::"
        "test_a_flag_blocks_the_signature_until_somebody_says_what_is_true",
    ),
    _rule(
        "BREACH",
        H,
        "a breach is reviewed by a prescriber or the director",
        visit_flags.unresolved,
        dose_guards.breach_reviewed,
        tested_by="test_flags.py::"
        "test_every_breach_stays_open_until_a_prescriber_or_the_director_reviews_it",
    ),
)

ALL: Final = (*CLINICAL, *MACHINE)
