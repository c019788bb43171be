"""Inviting patients; the page and its step of setting up a centre."""

from django.urls import path

from oncocare.joining.inviting import views

urlpatterns = [
    path("", views.invitations, name="invitations"),
    path("one/", views.invite, name="invite"),
    path("ward/", views.invite_ward, name="invite_ward"),
    path("<uuid:pk>/letter/", views.letter, name="letter"),
    path("<uuid:pk>/letters/", views.letter, {"pile": True}, name="letters"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw_invitation"),
]
