"""Where a person reads messages and says how to be reached."""

from django.urls import path

from oncocare.notifications import views

urlpatterns = [
    path("my/messages/", views.my_messages, name="my_messages"),
    path("my/messages/settings/", views.settings_page, name="message_settings"),
    path("messages/off/<str:token>/", views.off, name="messages_off"),
]
