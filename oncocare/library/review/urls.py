"""The addresses of one version."""

from django.urls import path

from oncocare.library.review import views

urlpatterns = [
    path("library/versions/<uuid:pk>/", views.version, name="library_version"),
    path("library/versions/<uuid:pk>/changes/", views.version_changes, name="library_changes"),
]
