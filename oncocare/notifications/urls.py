"""Where a person reads messages and says how to be reached."""

from django.urls import path

from oncocare.notifications.inbox import views as inbox
from oncocare.notifications.wishes import views as wishes

urlpatterns = [
    path("my/messages/", inbox.my_messages, name="my_messages"),
    path("my/messages/settings/", wishes.settings_page, name="message_settings"),
    path("messages/off/<str:token>/", wishes.off, name="messages_off"),
]
