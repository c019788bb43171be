"""The pages from a link to an account; after the first none of them says which invitation it is."""

from django.urls import path

from oncocare.joining.entry import views

urlpatterns = [
    path("", views.letter_code, name="letter_code"),
    path("consent/", views.consent, name="join_consent"),
    path("refused/", views.refused, name="join_refused"),
    path("birth-date/", views.birth_date, name="join_birth_date"),
    path("address/", views.address, name="join_address"),
    path("code/", views.code, name="join_code"),
    path("<str:link>/", views.join, name="join"),
]
