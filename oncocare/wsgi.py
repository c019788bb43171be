"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
application = get_wsgi_application()

from oncocare.safety.words.danger import make_ready  # noqa: E402 -- the settings are known from here on

make_ready()  # or whoever writes first after a start would wait for three seconds
