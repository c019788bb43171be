"""The addresses of my groups, of an offer, and of the door of a group."""

from django.urls import path

from mentoring.community.offers import views

urlpatterns = [
    path("groups/", views.my_groups, name="my_groups"),
    path("groups/offers/<uuid:pk>/", views.group_offer, name="group_offer"),
    path("groups/offers/<uuid:pk>/answer/", views.answer_group_offer, name="answer_group_offer"),
    path("groups/<uuid:group>/door/", views.group_door, name="group_door"),
]
