"""Forms whose texts are read by the one mechanism of `exchange.entries`.

Django shows the fields and keeps what was typed; what an entry means, and what is wrong with it,
is said by the reader that JSON and the command line have too.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest

from morrow.exchange import entries
from morrow.exchange.entries import MISSING, Context, Error, Unreadable


class EntryForm(forms.Form):
    """A form that is read into `shape`; `entry` is the instance once `is_valid()`."""

    shape: ClassVar[type]
    entry: Any

    def __init__(
        self,
        *args: Any,
        context: Context,
        given: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.context, self.given = context, given or {}

    def body(self) -> dict[str, Any]:
        """The fields of the shape as typed.  A form with others takes them out here."""
        return dict(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        try:
            self.entry = entries.read(self.shape, self.body(), self.context, given=self.given)
        except Unreadable as unreadable:
            for error in unreadable.errors:
                self._tell(error)
        return self.cleaned_data

    def _tell(self, error: Error) -> None:
        """Beside its field, and once: Django has already said what is missing."""
        name = error.field.partition(".")[0]
        field = name if name in self.fields else None
        if field not in self.errors:
            self.add_error(field, mend(error))


def mend(error: Error) -> str:
    """One error as a sentence: what was wrong, unless nothing was there, and what to give."""
    wrong = "" if error.wrong == MISSING else f"{error.wrong[:1].upper()}{error.wrong[1:]}. "
    return f"{wrong}Give {error.right}."


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: also an empty body is a body, with everything missing."""
    return request.POST if request.method == "POST" else None


def line(
    label: str, *, required: bool = True, help_text: str = "", **attrs: Any
) -> forms.CharField:
    """One line of text, kept as typed; its length is the reader's matter."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        strip=True,
        max_length=10_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"required": "It is missing."},
    )


def text(
    label: str, *, required: bool = True, rows: int = 2, help_text: str = ""
) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "It is missing."},
    )


def when(label: str, *, kind: str = "datetime-local", required: bool = True) -> forms.CharField:
    """A time (`datetime-local`) or a date (`date`) of the clinic's clock."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=40,
        widget=forms.TextInput(attrs={"type": kind}),
        error_messages={"required": "It is missing."},
    )


def choice(
    label: str, choices: list[tuple[str, str]], *, required: bool = True, help_text: str = ""
) -> forms.CharField:
    """One of a few words; which ones there are, the reader knows."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Select(choices=[("", "Choose"), *choices]),
        error_messages={"required": "It is missing."},
    )
