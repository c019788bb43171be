"""The addresses of the community."""

from django.urls import include, path

urlpatterns = [
    path("", include("mentoring.community.threads.urls")),
    path("", include("mentoring.community.moderation.urls")),
    path("", include("mentoring.community.claims.urls")),
    path("", include("mentoring.community.mentors.urls")),
    path("", include("mentoring.community.calm.urls")),
    path("", include("mentoring.community.leaders.urls")),
    path("", include("mentoring.community.membership.urls")),
    path("", include("mentoring.community.chats.urls")),
    path("", include("mentoring.community.offers.urls")),
    path("", include("mentoring.community.live.urls")),
    path("", include("mentoring.community.surveys.urls")),
]
