"""Figures that all protocols share: gates, alarm limits, recovery, and the standing orders.

Numbers and their statuses: clinical rules sections 5.2, 5.3, 6.2 and 17.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from morrow.care import sources as s
from morrow.care.dosing import AGREEMENT
from morrow.care.dosing.weight import (
    BMI_IDEAL_WEIGHT,
    BMI_MAX,
    BMI_MIN,
    WEIGHT_MAX_AGE,
    WEIGHT_MAX_CHANGE,
)
from morrow.care.protocols.schema import StandingEntry, figure, house
from morrow.care.visit.values import StandingDrug
from morrow.evidence import Figure, Source

GATES: Final[Mapping[str, Figure]] = {
    "age.min": figure("18", "a", s.SPRAVATO_LABEL, "not approved under 18"),
    "weight.max_age": WEIGHT_MAX_AGE,
    "weight.change": WEIGHT_MAX_CHANGE,
    "bmi.ideal_basis": BMI_IDEAL_WEIGHT,
    "bmi.low": BMI_MIN,
    "bmi.high": BMI_MAX,
    "check.tolerance": AGREEMENT,
    "check.coarse": house("10", "%", "of the draw; half a graduation beyond it: a finer syringe"),
    "consent.max_age": house("12", "mo"),
    "cardiovascular.weeks": figure("6", "wk", s.SPRAVATO_EU_SMPC),
    "pregnancy.test_max_age": house("30", "d", "a negative test of this age or newer"),
    "benzodiazepine.mg_per_day": figure(
        "3", "mg/d", s.EXCLUSIONS_2023, "lorazepam-equivalent; a trial's exclusion"
    ),
    "benzodiazepine.hours": house("8", "h"),
    "staff.nasal_close": house("40", "min", "one to one so long after the first device"),
    "baseline.max_age": house("15", "min", "the baseline set at the start"),
    "start.sbp_warn": figure("140", "mm[Hg]", s.SPRAVATO_MONOGRAPH),
    "start.dbp_warn": figure("90", "mm[Hg]", s.SPRAVATO_MONOGRAPH),
    "start.sbp_hold": house("160", "mm[Hg]", "at or above: repeat, then a prescriber"),
    "start.dbp_hold": house("100", "mm[Hg]", "at or above: repeat, then a prescriber"),
    "start.sbp_refuse": house("180", "mm[Hg]", "at or above: no exception"),
    "start.dbp_refuse": house("110", "mm[Hg]", "at or above: no exception"),
    "start.sbp_low": house("90", "mm[Hg]"),
    "start.hr_low": house("50", "/min"),
    "start.hr_high": house("110", "/min"),
    "start.spo2_low": house("94", "%"),
    "start.repeat_gap": house("5", "min", "between the two readings"),
    "frequency.gap": house("2", "d", "local dates from one visit to the next"),
    "risk.phq9_item9": house("1", "{score}", "from here a C-SSRS on the same day"),
    "risk.qids_item12": house("2", "{score}", "from here a C-SSRS on the same day"),
    "risk.madrs_item10": house("4", "{score}", "from here a C-SSRS on the same day"),
    "review.sessions": house("24", "1", "then a long-term review before the next order"),
    "review.months": house("6", "mo", "then a long-term review before the next order"),
}

ALARMS: Final[Mapping[str, Figure]] = {
    "notify.sbp_high": house("165", "mm[Hg]", "165/100 was a cohort's hypertension: C2"),
    "notify.dbp_high": house("100", "mm[Hg]", "165/100 was a cohort's hypertension: C2"),
    "notify.sbp_rise": figure("40", "mm[Hg]", s.SPRAVATO_LABEL, "the label's large rise"),
    "notify.dbp_rise": figure("25", "mm[Hg]", s.SPRAVATO_LABEL, "the label's large rise"),
    "notify.sbp_low": house("90", "mm[Hg]"),
    "notify.sbp_fall": house("30", "%"),
    "notify.hr_high": house("110", "/min"),
    "notify.hr_low": house("50", "/min", "and 15 below baseline"),
    "notify.hr_fall": house("15", "/min"),
    "notify.spo2_low": house("94", "%"),
    "notify.spo2_fall": house("4", "%", "points below a baseline under 96 %"),
    "notify.spo2_baseline": house("96", "%"),
    "notify.rr_low": house("10", "/min"),
    "notify.rr_high": house("24", "/min"),
    "notify.moaas": house("3", "{score}"),
    "notify.confirm": house("3", "min", "one repeat confirms; until then a silent amber"),
    "stop.sbp_high": house("180", "mm[Hg]", "on repeat"),
    "stop.dbp_high": house("110", "mm[Hg]", "on repeat"),
    "stop.repeat": house("5", "min", "a stop value not repeated by then counts as confirmed"),
    "stop.sbp_once": house("200", "mm[Hg]", "once is enough"),
    "stop.dbp_once": house("120", "mm[Hg]", "once is enough"),
    "stop.sbp_low": house("80", "mm[Hg]"),
    "stop.hr_high": house("130", "/min"),
    "stop.hr_low": house("45", "/min"),
    "stop.spo2_low": house("90", "%"),
    "stop.spo2_low_oxygen": house("92", "%", "on oxygen"),
    "stop.rr_low": house("8", "/min"),
    "stop.moaas": house("2", "{score}"),
    "stop.rass": house("-4", "{score}"),
    "hold.spo2": house("15", "s", "a vendor's paper held low SpO2 for 15 s"),
    "hold.hr": house("30", "s"),
    "hold.rr": house("30", "s"),
    "repeat.cuff": house("30", "s", "a live cuff value sooner after another is the same one"),
    "feed.stale": house("10", "s", "a live value older than this is struck out"),
}

RECOVERY: Final[Mapping[str, Figure]] = {
    "recovery.aldrete": figure("9", "{score}", s.ALDRETE_1995),
    "recovery.moaas": house("5", "{score}"),
    "recovery.cadss6_over_baseline": house("1", "{score}"),
    "recovery.bp_within": house("20", "%", "of baseline; or under 140/90 and falling"),
    "recovery.sbp": house("140", "mm[Hg]"),
    "recovery.dbp": house("90", "mm[Hg]"),
    "recovery.max_age": house("30", "min", "what was assessed and charted speaks for so long"),
    "recovery.rescue_minutes": house("60", "min", "more after a sedative or antihypertensive"),
}

MONITORING: Final[Mapping[str, Figure]] = {
    "monitor.grace": house("5", "min", "after its time a set is missing"),
    "monitor.escalate": house("10", "min", "after its time a second person is told"),
    "monitor.after_first": house("15", "min", "four times after the end of dosing"),
    "monitor.after_first_count": house("4", "1"),
    "monitor.after_then": house("30", "min", "until discharge"),
    "file.window": house("30", "s", "a monitor's HR, SpO2, RR so near its pressure are one set"),
    "file.early": house("5", "min", "how long before its time a monitor's pressure serves a set"),
    "file.wait": house("2", "min", "how near to its time one is taken at once; then any"),
}


def _drug(
    key: str,
    name: str,
    dose: str,
    unit: str,
    route: str,
    *,
    indication: str,
    repeat_after_minutes: int | None = None,
    extends_observation: bool = False,
) -> StandingDrug:
    return StandingDrug(
        key=key,
        name=name,
        dose=Decimal(dose),
        unit=unit,
        route=route,
        indication=indication,
        repeat_after_minutes=repeat_after_minutes,
        extends_observation=extends_observation,
    )


def _entry(drug: StandingDrug, source: Source, *excluded_by: str, urgency: int) -> StandingEntry:
    return StandingEntry(drug=drug, source=source, excluded_by=excluded_by, urgency=urgency)


STANDING: Final[tuple[StandingEntry, ...]] = (
    _entry(
        _drug("ondansetron-iv", "Ondansetron", "4", "mg", "IV", indication="nausea or vomiting"),
        s.GENERAL_RESCUE,
        "long QT",
        "ondansetron",
        urgency=3,
    ),
    _entry(
        _drug(
            "labetalol-iv",
            "Labetalol",
            "5",
            "mg",
            "IV slow",
            indication="BP at a stop value",
            repeat_after_minutes=10,
            extends_observation=True,
        ),
        s.GENERAL_RESCUE,
        "asthma",
        "bradycardia",
        "heart block",
        "labetalol",
        urgency=2,
    ),
    _entry(
        _drug(
            "clonidine-po",
            "Clonidine",
            "0.1",
            "mg",
            "oral",
            indication="BP above the notify limit",
            extends_observation=True,
        ),
        s.ESKETAMINE_CLINIC_TRIGGERS,
        "clonidine",
        urgency=4,
    ),
    _entry(
        _drug(
            "lorazepam-po",
            "Lorazepam",
            "0.5",
            "mg",
            "oral",
            indication="severe distress; may weaken the antidepressant effect",
            extends_observation=True,
        ),
        s.GENERAL_RESCUE,
        "lorazepam",
        urgency=5,
    ),
    _entry(
        _drug("epinephrine-im", "Epinephrine", "0.3", "mg", "IM", indication="anaphylaxis"),
        s.GENERAL_RESCUE,
        urgency=1,
    ),
)
