"""The addresses of the groups of a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.groups import views
from clinicians.centre.groups.selectors import wants_somebody
from clinicians.centre.registry import page
from oncocare.people.permissions import Permission

page("centre_groups", _("Groups"), Permission.MANAGE_CENTRE, place=100, count=wants_somebody)

urlpatterns = [
    path("groups/", views.groups, name="centre_groups"),
    path("groups/new/", views.new_group, name="new_centre_group"),
    path("groups/numbers/", views.groups_numbers, name="centre_groups_numbers"),
    path("groups/settings/", views.community, name="centre_community"),
    path("groups/<uuid:pk>/", views.group, name="centre_group"),
    path("groups/<uuid:pk>/numbers/", views.group_numbers, name="centre_group_numbers"),
    path("groups/<uuid:pk>/hours/", views.hours, name="centre_group_hours"),
    path("groups/<uuid:pk>/duties/", views.duties, name="centre_group_duties"),
    path("groups/<uuid:pk>/moderators/", views.appoint, name="appoint_group_moderator"),
    path("groups/<uuid:pk>/open/", views.open_now, name="open_centre_group"),
    path("groups/<uuid:pk>/close/", views.close, name="close_centre_group"),
    path("groups/<uuid:pk>/share/", views.share, name="offer_group_sharing"),
    path("groups/moderators/<uuid:pk>/end/", views.end_moderator, name="end_group_moderator"),
    path("groups/mentors/<uuid:pk>/choose/", views.choose_mentor, name="choose_group_mentor"),
    path("groups/mentors/<uuid:pk>/take-back/", views.unchoose_mentor, name="unchoose_group_mentor"),
    path("groups/shared/<uuid:pk>/", views.sharing, name="group_sharing"),
    path("groups/shared/<uuid:pk>/end/", views.end_sharing, name="end_group_sharing"),
]
