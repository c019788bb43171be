"""The addresses at which a group is asked about a summary."""

from django.urls import path

from mentoring.community.chats.asking import views

urlpatterns = [
    path("groups/<uuid:group>/chats/<uuid:chat>/library/", views.chat_question, name="chat_question"),
    path("groups/<uuid:group>/chats/<uuid:chat>/library/ask/", views.ask_group, name="ask_group"),
    path("groups/<uuid:group>/chats/<uuid:chat>/library/draft/", views.draft_chat_piece, name="draft_chat_piece"),
]
