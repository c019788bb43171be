"""The addresses of the safety room: where help is, and what comes after a worrying answer."""

from oncocare.safety.crisis import urls as crisis
from oncocare.safety.flags import urls as flags

urlpatterns = [*crisis.urlpatterns, *flags.urlpatterns]
