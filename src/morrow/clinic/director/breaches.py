"""The review of a breach lifts a hold on its visit's record, so it is signed on the spot, as there."""

from typing import Final

from django import forms
from django.http import HttpRequest

from morrow.clinic import access
from morrow.clinic.director.models import Matter
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.credentials import NotProven
from morrow.clinic.people.signatures import re_authenticate
from morrow.clinic.policy import rule
from morrow.clinic.protocols.forms import SignForm
from morrow.clinic.visits import acts, queries, words
from morrow.clinic.visits.models import Visit

_ACT: Final = acts.ALL["BreachReviewed"]


class BreachForm(SignForm):
    """What was found, and who signs it."""

    reason = forms.CharField(
        max_length=400, error_messages={"required": "Write what you found, in a few words."}
    )


def signed(request: HttpRequest, matter: Matter, form: BreachForm) -> Duty | None:
    """In what capacity the signer writes; None if nobody proved to be one, which the form says."""
    visit, said = Visit.objects.get(id=matter.visit_id), form.cleaned_data
    body = {"breach": str(matter.fact), "finding": said["reason"]}
    found = re_authenticate(
        request,
        username=said["username"],
        secret=said["secret"],
        text=words.of_act(_ACT, body, queries.case_of(visit, access.now(request)), None),
        operation=_ACT.operation,
        clinic=visit.clinic_id,
    )
    if isinstance(found, NotProven):
        form.add_error("secret", found.words)
        return None
    role = next(each for each in _roles() if each in found.actor.roles)
    device = access.acting(request).device
    return Duty(
        by=found.actor.id,
        role=role,
        clinic=visit.clinic_id,
        now=access.now(request),
        device=device,
    )


def _roles() -> tuple[str, ...]:
    return tuple(role.value for role in rule(_ACT.operation).roles)
