"""The addresses of modules."""

from django.urls import path

from oncocare.library.modules import views

urlpatterns = [
    path("library/modules/", views.modules, name="library_modules"),
    path("library/new-module/", views.new_module, name="library_new_module"),
    path("library/modules/<slug:slug>/", views.one_module, name="library_module"),
    path("library/modules/<slug:slug>/order/", views.arrange_module, name="library_arrange_module"),
]
