"""The emergency handover sheet: what an ambulance crew needs, on one page."""

from datetime import datetime

from morrow.clinic.documents import parts
from morrow.clinic.documents.typeset import pdf
from morrow.clinic.documents.wording import Names, View, Wording

SETS_SHOWN = 8


def handover_pdf(
    view: View, *, clinic: str, zone: str, people: Names, printed_by: str, at: datetime
) -> bytes:
    """The sheet, from any state of a visit."""
    say = Wording(view, zone=zone, people=people)
    emergency, shown = view["emergency"], parts.columns(view)
    data = {
        **parts.head(view, say, clinic=clinic, printed_by=printed_by, at=at),
        "since": say.clock(emergency["since"]) if emergency else "",
        "over": say.clock(emergency["ended_at"]) if emergency else "",
        "outcome": emergency["outcome"] if emergency else "",
        "steps": [
            [say.clock(step["at"]), say.text(step["text"]), say.who(step["by"])]
            for step in view["record"]["emergencies"]
        ],
        "given": parts.given(view, say),
        "drugs": [
            [
                say.clock(drug["at"]),
                f"{drug['name']} {drug['dose']} {drug['unit']} {drug['route']}",
                drug["reason"],
            ]
            for drug in view["drugs"]
        ],
        "alarms": [alarm["text"] for alarm in view["alarms"]],
        "columns": ["BP", *(label for _, label in shown)],
        "sets": [parts.chart_row(one, shown, say) for one in view["grid"][-SETS_SHOWN:]],
        "earlier": max(len(view["grid"]) - SETS_SHOWN, 0),
        "answers": [
            [label, say.text((view["check_in"][name] or {}).get("text", "not recorded"))]
            for name, label in (
                ("medicines", "Medicines"),
                ("cardiovascular", "Cardiovascular event"),
                ("pregnancy", "Pregnancy"),
                ("fasting", "Last food and fluid"),
                ("adult", "Responsible adult"),
            )
        ],
    }
    return pdf("handover.typ", data, at=at)
