"""The addresses of the pieces of a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from oncocare.library.catalogue import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("library_pieces", _("Library"), Permission.WRITE_LIBRARY, place=50)

urlpatterns = [
    path("library/", views.pieces, name="library_pieces"),
    path("library/new-piece/", views.new_piece, name="library_new_piece"),
    path("library/pieces/<slug:slug>/", views.piece, name="library_piece"),
    path("library/pieces/<slug:slug>/facts/", views.facts, name="library_facts"),
]
