"""What people enter about devices and chairs."""

from collections.abc import Iterable
from typing import Any

from django import forms

from morrow.clinic.bedside.overview import Chair


class AssignForm(forms.Form):
    """Which device is put at which chair."""

    device = forms.CharField(label="Device", max_length=199, widget=forms.Select)
    chair = forms.UUIDField(label="Chair", widget=forms.Select)

    def __init__(
        self, *args: Any, devices: Iterable[str], chairs: Iterable[Chair], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("device", [(name, name) for name in devices])
        self._offer("chair", [(str(chair.id), _told(chair)) for chair in chairs])

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        widget = self.fields[field].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [("", "Choose"), *choices]


class ChairForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=40, help_text="As it is written on the wall: Chair 7."
    )


class RetireForm(forms.Form):
    reason = forms.CharField(label="Reason", max_length=200)


def _told(chair: Chair) -> str:
    return f"{chair.name} (has {chair.device})" if chair.device else chair.name
