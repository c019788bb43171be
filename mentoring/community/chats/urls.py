"""The addresses of the chats of a group."""

from django.urls import include, path

from mentoring.community.chats import views

urlpatterns = [
    path("groups/<uuid:group>/chats/", views.group_chats, name="group_chats"),
    path("groups/<uuid:group>/chats/new/", views.announce_chat, name="announce_chat"),
    path("groups/<uuid:group>/chats/<uuid:chat>/change/", views.change_chat, name="change_chat"),
    path("groups/<uuid:group>/chats/<uuid:chat>/call-off/", views.call_off_chat, name="call_off_chat"),
    path("groups/<uuid:group>/chats/<uuid:chat>/remind/", views.remind_of_chat, name="remind_of_chat"),
    path("", include("mentoring.community.chats.hosting.urls")),
    path("", include("mentoring.community.chats.asking.urls")),
]
