"""The address at which a flag is closed."""

from django.urls import path

from clinicians.desk.closing import views

urlpatterns = [path("flags/<uuid:pk>/close/", views.close_flag, name="close_flag")]
