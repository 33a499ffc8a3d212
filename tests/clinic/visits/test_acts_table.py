"""The table of acts, against everything that there is."""

from dataclasses import fields

from morrow.care.visit import commands as c
from morrow.care.visit.decide import DECIDED_ONLY, RECORDABLE
from morrow.clinic.policy import POLICY, Reach
from morrow.clinic.visits import acts
from morrow.clinic.visits.acts import Signed


def test_every_command_and_recordable_fact_has_a_way_in_or_is_said_to_have_none() -> None:
    shapes = {act.shape for act in acts.ALL.values()}
    assert shapes | acts.ELSEWHERE == {*c.ALL, *RECORDABLE}
    assert not shapes & acts.ELSEWHERE


def test_no_fact_that_only_a_decision_yields_has_a_way_in() -> None:
    assert not {act.shape for act in acts.ALL.values()} & DECIDED_ONLY


def test_every_act_is_a_clinics_operation_of_the_policy() -> None:
    assert all(POLICY[act.operation].reach is Reach.CLINIC for act in acts.ALL.values())


def test_less_drug_and_help_are_never_behind_a_lock_and_more_drug_always_is() -> None:
    locked = {act.name for act in acts.ALL.values() if POLICY[act.operation].locked}
    free = {"StopDosing", "PauseInfusion", "EmergencyDeclared", "DrugGiven", "PatientTransferred"}
    assert free <= locked
    assert not {"StartInfusion", "ResumeInfusion", "ChangeRate", "GiveSpray"} & locked


def test_every_shape_with_a_signature_is_signed_on_the_spot() -> None:
    shaped = {
        act.name
        for act in acts.ALL.values()
        if any(field.name == "signature" for field in fields(act.shape))
    }
    signed = {act.name for act in acts.ALL.values() if act.signed is not Signed.NO}
    assert shaped <= signed


def test_only_what_happened_may_be_told_late() -> None:
    late = {act.name for act in acts.ALL.values() if act.decided and act.late}
    assert late == {"StopDosing", "PauseInfusion", "CompleteInfusion"}
