"""The addresses of somebody's own place in a group."""

from django.urls import path

from mentoring.community.membership import views

urlpatterns = [
    path("groups/<uuid:group>/me/", views.group_me, name="group_me"),
    path("groups/<uuid:group>/leave/", views.group_leave, name="group_leave"),
]
