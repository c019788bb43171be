"""What a centre needs before its first patient: each step with whether it is done, read from the rooms below."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.foundation import clock
from oncocare.people.models import Centre
from oncocare.safety.rota import Rota, holes
from steps.models import CentrePolicy


@dataclass(frozen=True)
class Step:
    """One thing to set up: where, why it matters to a patient, and whether it is done."""

    name: str
    why: str
    url: str
    done: bool


def steps_of(centre: Centre, rota: Rota, *, review_due: bool) -> list[Step]:
    """What is to be set up, in the order in which a new centre does it."""
    return [
        Step(
            _("Say who and where the centre is"),
            _("Letters and pages show the phone number that patients may call."),
            reverse("centre_facts"),
            bool(centre.phone and centre.address),
        ),
        Step(
            _("Invite the clinicians"),
            _("Somebody has to read the answers. A second person is needed for the policy too."),
            reverse("centre_staff"),
            bool(rota.staff),
        ),
        Step(
            _("Say when somebody reads answers"),
            _("A worrying answer is promised to be read within these hours."),
            reverse("centre_hours"),
            bool(rota.hours),
        ),
        Step(
            _("Fill the rota"),
            _("In every staffed hour somebody is on. A hole would leave a worrying answer waiting."),
            reverse("centre_rota"),
            bool(rota.turns) and not holes(rota, clock.now()),
        ),
        Step(
            _("Call every crisis number"),
            _("They are on every page. Each must be right, also at night."),
            reverse("centre_crisis"),
            not review_due,
        ),
        Step(
            _("Read the words people read before they join"),
            _("They say what this is, when a person reads answers, and when confidentiality ends."),
            reverse("centre_texts"),
            len(set(centre.texts.values_list("language", flat=True))) == len(settings.LANGUAGES),
        ),
        Step(
            _("Put a policy into force"),
            _("It turns answers into a level. One person proposes it, another activates it."),
            reverse("centre_policies"),
            CentrePolicy.objects.filter(centre=centre).exists(),
        ),
        Step(
            _("Decide what is asked, and when"),
            _("You see what a patient receives in 90 days, and how many minutes it takes, before you save."),
            reverse("schedule"),
            centre.schedules.exists(),
        ),
        Step(
            _("Print the first letters"),
            _("Each letter lets one person in."),
            reverse("invitations"),
            centre.invitations.filter(role="patient").exists(),
        ),
    ]
