"""The addresses of the words that people read and agree to."""

from django.conf import settings
from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page, setup_step
from clinicians.centre.texts import views
from oncocare.people.permissions import Permission

page("centre_texts", _("Texts"), Permission.MANAGE_CENTRE, place=90)
setup_step(
    "centre_texts",
    _("Read the words people read before they join"),
    _("They say what this is, when a person reads answers, and when confidentiality ends."),
    place=60,
    done=lambda centre, rota: len(set(centre.texts.values_list("language", flat=True))) == len(settings.LANGUAGES),
)

urlpatterns = [
    path("texts/", views.texts, name="centre_texts"),
    path("texts/versions/<uuid:pk>/", views.version, name="centre_text_version"),
    path("texts/<slug:about>/<slug:language>/", views.text, name="centre_text"),
]
