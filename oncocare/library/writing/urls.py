"""The addresses of the folder."""

from django.urls import path

from oncocare.library.writing import views

urlpatterns = [
    path("library/write/<slug:slug>/<str:language>/", views.write, name="library_write"),
    path("library/write/<slug:slug>/<str:language>/keep/", views.keep, name="library_keep"),
    path("library/write/<slug:slug>/<str:language>/preview/", views.preview, name="library_preview"),
]
