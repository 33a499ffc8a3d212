"""What people type about visits, apart from the visit page."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms

from morrow.care.dosing import EntryError, read_vial
from morrow.care.dosing.plans import Preparation
from morrow.care.dosing.weight import Devine
from morrow.care.visit import commands as c
from morrow.care.visit.values import Route, StandingDrug, WeightBasis
from morrow.clinic.entry_forms import EntryForm, choice, line, text, when
from morrow.exchange.entries import Error, Unreadable
from morrow.quantities import plain


class PlanForm(EntryForm):
    """A change of a planned visit, sent once under `id`."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def body(self) -> dict[str, Any]:
        return {name: value for name, value in super().body().items() if name != "id"}


class MoveForm(PlanForm):
    shape: ClassVar[type] = c.MoveVisit
    starts_at = when("New time")
    reason = line("Reason")


class CancelForm(PlanForm):
    shape: ClassVar[type] = c.CancelVisit
    reason = line("Reason")
    by_patient = forms.BooleanField(label="The patient cancelled", required=False)


class NoShowForm(PlanForm):
    shape: ClassVar[type] = c.MarkNoShow
    reason = line("Reason", help_text="What is known: rang, no answer.")


class OrderForm(EntryForm):
    """An order as a prescriber chooses it.  What follows from the visit itself is not asked.

    `offered` are the protocol's standing drugs.  The sign-off fields stand beside: they are no
    part of the order.
    """

    shape: ClassVar[type] = c.OrderRequest
    id = forms.UUIDField(widget=forms.HiddenInput)
    dose_mg_per_kg = line("Dose", help_text="With its unit, such as 0.5 mg/kg.")
    entered_mg = line(
        "The same in mg", required=False, help_text="As you reckon it: the two must agree."
    )
    weight_basis = choice("Dosing weight", [(each.value, each.value) for each in WeightBasis])
    ideal_line = choice(
        "Line of the ideal weight", [(each.value, each.value) for each in Devine], required=False
    )
    minutes = line("Over", help_text="Minutes, such as 40.")
    vial = line("Vial", help_text="Content and volume, such as 500mg/10mL.")
    bag_ml = line("Bag", help_text="mL, such as 100.")
    preparation = choice("Preparation", [(each.value, each.label) for each in Preparation])
    spray_mg = choice("Dose", [(mg, f"{mg} mg") for mg in ("28", "56", "84")])
    reason = text("Reason for going on with a warning", required=False)
    username = line("User name", autocapitalize="none")
    secret = forms.CharField(
        label="Password or PIN",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "It is missing."},
    )

    def __init__(
        self, *args: Any, route: Route, offered: Sequence[StandingDrug], signs: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        for name in (*_NOT_OF_ROUTE[route], *(() if signs else _SIGN_OFF)):
            del self.fields[name]
        for drug in offered:
            self.fields[f"pre-{drug.key}"] = forms.BooleanField(
                label=f"{drug.name} {plain(drug.dose)} {drug.unit} {drug.route}", required=False
            )
            self.fields[f"not-{drug.key}"] = line(
                f"{drug.name}: not without a prescriber, because", required=False
            )

    def body(self) -> dict[str, Any]:
        typed = {name: value for name, value in self.cleaned_data.items() if name in _OF_ORDER}
        if "vial" in self.fields:
            typed |= _vial(self.cleaned_data.get("vial", ""))
        chosen = self.cleaned_data
        return {
            **typed,
            "premedication": [d.key for d in self.offered if chosen.get(f"pre-{d.key}")],
            "excluded": [
                [d.key, chosen[f"not-{d.key}"]] for d in self.offered if chosen.get(f"not-{d.key}")
            ],
        }

    chosen: ClassVar[frozenset[str]] = frozenset()  # set below: what is asked in the first place
    sign_off: ClassVar[frozenset[str]] = frozenset({"reason", "username", "secret"})

    @property
    def acknowledged(self) -> tuple[str, ...]:
        """The rules whose warning was ticked."""
        return self._listed("acknowledged")

    @property
    def ticked(self) -> frozenset[str]:
        """Each finding that was ticked, as it read: a tick is for those words and no others."""
        rules = self.acknowledged
        return frozenset(said for said in self._listed("shown") if said.partition(" ")[0] in rules)

    def _listed(self, name: str) -> tuple[str, ...]:
        return tuple(self.data.getlist(name))[:50] if self.is_bound else ()  # type: ignore[attr-defined]


_SIGN_OFF: Final = ("username", "secret")
_OF_ORDER: Final = frozenset(
    {
        "dose_mg_per_kg",
        "entered_mg",
        "weight_basis",
        "ideal_line",
        "minutes",
        "bag_ml",
        "preparation",
        "spray_mg",
    }
)
OrderForm.chosen = _OF_ORDER | {"vial"}
_IV_ONLY: Final = ("minutes", "bag_ml", "preparation")
_BY_WEIGHT: Final = ("dose_mg_per_kg", "entered_mg", "weight_basis", "ideal_line", "vial")
_NOT_OF_ROUTE: Final = {
    Route.IV: ("spray_mg",),
    Route.IM: ("spray_mg", *_IV_ONLY),
    Route.NASAL: (*_BY_WEIGHT, *_IV_ONLY),
}


def _vial(typed: str) -> dict[str, str]:
    """A vial's content and volume; a strength alone is no vial to draw from."""
    try:
        found = read_vial(typed)
    except EntryError as error:
        raise Unreadable([Error(field="vial", wrong=error.wrong, right=error.accepted)]) from error
    if not found.whole:
        wrong = f"{typed!r} is a strength, not a vial"
        raise Unreadable([Error(field="vial", wrong=wrong, right="such as 500mg/10mL")])
    return {"vial_drug_mg": plain(found.drug_mg), "vial_ml": plain(found.volume_ml)}
