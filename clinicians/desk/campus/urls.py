"""The addresses of a person's campus, for staff."""

from django.urls import path

from clinicians.desk.campus import views

urlpatterns = [
    path("people/<uuid:pk>/campus/", views.person_campus, name="person_campus"),
    path("people/<uuid:pk>/campus/recommend/", views.recommend_piece, name="recommend_piece"),
    path("people/<uuid:pk>/campus/take-back/", views.take_back, name="take_back_piece"),
    path("people/<uuid:pk>/campus/guide/", views.name_supporter, name="name_supporter"),
]
