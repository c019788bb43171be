"""What this folder offers on the page of a patient and their team."""

from django.utils.translation import gettext_lazy as _

from mentoring.conversations.registry import team_link

team_link("book_session", _("Ask for a session"), place=10)
