"""The addresses at which a chat is led and summed up."""

from django.urls import path

from mentoring.community.chats.hosting import views

urlpatterns = [
    path("groups/<uuid:group>/chats/<uuid:chat>/host/", views.host_chat, name="host_chat"),
    path("groups/<uuid:group>/chats/<uuid:chat>/choose/", views.choose_chat_posts, name="choose_chat_posts"),
    path("groups/<uuid:group>/chats/<uuid:chat>/summary/", views.chat_summary, name="chat_summary"),
    path(
        "groups/<uuid:group>/chats/<uuid:chat>/topics/<uuid:topic>/begin/",
        views.begin_chat_topic,
        name="begin_chat_topic",
    ),
]
