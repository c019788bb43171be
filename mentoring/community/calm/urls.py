"""The addresses at which a thread is closed, a group rests, and somebody reads no more of another."""

from django.urls import path

from mentoring.community.calm import views

urlpatterns = [
    path("groups/<uuid:group>/threads/<uuid:thread>/close/", views.close_thread, name="close_thread"),
    path("groups/<uuid:group>/threads/<uuid:thread>/open/", views.open_thread, name="open_thread"),
    path("groups/<uuid:group>/rest/", views.rest_group, name="rest_group"),
    path("groups/<uuid:group>/posts/<uuid:post>/mute/", views.mute_member, name="mute_member"),
    path("groups/<uuid:group>/me/read-again/", views.read_again, name="read_again"),
]
