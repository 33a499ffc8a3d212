"""Gates about the patient's other visits: R22, R47, H6, H7."""

from collections.abc import Iterator
from datetime import date

from morrow.care import sources as s
from morrow.care.calendar import most_in_any_days
from morrow.care.patient import LongTermReviewAttested
from morrow.care.visit.case import Case
from morrow.care.visit.facts.monitoring import EventMarked
from morrow.care.visit.rules._hold import Finding, hold, months_before
from morrow.evidence import Override


def r22_frequency(case: Case) -> Iterator[Finding]:
    """R22, H6: not more visits in seven dates than allowed, and two dates between any two doses.

    The count is of this product; the gap looks at every dose of the patient, and a second dose on
    one date needs two clinicians.
    """
    dosed = [other for other in case.know.others if other.dosed_at <= case.now]
    same = [case.date_of(o.dosed_at) for o in dosed if o.product is case.state.product]
    most = case.protocol["frequency.max_in_7"]
    week = [day for day in same if (case.today - day).days < 7]
    if most_in_any_days([*week, case.today], days=7) > most:
        yield hold(
            "R22",
            f"{len(week)} visits in the last 7 dates; the most is {most}",
            case.protocol.source("frequency.max_in_7"),
            "move the visit, or a prescriber gives a reason",
            Override.PRESCRIBER,
            visits=len(week),
        )
    last = max((case.date_of(other.dosed_at) for other in dosed), default=None)
    if last is not None:
        yield from _gap(case, last)


def _gap(case: Case, last: date) -> Iterator[Finding]:
    gap, days = case.protocol["frequency.gap"], (case.today - last).days
    if days == 0:
        yield hold(
            "H6",
            "a dose was given to this patient today already",
            s.HOUSE_POLICY,
            "another day, or two clinicians decide",
            Override.TWO_CLINICIANS,
            last=last,
        )
    elif days < gap:
        yield hold(
            "R22.gap",
            f"the last dose was on {last}; the next is not before {gap} dates later",
            case.protocol.source("frequency.gap"),
            "move the visit, or a prescriber gives a reason",
            Override.PRESCRIBER,
            last=last,
        )


def one_running(case: Case) -> Iterator[Finding]:
    """H6, H7: one running dose of a patient, across all clinics."""
    if any(other.running for other in case.know.others):
        yield hold(
            "RUNNING",
            "another dose of this patient is running",
            s.CODE_CEILING,
            "end or resolve the other visit first",
        )


def r47_long_term_review(case: Case) -> Iterator[Finding]:
    """R47: 24 sessions, 6 months, or a new urinary symptom since the last long-term review.

    It holds the next order, until a prescriber attests the review.  Liver values are not known
    here: the review's document has them.
    """
    reviews = [one.fact.reviewed_on for one in case.know.patient.all(LongTermReviewAttested)]
    reviewed = max((day for day in reviews if day <= case.today), default=None)
    others = [(case.date_of(o.dosed_at), o) for o in case.know.others if o.dosed_at <= case.now]
    since = [(day, one) for day, one in others if reviewed is None or day > reviewed]
    first = reviewed or min((day for day, _ in others), default=None)
    symptoms = [day for day, one in since if one.urinary_symptom]
    symptoms += [
        case.date_of(event.happened_at)
        for event in case.state.all(EventMarked)
        if event.fact.event == "urinary"
        and (reviewed is None or case.date_of(event.happened_at) > reviewed)
    ]
    sessions, months = case.protocol["review.sessions"], case.protocol["review.months"]
    why = []
    if symptoms:
        why.append(f"a urinary symptom on {max(symptoms)}")
    if len(since) >= sessions:
        why.append(f"{len(since)} sessions")
    if first is not None and first <= months_before(case.today, int(months)):
        why.append(f"{months} months")
    if why:
        yield hold(
            "R47",
            f"no long-term review since {reviewed or 'the first session'}: {', '.join(why)}",
            case.protocol.source("review.sessions"),
            "a prescriber reviews bladder, liver and cognition and attests it",
            reviewed_on=reviewed,
        )


RULES = (r22_frequency, one_running)
