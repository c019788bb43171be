"""Every address of the house."""

from django.conf import settings
from django.urls import include, path

from oncocare import break_glass, views, who_looked

urlpatterns = [
    path("", views.home, name="home"),
    path("my/", views.my_page, name="my_page"),
    path("my/who-looked/", who_looked.page, name="who_looked"),
    path("people/<uuid:pk>/open/", break_glass.reason, name="open_record"),
    path("health/", views.health, name="health"),
    path("language/", views.set_language, name="set_language"),
    path("", include("oncocare.joining.urls")),
    path("my/choices/", include("oncocare.consent.urls")),
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
