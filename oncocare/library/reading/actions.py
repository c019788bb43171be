"""In a demo, the samples can be read although nobody has reviewed them; each page of them says so."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.library.models import TextStep, TextVersion
from oncocare.library.selectors import with_step
from oncocare.people.days import today_of
from oncocare.people.models import Centre

SHOWN_FOR = timedelta(days=365)
NOTE = "A sample, shown in a demo only. No clinician has reviewed it."


@action
def show_samples(*, by: str, centre: Centre) -> int:
    """What was loaded and nobody has done anything with is shown from today on; returns how many texts. `by` is no
    person, and so no page says that somebody reviewed them. Raises where this is no demo.
    """
    if not settings.DEMO or by.startswith("user:"):
        raise ImproperlyConfigured("Samples are shown in a demo only, and by nobody.")
    hold(centre)
    today = today_of(centre)
    loaded = with_step(TextVersion.objects.filter(centre=centre, by=actor(by)))
    steps = [
        TextStep(
            version=version, centre=centre, step=TextStep.Step.PUBLISHED, on=today, until=today + SHOWN_FOR, note=NOTE,
            by=actor(by),
        )
        for version in loaded.filter(step=TextStep.Step.SUBMITTED).defer("text", "searched")
    ]  # fmt: skip
    TextStep.objects.bulk_create(steps)
    record(by=by, verb=Verb.LIBRARY_STEP, subject=centre, centre=centre, step=NOTE, texts=len(steps))
    return len(steps)
