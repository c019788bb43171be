"""The addresses that belong to no other room."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from oncocare.people.permissions import Permission
from oncocare.people.registry import entry
from oncocare.site import views
from oncocare.site.accessibility import views as accessibility
from oncocare.site.break_glass import views as break_glass
from oncocare.site.guides import views as guides
from oncocare.site.home import views as home
from oncocare.site.own_account import views as own_account
from oncocare.site.own_centre import views as own_centre
from oncocare.site.own_data import views as own_data
from oncocare.site.who_looked import views as who_looked

entry("my_page", _("My page"), Permission.SEE_OWN_COURSE, place=10)

urlpatterns = [
    path("", home.home, name="home"),
    path("my/", home.my_page, name="my_page"),
    path("my/who-looked/", who_looked.page, name="who_looked"),
    path("my/account/", own_account.page, name="my_account"),
    path("my/data/", own_data.page, name="own_data"),
    path("my/data/file/", own_data.file, name="own_data_file"),
    path("centre/choose/", own_centre.choose, name="choose_centre"),
    path("people/<uuid:pk>/open/", break_glass.reason, name="open_record"),
    path("accessibility/", accessibility.statement, name="accessibility"),
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("health/", views.health, name="health"),
    path("language/", views.set_language, name="set_language"),
]
