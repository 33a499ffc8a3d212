"""The visit view: one JSON value of which the visit page, the sheet and the PDF are functions.

The browser folds nothing and judges nothing.  Instants are RFC 3339 text, numbers are text as
recorded, people are ids (the clinic adds their names).  Lists are in the order to be shown.
"""

from collections.abc import Iterable
from typing import Any

from morrow.care.visit.breaches import Sample
from morrow.care.visit.case import Case
from morrow.care.visit.values import Actor
from morrow.care.visit.view import (
    answers,
    bedside,
    chart,
    checks,
    course_of_visit,
    dose_due,
    drug,
    flow,
    record,
)

View = dict[str, Any]


def visit_view(case: Case, by: Actor | None = None, live: Iterable[Sample] = ()) -> View:
    """Everything that a page about this visit shows; `by` None: for print, no commands.

    `live`: what a device says and nobody has filed, which may reach a stop limit.
    """
    return {
        "version": case.state.version,
        "phase": case.state.phase,
        "word": checks.word(case),
        "now": bedside.iso(case.now),
        "nurse": case.state.nurse,
        "booking": chart.booking(case),
        "protocol": drug.protocol(case),
        "patient": chart.patient(case),
        "order": drug.order(case),
        "infusion": drug.infusion(case),
        "given": drug.given_so_far(case),
        "dose_due": dose_due.shown(case),
        "standing": drug.standing(case),
        "drugs": drug.drugs_given(case),
        "current": bedside.current(case),
        "baseline": bedside.baseline_values(case),
        "alarms": bedside.alarms(case, live),
        "overdue": bedside.overdue(case),
        "due": bedside.due(case),
        "columns": bedside.columns(case),
        "grid": chart.grid(case),
        "flow": flow.flow(case),
        "lanes": chart.lanes(case),
        "events": chart.events(case),
        "check_in": answers.check_in(case),
        "timeline": course_of_visit.timeline(case),
        "signature": course_of_visit.signature(case),
        "record": record.parts(case),
        "comfort": chart.comfort(case),
        "emergency": bedside.emergency(case),
        **checks.holds(case),
        "recovery": checks.recovery_state(case),
        "flags": checks.flags(case),
        "overrides": checks.overrides(case),
        "commands": checks.allowed(case, by) if by else [],
    }
