"""The addresses at which a post is reported, hidden and moderated."""

from django.urls import path

from mentoring.community.moderation import views

urlpatterns = [
    path("groups/<uuid:group>/posts/<uuid:post>/report/", views.report_post, name="report_post"),
    path("groups/<uuid:group>/posts/<uuid:post>/again/", views.ask_again, name="ask_again"),
    path("groups/<uuid:group>/posts/<uuid:post>/hide/", views.hide_for_review, name="hide_for_review"),
    path("groups/<uuid:group>/posts/<uuid:post>/moderate/", views.moderate_post, name="moderate_post"),
]
