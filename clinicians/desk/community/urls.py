"""The addresses at which staff see the groups of a person and offer one."""

from django.urls import path

from clinicians.desk.community import views

urlpatterns = [
    path("people/<uuid:pk>/groups/", views.person_groups, name="person_groups"),
    path("people/<uuid:pk>/groups/offer/", views.offer_group, name="offer_group"),
]
