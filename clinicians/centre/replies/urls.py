"""The addresses of the words that a centre keeps ready for its answers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page
from clinicians.centre.replies import views
from oncocare.people.permissions import Permission

page("reply_templates", _("Words for answers"), Permission.MANAGE_CENTRE, place=98)

urlpatterns = [
    path("replies/", views.reply_templates, name="reply_templates"),
    path("replies/new/", views.reply_template_new, name="reply_template_new"),
    path("replies/<uuid:pk>/", views.reply_template, name="reply_template"),
    path("replies/<uuid:pk>/remove/", views.reply_template_remove, name="reply_template_remove"),
]
