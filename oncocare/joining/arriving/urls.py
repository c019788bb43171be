"""People who come in from a file."""

from django.urls import path

from oncocare.joining.arriving import views

urlpatterns = [
    path("", views.arrivals, name="arrivals"),
    path("template/", views.arrivals_template, name="arrivals_template"),
]
