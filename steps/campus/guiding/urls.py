"""The addresses of whoever guides people at level 2."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from oncocare.people.permissions import Permission
from oncocare.people.registry import entry
from steps.campus.guiding import views

entry("guided", _("Guided"), Permission.GUIDE, place=35)

urlpatterns: list[URLPattern] = [
    path("guiding/", views.guided, name="guided"),
    path("guiding/<uuid:pk>/", views.guided_person, name="guided_person"),
    path("guiding/<uuid:pk>/review/", views.guided_review, name="guided_review"),
]
