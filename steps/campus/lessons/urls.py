"""The addresses of lessons and exercises."""

from django.urls import path

from steps.campus.lessons import views

urlpatterns = [
    path("campus/lessons/", views.all_lessons, name="all_lessons"),
    path("campus/lessons/<slug:slug>/", views.lesson, name="lesson"),
    path("campus/lessons/<slug:slug>/part/", views.lesson_part, name="lesson_part"),
    path("campus/lessons/<slug:slug>/done/", views.lesson_done, name="lesson_done"),
    path("campus/lessons/<slug:slug>/helped/", views.lesson_helped, name="lesson_helped"),
    path("campus/writings/", views.my_writings, name="my_writings"),
    path("campus/writings/<uuid:pk>/", views.writing, name="writing"),
    path("campus/writings/<uuid:pk>/share/", views.share_writing, name="share_writing"),
    path("campus/writings/<uuid:pk>/delete/", views.delete_writing, name="delete_writing"),
]
