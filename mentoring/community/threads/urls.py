"""The addresses at which people of a group read and write."""

from django.urls import path

from mentoring.community.threads import views

urlpatterns = [
    path("groups/<uuid:group>/", views.group, name="group"),
    path("groups/<uuid:group>/search/", views.group_search, name="group_search"),
    path("groups/<uuid:group>/new/", views.new_thread, name="new_thread"),
    path("groups/<uuid:group>/draft/", views.keep_draft, name="keep_draft"),
    path("groups/<uuid:group>/threads/<uuid:thread>/", views.thread, name="thread"),
    path("groups/<uuid:group>/threads/<uuid:thread>/mark/", views.mark_thread, name="mark_thread"),
    path("groups/<uuid:group>/posts/<uuid:post>/", views.group_post, name="group_post"),
    path("groups/<uuid:group>/posts/<uuid:post>/change/", views.edit_post, name="edit_post"),
    path("groups/<uuid:group>/posts/<uuid:post>/react/", views.react, name="react"),
    path("groups/<uuid:group>/pictures/<uuid:picture>/", views.post_picture, name="post_picture"),
]
