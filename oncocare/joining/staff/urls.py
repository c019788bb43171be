"""Staff and roles; the page and its step of setting up a centre."""

from django.urls import path

from oncocare.joining.staff import views

urlpatterns = [
    path("", views.staff, name="centre_staff"),
    path("<uuid:pk>/give/", views.give_role, name="give_role"),
    path("<uuid:pk>/take/", views.take_role, name="take_role"),
]
