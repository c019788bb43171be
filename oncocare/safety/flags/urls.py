"""The address of the page after a worrying answer."""

from django.urls import path

from oncocare.safety.flags import views

urlpatterns = [path("support/<uuid:pk>/", views.support, name="support")]
