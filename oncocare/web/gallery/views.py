"""The page of components and the made-up content in them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from oncocare.foundation import clock
from oncocare.web.charts import ChartPoint
from oncocare.web.gallery.forms import WRONG, Example
from oncocare.web.pictures import EVERY_PICTURE

START = date(2026, 1, 5)
SCORES: tuple[Any, ...] = (18, 16, None, 13, Decimal("11.5"), 9, 6)


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """The page of components; `?clean` shows the form before anybody pressed a button, `?staff` the size of staff."""
    form = Example(None if "clean" in request.GET else WRONG)
    return render(request, "web/gallery.html", {**context(form), "staff_here": "staff" in request.GET})


def context(form: Example) -> dict[str, Any]:
    """Made-up content for each component."""
    now = clock.now()
    weekly = [ChartPoint(START + timedelta(weeks=week), score) for week, score in enumerate(SCORES)]
    many = [ChartPoint(START + timedelta(days=14 * turn), (turn * 7) % 22) for turn in range(14)]
    return {
        "form": form,
        "weekly": weekly,
        "many": many,
        "single": weekly[:1],
        "band": (10, 21),
        "moments": [now - timedelta(seconds=s) for s in (20, 600, 30_000, 300_000, 3_000_000, 30_000_000, 90_000_000)],
        "rows": [
            SimpleNamespace(key=_("Name"), value="Ana", url="#name"),
            SimpleNamespace(key=_("Country"), value=_("Spain"), url=""),
            SimpleNamespace(key=_("Phone"), value="", url="#phone"),
        ],
        "answers": [(_("Sleep"), _("Several days"), 1), (_("Worry"), _("Not at all"), 0)],
        "called": SimpleNamespace(phone="931 000 000", tel="tel:+34931000000"),
        "pictures": EVERY_PICTURE,
        "page": Paginator(range(60), per_page=20).page(2),
        "caseload": [
            SimpleNamespace(name="Ana", code="K7-204", kind="urgent", flag=_("Open 3 hours"), level=2, scores=weekly),
            SimpleNamespace(name="Luis", code="K7-131", kind="notice", flag=_("Due today"), level=1, scores=many[:6]),
            SimpleNamespace(name="Marta", code="K7-090", kind="", flag="", level=3, scores=weekly[:1]),
        ],
    }
