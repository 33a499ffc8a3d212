"""What people type about people."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from morrow.care.clinic import Qualification, Role
from morrow.clinic.people.credentials import PIN_DIGITS, pin_trouble
from morrow.clinic.people.models import User

_PASSWORD = {"autocomplete": "current-password"}
_NEW_PASSWORD = {"autocomplete": "new-password"}
_PIN = {"inputmode": "numeric", "autocomplete": "off", "maxlength": PIN_DIGITS}
_NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(forms.Form):
    username = forms.CharField(
        label="User name", max_length=64, widget=forms.TextInput(attrs=_NAME)
    )
    password = forms.CharField(
        label="Password",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs=_PASSWORD),
    )


class PinForm(forms.Form):
    person = forms.UUIDField()
    pin = forms.CharField(label="PIN", max_length=PIN_DIGITS)


class PasswordForm(forms.Form):
    """One's own new password; `user` is whose."""

    old = forms.CharField(
        label="Password now", strip=False, widget=forms.PasswordInput(attrs=_PASSWORD)
    )
    new = forms.CharField(
        label="New password",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs=_NEW_PASSWORD),
        help_text="At least 12 characters. A few unrelated words are good.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new


class NewPinForm(forms.Form):
    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs=_PASSWORD)
    )
    pin = forms.CharField(
        label="New PIN",
        widget=forms.PasswordInput(attrs=_PIN),
        help_text=f"{PIN_DIGITS} digits, no row of equal or neighbouring ones.",
    )

    def clean_pin(self) -> str:
        pin: str = self.cleaned_data["pin"]
        if trouble := pin_trouble(pin):
            raise forms.ValidationError(trouble)
        return pin


def _roles() -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label="Roles",
        choices=[(role.value, role.label) for role in Role],
        coerce=Role,
        widget=forms.CheckboxSelectMultiple,
    )


class InviteForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=120, help_text="As it stands on records, such as First Last, RN."
    )
    username = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$",
        label="User name",
        error_messages={
            "invalid": "2 to 64 letters without accents, digits, dots, hyphens or underscores."
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    roles = _roles()


class RightsForm(forms.Form):
    """Somebody's roles and qualifications at one clinic."""

    roles = _roles()
    psychiatrist = forms.BooleanField(label=Qualification.PSYCHIATRIST.label, required=False)
    acls = forms.BooleanField(label=Qualification.ACLS.label, required=False)
    acls_until = forms.DateField(
        label="ACLS valid until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("acls") and not values.get("acls_until") and "acls_until" not in self.errors:
            self.add_error("acls_until", "Write the certificate's last day, as 2027-05-31.")
        return values


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason", max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
