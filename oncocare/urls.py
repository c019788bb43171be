"""Every address of the house."""

from django.conf import settings
from django.urls import include, path

from oncocare import views

urlpatterns = [
    path("", views.home, name="home"),
    path("my/", views.my_page, name="my_page"),
    path("health/", views.health, name="health"),
    path("language/", views.set_language, name="set_language"),
    path("", include("oncocare.safety.urls")),
    path("", include("oncocare.notifications.urls")),
    path("", include("questionnaires.urls")),
    path("", include("clinicians.urls")),
    path("account/", include("oncocare.accounts.urls")),
]

if settings.DEMO:
    from oncocare import demo
    from oncocare.web.gallery import gallery

    urlpatterns += [
        path("demo/sign-in/<str:token>/", demo.sign_in, name="demo_sign_in"),
        path("design/", gallery, name="gallery"),
    ]

handler400 = "oncocare.views.bad_request"
handler403 = "oncocare.views.forbidden"
handler404 = "oncocare.views.not_found"
handler500 = "oncocare.views.broken"
