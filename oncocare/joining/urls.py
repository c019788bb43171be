"""The addresses of joining; after the first page none of them says which invitation it is."""

from django.urls import path

from oncocare.joining.entry import views
from oncocare.joining.introduction import views as introduction

urlpatterns = [
    path("join/information/", views.information, name="join_information"),
    path("join/consent/", views.consent, name="join_consent"),
    path("join/refused/", views.refused, name="join_refused"),
    path("join/birth-date/", views.birth_date, name="join_birth_date"),
    path("join/address/", views.address, name="join_address"),
    path("join/code/", views.code, name="join_code"),
    path("join/<str:link>/", views.join, name="join"),
    path("my/introduction/", introduction.overview, name="introduction"),
    path("my/introduction/<slug:topic>/", introduction.page, name="introduction_topic"),
]
