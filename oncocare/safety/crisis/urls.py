"""Where help is."""

from django.urls import path

from oncocare.safety.crisis import views

urlpatterns = [path("help/", views.help_now, name="help_now")]
