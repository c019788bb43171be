"""The addresses of those who help others: a person's own page of it, and the moderators'."""

from django.urls import path

from mentoring.community.leaders import views

urlpatterns = [
    path("groups/<uuid:group>/me/helping/", views.group_helping, name="group_helping"),
    path("groups/<uuid:group>/leaders/", views.group_leaders, name="group_leaders"),
    path("groups/<uuid:group>/leaders/<uuid:member>/", views.nominate, name="nominate_leader"),
    path("groups/<uuid:group>/leaders/<uuid:member>/take-back/", views.take_back, name="withdraw_leader"),
]
