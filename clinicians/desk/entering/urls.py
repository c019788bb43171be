"""The addresses of entering answers from paper."""

from django.urls import path

from clinicians.desk.entering import views

urlpatterns = [
    path("people/<uuid:pk>/answers/", views.enter_answers, name="enter_answers"),
    path("people/<uuid:pk>/answers/saved/", views.entered_answers, name="entered_answers"),
]
