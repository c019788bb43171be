"""The addresses of a person's own choices."""

from django.urls import path

from oncocare.consent import views

urlpatterns = [
    path("", views.choices, name="my_choices"),
    path("answer/", views.choose, name="choose"),
    path("later/", views.choose_later, name="choose_later"),
    path("leave/", views.leave, name="leave_care"),
    path("left/", views.left, name="left_care"),
    path("texts/<uuid:pk>/", views.text, name="consent_text"),
]
