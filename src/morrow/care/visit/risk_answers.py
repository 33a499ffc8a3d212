"""What the suicide-risk answers of a visit say together.  An earlier positive is never hidden."""

from morrow.care.recorded import Recorded
from morrow.care.scales.base import AnswerError
from morrow.care.scales.cssrs_screener import Triage, triage
from morrow.care.visit.case import Case
from morrow.care.visit.facts.check_in import RiskDispositionSigned, SuicideRiskScreened
from morrow.care.visit.roles import by_prescriber


def level(screen: SuicideRiskScreened) -> Triage:
    """Its triage; INCOMPLETE where the answers are not the form's."""
    try:
        return triage(screen.answers)
    except AnswerError:
        return Triage.INCOMPLETE


def at_least_moderate(screen: SuicideRiskScreened) -> bool:
    """A yes to item 3, 4, 5 or 6, whatever else was not asked."""
    return any(screen.answers[2:6])


def unreviewed_high(case: Case) -> Recorded[SuicideRiskScreened] | None:
    """A high screen of this visit without a prescriber's disposition after it (H32).

    Every screen counts, and not the last alone: an answer changed from yes to no still waits.
    """
    since = disposed_at(case)
    found = [
        screen
        for screen in case.state.all(SuicideRiskScreened)
        if level(screen.fact) is Triage.HIGH and screen.version > since
    ]
    return found[-1] if found else None


def disposed_at(case: Case) -> int:
    """The version of the last disposition by a prescriber; 0 where there is none."""
    signed = [d.version for d in case.state.all(RiskDispositionSigned) if by_prescriber(d)]
    return max(signed, default=0)


def has_plan(case: Case) -> bool:
    """Whether a prescriber's disposition says that a safety plan was made (R36)."""
    return any(
        d.fact.safety_plan for d in case.state.all(RiskDispositionSigned) if by_prescriber(d)
    )
