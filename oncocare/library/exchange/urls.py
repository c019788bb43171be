"""The addresses by which modules go out and come in as files."""

from django.urls import path

from oncocare.library.exchange import views

urlpatterns = [
    path("library/samples/", views.take_over, name="library_samples"),
    path("library/import/", views.take_in, name="library_import"),
    path("library/modules/<slug:slug>/export/", views.export, name="library_export"),
]
