"""The addresses of the folder."""

from django.urls import path

from oncocare.library.reading import views

urlpatterns = [
    path("read/<slug:centre>/<str:language>/", views.library_home, name="library_home"),
    path("read/<slug:centre>/<str:language>/<slug:slug>/", views.library_read, name="library_read"),
    path("read/<slug:centre>/<str:language>/<slug:slug>/sheet/", views.library_sheet, name="library_sheet"),
]
