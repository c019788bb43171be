"""The addresses of the community."""

from django.urls import include, path

urlpatterns = [
    path("", include("mentoring.community.threads.urls")),
    path("", include("mentoring.community.moderation.urls")),
    path("", include("mentoring.community.membership.urls")),
    path("", include("mentoring.community.offers.urls")),
    path("", include("mentoring.community.live.urls")),
]
