"""The addresses of one's own plan, and the worker that opens it where there is no signal."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from oncocare.safety.plan import views

urlpatterns = [
    path("plan/", views.my_plan, name="my_plan"),
    path("plan/change/", views.change_plan, name="change_plan"),
    path("plan/share/", views.share_my_plan, name="share_plan"),
    path("plan/earlier/<int:version>/", views.earlier_plan, name="earlier_plan"),
    path("plan/paper/", views.plan_on_paper, name="plan_on_paper"),
    path("plan/kept/", views.kept_plan, name="kept_plan"),
    path("plan/no-signal/", views.no_signal, name="no_signal"),
    path("worker.js", login_not_required(views.worker), name="worker"),
]
