"""The addresses of asking by telephone; no instrument is named in one."""

from django.urls import path

from clinicians.desk.interview import views

CALL = "calls/<uuid:pk>/<slug:language>"

urlpatterns = [
    path("people/<uuid:pk>/telephone/", views.choose_call, name="choose_call"),
    path("people/<uuid:pk>/telephone/<uuid:bundle>/", views.begin_call, name="begin_call"),
    path(f"{CALL}/check/", views.check_call, name="check_call"),
    path(f"{CALL}/<slug:item>/", views.call_question, name="call_question"),
    path(f"{CALL}/<slug:item>/now/", views.call_worry, name="call_worry"),
]
