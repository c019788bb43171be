"""The addresses of the pages of a centre."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page
from clinicians.centre.selectors import locked_out
from oncocare.people.permissions import Permission

# The page belongs to a room below, which cannot know this navigation.
page("access_requests", _("People who cannot sign in"), Permission.RESTORE_ACCESS, place=50, count=locked_out)

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
    path("", include("clinicians.centre.system.urls")),
]
