"""The addresses of moderating on the desk."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.desk.groups import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("moderating", _("Groups"), Permission.MODERATE, place=33)

urlpatterns = [
    path("moderation/", views.moderating, name="moderating"),
    path("moderation/posts/<uuid:post>/", views.act_on_post, name="act_on_post"),
]
