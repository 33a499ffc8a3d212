"""Who may ask for what, and whose word counts.

The doors enforce their own policy; this is the floor under it, so that no road into the machine
(screen, import, replay) lets a command through that its author may not give.  A fact is recorded
whoever writes it, but some count only as a prescriber's.
"""

from collections.abc import Mapping
from typing import Any, Final

from morrow.care.recorded import Recorded
from morrow.care.visit import commands as c
from morrow.care.visit.facts import check_in, dosing, monitoring

_BEDSIDE: Final = frozenset({"nurse", "prescriber"})
_DESK: Final = _BEDSIDE | {"coordinator"}
_PRESCRIBER: Final = frozenset({"prescriber"})

MAY: Final[Mapping[type, frozenset[str]]] = {
    c.BookVisit: _DESK,
    c.MoveVisit: _DESK,
    c.CancelVisit: _DESK,
    c.MarkNoShow: _DESK,
    c.MarkNotDone: _DESK,
    c.SignOrder: _PRESCRIBER,
    c.CosignOrder: _PRESCRIBER,
    c.RevokeOrder: _PRESCRIBER,
    c.AcknowledgeWarning: _BEDSIDE,
    c.AcceptPatient: frozenset({"nurse"}),
    c.StartInfusion: _BEDSIDE,
    c.GiveInjection: _BEDSIDE,
    c.GiveSpray: _BEDSIDE,
    c.ResumeInfusion: _BEDSIDE,
    c.ChangeRate: _BEDSIDE,
    c.CompleteInfusion: _BEDSIDE,
    c.Discharge: _BEDSIDE,
    c.SignVisit: _BEDSIDE,
    c.AddAddendum: _BEDSIDE | {"director"},
}
"""The roles that may give a command.  Not here: everybody (Pause, Stop), or it depends on the
finding (OverrideGate)."""

COUNTS_FROM: Final[Mapping[type, frozenset[str]]] = {
    dosing.ResumeCleared: _PRESCRIBER,
    dosing.BreachReviewed: _PRESCRIBER | {"director"},
    monitoring.DrugCosigned: _PRESCRIBER,
    check_in.RiskDispositionSigned: _PRESCRIBER,
}
"""Facts that lift a hold only when written in one of these roles.  Others' are kept and flagged."""


def counts(recorded: Recorded[Any]) -> bool:
    """Whether this fact was written by somebody whose word it needs."""
    needed = COUNTS_FROM.get(type(recorded.fact))
    return needed is None or recorded.role in needed


def by_prescriber(recorded: Recorded[Any]) -> bool:
    return recorded.role == "prescriber"
