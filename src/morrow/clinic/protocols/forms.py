"""The protocol forms: figures as typed, a reason, and a signature on the spot."""

from decimal import Decimal
from typing import Any

from django import forms

from morrow.care.protocols import Protocol
from morrow.care.protocols.labels import label
from morrow.evidence import Status
from morrow.quantities import NumberError, plain, read_number


class NumberField(forms.CharField):
    """A plain decimal number, refused with what would be right."""

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        try:
            return read_number(text)
        except NumberError as error:
            raise forms.ValidationError(str(error)) from error


class SignForm(forms.Form):
    """Who signs, proven on the spot."""

    username = forms.CharField(label="User name", max_length=150)
    secret = forms.CharField(
        label="Password or PIN",
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class PrepareForm(SignForm):
    """The proposed figures of a protocol, each with its own field."""

    reason = forms.CharField(
        label="Why this version is as it is",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ()

    def __init__(self, protocol: Protocol, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: list[str] = []
        for key, figure in protocol.figures.items():
            if figure.source.status is Status.PROPOSED:
                self.keys.append(key)
                self.fields[key] = NumberField(
                    label=label(key),
                    max_length=20,
                    initial=plain(figure.value),
                    strip=True,
                    widget=forms.TextInput(attrs={"class": "short num", "inputmode": "decimal"}),
                )

    def changes(self) -> dict[str, Decimal]:
        """The figures as entered, by key."""
        return {key: self.cleaned_data[key] for key in self.keys}
