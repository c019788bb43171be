"""Every address of the house."""

from django.conf import settings
from django.urls import include, path

from oncocare.site import views
from oncocare.site.break_glass import views as break_glass
from oncocare.site.home import views as home
from oncocare.site.who_looked import views as who_looked

urlpatterns = [
    path("", home.home, name="home"),
    path("my/", home.my_page, name="my_page"),
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
    path("account/", include("oncocare.signin.urls")),
]

if settings.DEMO:
    from oncocare import demo
    from oncocare.web.gallery import gallery

    urlpatterns += [
        path("demo/sign-in/<str:token>/", demo.sign_in, name="demo_sign_in"),
        path("design/", gallery, name="gallery"),
    ]

handler400 = "oncocare.site.views.bad_request"
handler403 = "oncocare.site.views.forbidden"
handler404 = "oncocare.site.views.not_found"
handler500 = "oncocare.site.views.broken"
