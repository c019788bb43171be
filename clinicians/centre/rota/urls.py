"""The addresses of the rota."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page, setup_step
from clinicians.centre.rota import views
from oncocare.foundation import clock
from oncocare.people.permissions import Permission
from oncocare.safety.rota.duty import holes

page("centre_rota", _("Rota"), Permission.SEE_ROTA, place=70)
setup_step(
    "centre_rota",
    _("Fill the rota"),
    _("In every staffed hour somebody is on. A hole would leave a worrying answer waiting."),
    place=40,
    done=lambda centre, rota: bool(rota.turns) and not holes(rota, clock.now()),
)

urlpatterns = [
    path("rota/", views.rota, name="centre_rota"),
    path("rota/covers/", views.add_cover, name="add_cover"),
    path("rota/covers/<uuid:pk>/remove/", views.remove_cover, name="remove_cover"),
]
