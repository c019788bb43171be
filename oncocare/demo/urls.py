"""What there is in a demo only: sign-in links, and the parts that pages are made of."""

from django.urls import path

from oncocare.demo import views
from oncocare.web.gallery.views import gallery

urlpatterns = [
    path("demo/sign-in/<str:token>/", views.sign_in, name="demo_sign_in"),
    path("design/", gallery, name="gallery"),
]
