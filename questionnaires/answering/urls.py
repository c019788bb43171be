"""Where questions are answered; no instrument is named in an address."""

from django.urls import path

from questionnaires.answering import views

urlpatterns = [
    path("questions/<uuid:pk>/", views.start, name="start_answering"),
    path("questions/<uuid:pk>/check/", views.check_answers, name="check_answers"),
    path("questions/<uuid:pk>/received/", views.received, name="received"),
    path("questions/<uuid:pk>/<slug:item>/", views.question, name="question"),
]
