"""One calm form: six parts, none of which has to be filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.safety.models import SafetyPlan
from oncocare.safety.plan.parts import LONGEST, PARTS
from oncocare.web.forms import leave_unmarked


class PlanForm(forms.Form):
    """The parts of a plan, begun with what stands in it."""

    def __init__(self, data: Any = None, *, plan: SafetyPlan | None) -> None:
        super().__init__(data, initial=plan.content if plan else None)
        for part in PARTS:
            self.fields[part.name] = forms.CharField(
                label=part.title,
                help_text=part.hint,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        leave_unmarked(*self.fields.values())

    @property
    def content(self) -> dict[str, str]:
        """What was written, by part."""
        return {part.name: self.cleaned_data[part.name] for part in PARTS}


class OwnPlanForm(PlanForm):
    """One's own plan, and who may read it: as before, and nobody else until the person says so."""

    shared = forms.TypedChoiceField(
        label=_("May your team read this plan?"),
        choices=[("yes", _("Yes, my team may read it")), ("no", _("No, it is for me alone"))],
        coerce=lambda value: value == "yes",
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = [*(part.name for part in PARTS), "shared"]

    def __init__(self, data: Any = None, *, plan: SafetyPlan | None) -> None:
        super().__init__(data, plan=plan)
        self.before = plan is not None and plan.shared
        self.initial = {**self.initial, "shared": "yes" if self.before else "no"}
        leave_unmarked(self.fields["shared"])
        self.order_fields(self.field_order)

    def clean_shared(self) -> bool:
        """Where nothing was chosen it stays as it was."""
        said = self.cleaned_data["shared"]
        return self.before if said == "" else said


class FirstPlanTogetherForm(PlanForm):
    """The first plan that staff write with the person, who says whether the team may read it from then on."""

    agreed = forms.BooleanField(
        label=_("The person agrees that the team may read this plan"),
        required=False,
        help_text=_("Without it the plan is theirs alone as soon as you save it."),
    )
    field_order = [*(part.name for part in PARTS), "agreed"]

    def __init__(self, data: Any = None, *, plan: SafetyPlan | None) -> None:
        super().__init__(data, plan=plan)
        self.order_fields(self.field_order)


class KeepForm(forms.Form):
    """For how long a phone keeps the plan. It is for a script, and is never sent."""

    prefix = "keep"
    stay = forms.BooleanField(
        label=_("Keep it here also when I sign out"),
        required=False,
        help_text=_("Without this, signing out removes it from this phone."),
        widget=forms.CheckboxInput(attrs={"autocomplete": "off"}),
    )
