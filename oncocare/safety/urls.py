"""Where help is."""

from django.urls import path

from oncocare.safety import views

urlpatterns = [
    path("help/", views.help_now, name="help_now"),
    path("support/<uuid:pk>/", views.support, name="support"),
]
