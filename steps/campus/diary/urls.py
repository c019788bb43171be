"""The addresses of diary and goals."""

from django.urls import path

from steps.campus.diary import views

urlpatterns = [
    path("campus/diary/", views.diary, name="diary"),
    path("campus/diary/keep/", views.diary_keep, name="diary_keep"),
    path("campus/diary/delete/", views.diary_delete, name="diary_delete"),
    path("campus/diary/share/", views.share_diary, name="share_diary"),
    path("campus/goal/", views.goal, name="goal"),
    path("campus/goal/went/", views.goal_went, name="goal_went"),
    path("campus/goal/delete/", views.goal_delete, name="goal_delete"),
    path("campus/compass/", views.compass, name="compass"),
    path("campus/compass/delete/", views.compass_delete, name="compass_delete"),
]
