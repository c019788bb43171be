"""The addresses that a page asks whose stream is down, and to which its button leads."""

from django.urls import path

from mentoring.community.live import views

urlpatterns = [
    path("groups/<uuid:group>/news/", views.group_news, name="group_news"),
    path("groups/<uuid:group>/news/first/", views.first_news, name="first_news"),
]
