"""The addresses of the way in, and of inviting."""

from django.urls import include, path

urlpatterns = [
    path("join/", include("oncocare.joining.entry.urls")),
    path("my/introduction/", include("oncocare.joining.introduction.urls")),
    path("centre/invitations/", include("oncocare.joining.inviting.urls")),
    path("centre/people/", include("oncocare.joining.arriving.urls")),
    path("centre/staff/", include("oncocare.joining.staff.urls")),
]
