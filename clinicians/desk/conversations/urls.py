"""The addresses at which the team reads and answers what a patient wrote."""

from django.urls import path

from clinicians.desk.conversations import views

urlpatterns = [
    path("requests/<uuid:pk>/answer/", views.answer_request, name="answer_request"),
    path("people/<uuid:pk>/conversation/", views.person_conversation, name="person_conversation"),
    path("people/<uuid:pk>/conversation/print/", views.conversation_print, name="conversation_print"),
]
