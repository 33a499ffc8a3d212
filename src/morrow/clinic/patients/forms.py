"""What people type about patients."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms

from morrow.care.patient import (
    CONTRAINDICATIONS,
    ConsentAttested,
    ConsentWithdrawn,
    EligibilityAttested,
    LongTermReviewAttested,
    PatientCorrected,
    PatientRegistered,
)
from morrow.care.protocols import ALL as PROTOCOLS
from morrow.care.visit.commands import BookVisit
from morrow.care.visit.values import Product, Route
from morrow.clinic.entry_forms import EntryForm, choice, line, text, when

PRODUCTS = [(product.value, product.value.capitalize()) for product in Product]
ROUTES = [(Route.IV.value, "IV"), (Route.IM.value, "IM"), (Route.NASAL.value, "Nasal")]


class OnceForm(EntryForm):
    """A form that is sent once: `id` is made with the page, and a repeat stores nothing."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def body(self) -> dict[str, Any]:
        return {name: value for name, value in super().body().items() if name != "id"}


class RegisterForm(OnceForm):
    shape: ClassVar[type] = PatientRegistered
    family_name = line("Family name")
    given_name = line("Given name")
    birth_date = when("Born on", kind="date")
    record_number = line("Record number", help_text="The clinic's own number, or the hospital's.")
    phone = line("Phone", required=False, type="tel")


class CorrectForm(RegisterForm):
    """`seen` is the version of the words that the page showed."""

    shape = PatientCorrected
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    reason = text("Reason", help_text="What was wrong. The old words stay in the record.")

    def body(self) -> dict[str, Any]:
        return {name: value for name, value in super().body().items() if name != "seen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody by two identifiers, never picked from a list: similar names stand there together
    (H38)."""

    record_number: str
    birth_date: date
    reason: str


class NamedForm(OnceForm):
    """Names a patient by two identifiers, and says why."""

    shape = Named
    record_number = line("Record number", help_text="Read it from the referral or the wristband.")
    birth_date = when("Born on", kind="date")
    reason = text("Reason")

    def not_found(self) -> None:
        """Nobody here has both."""
        self.add_error(
            "record_number",
            "Nobody here has this record number and this birth date. Right would be both as "
            "they stand on one patient's page; ask the patient for their birth date.",
        )


class EligibilityForm(OnceForm):
    """A prescriber's decision to treat; what is ticked was found and forbids it."""

    shape = EligibilityAttested
    product = choice("Drug", PRODUCTS)
    document = line("Document", help_text="Where the decision is written down.")
    decided_on = when("Decided on", kind="date")
    contraindications = forms.MultipleChoiceField(
        label="Contraindications found",
        required=False,
        choices=[(words, words.capitalize()) for words in CONTRAINDICATIONS],
        widget=forms.CheckboxSelectMultiple,
        help_text="Any of these forbids treatment. Nobody may set them aside.",
    )


class ConsentForm(OnceForm):
    shape = ConsentAttested
    product = choice("Drug", PRODUCTS)
    route = choice("Route", ROUTES)
    document = line("Document", help_text="Which consent form, in which version.")
    signed_on = when("Signed on", kind="date")
    off_label_acknowledged = forms.BooleanField(
        label="Off-label use was explained and acknowledged", required=False
    )


class WithdrawalForm(OnceForm):
    shape = ConsentWithdrawn
    words = text("In the patient's words", required=False)


class ReviewForm(OnceForm):
    shape = LongTermReviewAttested
    document = line("Document")
    reviewed_on = when("Reviewed on", kind="date")
    finding = text("Finding", help_text="Bladder, liver, cognition, misuse.")


class BookForm(OnceForm):
    shape = BookVisit
    protocol = choice("Protocol", [(each.key, each.title) for each in PROTOCOLS])
    starts_at = when("Starts")
    minutes = line("Minutes", inputmode="numeric", help_text="With recovery.")


class ImportForm(forms.Form):
    table = forms.FileField(
        label="CSV file",
        help_text="A header line with record_number, family_name, given_name, birth_date and, "
        "where known, phone; then one patient a line. Nothing is imported unless all of it is right.",
    )


ATTESTATIONS: dict[str, type[OnceForm]] = {
    "eligibility": EligibilityForm,
    "consent": ConsentForm,
    "withdrawal": WithdrawalForm,
    "review": ReviewForm,
}
