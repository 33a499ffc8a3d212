"""Every act at a visit: its name on the wire, its shape, who may, and whether it is signed.

Deny by default: a command or fact without a line here has no way in.  A test walks all commands
and all recordable facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from morrow.care.visit import commands as c
from morrow.care.visit.facts import check_in, dosing, leaving, monitoring


class Signed(StrEnum):
    """Whose proof on the spot an act needs besides the login."""

    NO = "no"
    AUTHOR = "author"  # whoever signs is the author
    SECOND = "second"  # the author, and another person than the one who acted before
    WITNESS = "witness"  # another person sees it; the author stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act.  `decided`: an intention, which may be held; else a fact, which never is.

    `late`: it happened, so it may be written down afterwards with both times.  `seen`: it gives
    more drug, signs or lets go, and must name the version of the visit that its sender saw.
    """

    name: str
    shape: type
    operation: str
    signed: Signed
    decided: bool
    late: bool
    seen: bool


_OPERATIONS: Final = {
    "visit.arrive": (check_in.PatientArrived, check_in.ChairTaken),
    "visit.move": (c.MoveVisit,),
    "visit.cancel": (c.CancelVisit,),
    "visit.no_show": (c.MarkNoShow,),
    "visit.check_in": (
        c.MarkNotDone,
        c.AcceptPatient,
        check_in.IdentityConfirmed,
        check_in.AllergiesConfirmed,
        check_in.MedicationsReviewed,
        check_in.WeightMeasured,
        check_in.HeightMeasured,
        check_in.BaselineAssessed,
        check_in.FastingAnswered,
        check_in.ResponsibleAdultNamed,
        check_in.WardHandoverNamed,
        check_in.PregnancyAnswered,
        check_in.CardiovascularAnswered,
        check_in.SuicideRiskScreened,
        check_in.RiskItemAnswered,
        check_in.ComfortNoted,
        check_in.NurseHandoverOffered,
        check_in.SafetyStaffConfirmed,
        check_in.PreparationEntered,
    ),
    "visit.check_preparation": (check_in.PreparationChecked,),
    "visit.order": (c.SignOrder, c.RevokeOrder),
    "visit.cosign": (c.CosignOrder, monitoring.DrugCosigned),
    "visit.override": (c.OverrideGate, c.AcknowledgeWarning),
    "visit.clear": (dosing.ResumeCleared, check_in.RiskDispositionSigned),
    "visit.review": (dosing.BreachReviewed,),
    "visit.start": (c.StartInfusion, c.GiveInjection, c.GiveSpray),
    "visit.titrate": (c.ResumeInfusion, c.ChangeRate),
    "visit.stop": (
        c.StopDosing,
        c.PauseInfusion,
        c.CompleteInfusion,
        dosing.InfusionPaused,
        dosing.InfusionStopped,
        dosing.SpraysStopped,
    ),
    "visit.chart": (
        monitoring.SetCharted,
        monitoring.EventMarked,
        monitoring.AdverseEventRecorded,
        monitoring.DrugGiven,
        monitoring.AlarmSeen,
        monitoring.PrescriberNotified,
        monitoring.NoteWritten,
        check_in.PatientDeclined,
        dosing.VialOpened,
        dosing.LineResidualRecorded,
        dosing.DrugWasted,
        leaving.RecoveryAssessed,
        leaving.NewSuicidalThoughtsAsked,
        leaving.CannulaRemoved,
        leaving.AdviceGiven,
        leaving.OpeningExplained,
    ),
    "visit.correct": (
        monitoring.ReadingCorrected,
        monitoring.ReadingMarkedArtefact,
        leaving.FlagResolved,
        check_in.WrongPatientChosen,
    ),
    "visit.emergency": (
        monitoring.EmergencyDeclared,
        monitoring.EmergencyStepTaken,
        monitoring.EmergencyEnded,
        dosing.InfusionFoundRunning,
        dosing.PumpFoundChanged,
        dosing.DoseFoundGiven,
        leaving.LeftBeforeDischarge,
        leaving.PatientTransferred,
    ),
    "visit.discharge": (c.Discharge,),
    "visit.sign": (c.SignVisit, c.AddAddendum),
}
_SIGNED: Final = {
    c.SignOrder: Signed.AUTHOR,
    c.CosignOrder: Signed.SECOND,
    c.RevokeOrder: Signed.AUTHOR,  # it voids what was signed; what runs is stopped, not revoked
    c.SignVisit: Signed.AUTHOR,
    c.AddAddendum: Signed.AUTHOR,
    monitoring.DrugCosigned: Signed.AUTHOR,
    c.OverrideGate: Signed.AUTHOR,
    check_in.RiskDispositionSigned: Signed.AUTHOR,
    dosing.ResumeCleared: Signed.AUTHOR,
    dosing.BreachReviewed: Signed.AUTHOR,
    check_in.PreparationChecked: Signed.SECOND,
    dosing.DrugWasted: Signed.WITNESS,
}
_HAPPENED: Final = frozenset({c.StopDosing, c.PauseInfusion, c.CompleteInfusion})
"""Commands that tell what was done at the pump: they may come late, like any fact."""

_SEEN: Final = frozenset(
    {
        c.SignOrder,
        c.CosignOrder,
        c.OverrideGate,
        c.AcknowledgeWarning,
        c.StartInfusion,
        c.GiveInjection,
        c.GiveSpray,
        c.ResumeInfusion,
        c.ChangeRate,
        c.Discharge,
        c.SignVisit,
    }
)

ELSEWHERE: Final = frozenset({c.BookVisit, c.Record})
"""Commands with a way in of their own: a booking makes the visit, a fact is an act by its name."""


def _acts() -> Iterator[Act]:
    for operation, shapes in _OPERATIONS.items():
        for shape in shapes:
            decided = shape in c.ALL
            yield Act(
                name=shape.__name__,
                shape=shape,
                operation=operation,
                signed=_SIGNED.get(shape, Signed.NO),
                decided=decided,
                late=not decided or shape in _HAPPENED,
                seen=shape in _SEEN,
            )


ALL: Final = MappingProxyType({act.name: act for act in _acts()})
OPERATIONS: Final = tuple(_OPERATIONS)
