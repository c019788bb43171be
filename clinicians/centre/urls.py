"""The addresses of the pages of a centre."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page, setup_step
from clinicians.centre.selectors import locked_out, shown_pieces
from oncocare.library.selectors import reviewed
from oncocare.people.permissions import Permission

# These pages belong to rooms below, which cannot know this navigation.
page("access_requests", _("People who cannot sign in"), Permission.RESTORE_ACCESS, place=50, count=locked_out)
page("ward", _("The ward"), Permission.MANAGE_CENTRE, place=85)
page("coach_table", _("Coach"), Permission.SIGN_COACH, place=86)
setup_step(
    "library_pieces",
    _("Have what people read at level 2 reviewed"),
    _("People at level 2 are promised lessons and exercises. Each is shown only once somebody has reviewed it."),
    place=85,
    done=lambda centre, rota: reviewed(centre) > 0,
    far=shown_pieces,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("clinicians.centre.overview.urls")),
    path("", include("clinicians.centre.facts.urls")),
    path("", include("clinicians.centre.hours.urls")),
    path("", include("clinicians.centre.rota.urls")),
    path("", include("clinicians.centre.on_call.urls")),
    path("", include("clinicians.centre.crisis.urls")),
    path("", include("clinicians.centre.texts.urls")),
    path("", include("clinicians.centre.notice.urls")),
    path("", include("clinicians.centre.schedules.urls")),
    path("", include("clinicians.centre.policies.urls")),
    path("", include("clinicians.centre.instruments.urls")),
    path("", include("clinicians.centre.expected.urls")),
    path("", include("clinicians.centre.patient_page.urls")),
    path("", include("clinicians.centre.replies.urls")),
    path("", include("clinicians.centre.answering.urls")),
    path("", include("clinicians.centre.groups.urls")),
    path("", include("clinicians.centre.sessions.urls")),
    path("", include("clinicians.centre.system.urls")),
]
