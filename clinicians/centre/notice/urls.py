"""The address of the page on what a centre says about privacy and barriers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.notice import views
from clinicians.centre.registry import page, setup_step
from oncocare.consent.selectors import notice_gaps
from oncocare.people.permissions import Permission

page("centre_notice", _("Privacy and barriers"), Permission.MANAGE_CENTRE, place=95)
setup_step(
    "centre_notice",
    _("Say what happens with people’s data"),
    _("What is missing stands on the page of privacy as not written yet. Nothing is made up for you."),
    place=65,
    done=lambda centre, rota: not notice_gaps(centre),
)

urlpatterns = [path("notice/", views.notice, name="centre_notice")]
