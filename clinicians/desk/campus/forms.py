"""What staff recommend to a person or hide from them, and who guides them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.desk.forms import ColleagueField
from oncocare.library.choices import AREA_WORDS, Area
from oncocare.library.models import TextVersion
from oncocare.people.models import User
from oncocare.web.forms import field_of
from steps.campus.models import Recommendation

Says = Recommendation.Says


class RecommendForm(forms.Form):
    """A piece, and whether the person is to see it."""

    piece = forms.ChoiceField(
        label=_("Which piece?"),
        error_messages={"required": _("Choose a piece."), "invalid_choice": _("Choose a piece of the list.")},
    )
    says = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (Says.DO.value, _("Recommend it: it comes first in the plan")),
            (Says.HIDE.value, _("Hide it: the plan never offers it")),
        ],
        initial=Says.DO.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    words = forms.CharField(
        label=_("A word to the person"),
        help_text=_("They read it beside the piece, with your name. What is hidden needs none."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, pieces: Iterable[TextVersion]) -> None:
        super().__init__(data, prefix="recommend")
        by_area = sorted(pieces, key=lambda one: str(AREA_WORDS[Area(one.piece.area)]))
        field_of(self, "piece", forms.ChoiceField).choices = [
            ("", ""),
            *(
                (str(area), [(str(one.piece_id), one.title) for one in of_it])
                for area, of_it in groupby(by_area, key=lambda one: AREA_WORDS[Area(one.piece.area)])
            ),
        ]


class GuideForm(forms.Form):
    """Who guides the person."""

    supporter = ColleagueField(label=_("Who guides this person?"))

    def __init__(self, data: Any = None, *, people: Iterable[User], now: User | None = None) -> None:
        super().__init__(data, prefix="guide", initial={"supporter": str(now.pk) if now else ""})
        field_of(self, "supporter", ColleagueField).offer(people)
