"""Every address of the house."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("oncocare.site.urls")),
    path("", include("oncocare.joining.urls")),
    path("", include("oncocare.consent.urls")),
    path("", include("oncocare.safety.urls")),
    path("", include("oncocare.notifications.urls")),
    path("", include("oncocare.library.urls")),
    path("", include("questionnaires.urls")),
    path("", include("steps.urls")),
    path("", include("mentoring.urls")),
    path("", include("clinicians.urls")),
    path("account/", include("oncocare.signin.urls")),
]

if settings.DEMO:
    urlpatterns += [path("", include("oncocare.demo.urls"))]

handler400 = "oncocare.site.views.bad_request"
handler403 = "oncocare.site.views.forbidden"
handler404 = "oncocare.site.views.not_found"
handler500 = "oncocare.site.views.broken"
