"""The addresses of what somebody says of a group."""

from django.urls import path

from mentoring.community.surveys import views

urlpatterns = [
    path("groups/questions/<uuid:pk>/", views.group_feedback, name="group_feedback"),
    path("groups/questions/<uuid:pk>/skip/", views.skip_group_feedback, name="skip_group_feedback"),
]
