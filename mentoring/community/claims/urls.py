"""The address at which a clinician answers what a post says about health."""

from django.urls import path

from mentoring.community.claims import views

urlpatterns = [
    path("groups/<uuid:group>/posts/<uuid:post>/answer/", views.answer_claim, name="answer_claim"),
]
