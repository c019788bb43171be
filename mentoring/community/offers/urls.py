"""The addresses of my groups, of an offer, and of the door of a group."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from mentoring.community.offers import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

# Whoever is in care comes to their groups from their own page; a relative has no other page here.
entry("my_groups", _("My groups"), Permission.TAKE_PART, place=10, unless=(Permission.SEE_OWN_COURSE,))

urlpatterns = [
    path("groups/", views.my_groups, name="my_groups"),
    path("groups/offers/<uuid:pk>/", views.group_offer, name="group_offer"),
    path("groups/offers/<uuid:pk>/answer/", views.answer_group_offer, name="answer_group_offer"),
    path("groups/<uuid:group>/door/", views.group_door, name="group_door"),
]
