"""Staff and roles; the page and its step of setting up a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page, setup_step
from oncocare.joining.staff import views
from oncocare.people.permissions import Permission

page("centre_staff", _("Staff and roles"), Permission.MANAGE_STAFF, place=30)
setup_step(
    "centre_staff",
    _("Invite the clinicians"),
    _("Somebody has to read the answers. A second person is needed for the policy too."),
    place=20,
    done=lambda centre, rota: bool(rota.staff),
)

urlpatterns = [
    path("", views.staff, name="centre_staff"),
    path("invitations/<uuid:pk>/renew/", views.renew, name="renew_colleague"),
    path("invitations/<uuid:pk>/withdraw/", views.withdraw, name="withdraw_colleague"),
    path("<uuid:pk>/give/", views.give_role, name="give_role"),
    path("<uuid:pk>/take/", views.take_role, name="take_role"),
]
