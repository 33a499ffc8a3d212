"""Suicide risk at a visit: R34 to R36.  High risk alone is no reason to withhold ketamine.

An unreviewed positive is cleared by one line of a prescriber; stopping and recovery are never
held, and a discharge only for a high result without a signed disposition (clinical rules 9).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from morrow.care import sources as s
from morrow.care.scales.cssrs_screener import Triage
from morrow.care.visit import given, recovery
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in, leaving
from morrow.care.visit.risk_answers import (
    at_least_moderate,
    disposed_at,
    has_plan,
    level,
    unreviewed_high,
)
from morrow.care.visit.rules._hold import Finding, hold, warn
from morrow.care.visit.values import Answer
from morrow.evidence import Override

ITEMS: Final[Mapping[str, str]] = {
    "PHQ-9": "risk.phq9_item9",
    "QIDS": "risk.qids_item12",
    "MADRS": "risk.madrs_item10",
}
"""From which answer a scale's suicide item asks for the C-SSRS: the protocol's figure."""


def r34_screened(case: Case) -> Iterator[Finding]:
    """R34: screened before each start, since last contact; a high result is reviewed first."""
    screen = case.answered(check_in.SuicideRiskScreened)
    if screen is None:
        yield hold("R34", "C-SSRS since last contact not done", s.CSSRS_TRIAGE, "screen now")
    elif level(screen.fact) is Triage.INCOMPLETE:
        yield hold("R34", "C-SSRS not complete", s.CSSRS_TRIAGE, "ask the missing items")
    if unreviewed_high(case):
        yield hold(
            "R34.disposition",
            "C-SSRS high and not yet reviewed by a prescriber",
            s.CSSRS_TRIAGE,
            "one line by a prescriber; high risk alone is no reason to withhold ketamine",
            level=Triage.HIGH,
        )


def r35_item(case: Case) -> Iterator[Finding]:
    """R35: a scale's suicide item answered, and no C-SSRS on the same date."""
    screened = {case.date_of(r.happened_at) for r in case.state.all(check_in.SuicideRiskScreened)}
    for answered in case.state.all(check_in.RiskItemAnswered):
        scale, answer = answered.fact.scale, answered.fact.answer
        key = ITEMS.get(scale)
        least = case.protocol[key] if key else Decimal(1)
        if answer >= least and case.date_of(answered.happened_at) not in screened:
            yield warn(
                "R35",
                f"{scale} suicide item {answer}, and no C-SSRS on that day",
                case.protocol.source(key) if key else s.HOUSE_POLICY,
                scale=scale,
                answer=answer,
            )


def r34_before_leaving(case: Case) -> Iterator[Finding]:
    """R34: asked after the dose, before leaving; a yes, no answer, or a high screen waits for a disposition."""
    ended = given.dose_ended(case.state)
    asked = case.answers(leaving.NewSuicidalThoughtsAsked)
    after = [one for one in asked if ended is None or one.happened_at >= ended]
    if not any(recovery.fresh(case, one.happened_at) for one in after):
        yield hold("R34.asked", "new suicidal thoughts not asked", s.CSSRS_TRIAGE, "ask now")
    yield from _undisposed(case)


def r34_disposed(case: Case) -> Iterator[Finding]:
    """R34: however the patient went, a high result has a disposition before the record closes."""
    yield from _undisposed(case)


def _undisposed(case: Case) -> Iterator[Finding]:
    since, remedy = disposed_at(case), "a prescriber sees the patient and signs a disposition"
    asked = case.state.all(leaving.NewSuicidalThoughtsAsked)
    if any(one.fact.answer is not Answer.NO and one.version > since for one in asked):
        reason = "new suicidal thoughts since arrival, or no answer"
        yield hold("R34.thoughts", reason, s.CSSRS_TRIAGE, remedy)
    if unreviewed_high(case):
        reason = "C-SSRS high without a prescriber's disposition"
        yield hold("R34.high", reason, s.CSSRS_TRIAGE, remedy)


def r36_safety_plan(case: Case) -> Iterator[Finding]:
    """R36: a safety plan for moderate and high risk, before the patient goes."""
    if _lacks_plan(case):
        yield hold(
            "R36", "no safety plan for this risk", s.STANLEY_BROWN_2012, "make it with the patient"
        )


def r36_at_closing(case: Case) -> Iterator[Finding]:
    """R36: nor does the record close without one, unless a prescriber says why there is none."""
    if _lacks_plan(case):
        yield hold(
            "R36.closing",
            "no safety plan for this risk",
            s.STANLEY_BROWN_2012,
            "make it with the patient, by telephone if they have gone",
            Override.PRESCRIBER,
        )


def _lacks_plan(case: Case) -> bool:
    """A grave answer asks for a plan also where others are missing."""
    screens = case.state.all(check_in.SuicideRiskScreened)
    return any(at_least_moderate(one.fact) for one in screens) and not has_plan(case)


START_RULES = (r34_screened, r35_item)
DISCHARGE_RULES = (r34_before_leaving, r36_safety_plan)
SIGN_RULES = (r34_disposed, r35_item, r36_at_closing)
