"""The addresses of a person's own choices, and of what a centre says about data."""

from django.urls import path

from oncocare.consent import views

urlpatterns = [
    path("my/choices/", views.choices, name="my_choices"),
    path("my/choices/answer/", views.choose, name="choose"),
    path("my/choices/later/", views.choose_later, name="choose_later"),
    path("my/choices/leave/", views.leave, name="leave_care"),
    path("my/choices/left/", views.left, name="left_care"),
    path("my/choices/texts/<uuid:pk>/", views.text, name="consent_text"),
    path("privacy/<slug:slug>/", views.privacy_notice, name="privacy_notice"),
]
