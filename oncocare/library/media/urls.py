"""The addresses of the folder."""

from django.urls import path

from oncocare.library.media import views

urlpatterns = [
    path("library/media/", views.library_media, name="library_media"),
    path("library/media/<slug:name>/", views.library_medium, name="library_medium"),
    path("library/file/<uuid:pk>/", views.library_file, name="library_file"),
    path("library/file/<uuid:pk>/<str:language>/", views.library_captions, name="library_captions"),
]
