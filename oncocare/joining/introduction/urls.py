"""What a person says about themselves."""

from django.urls import path

from oncocare.joining.introduction import views

urlpatterns = [
    path("", views.overview, name="introduction"),
    path("<slug:topic>/", views.page, name="introduction_topic"),
]
