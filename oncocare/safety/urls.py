"""The addresses of the safety room: where help is, what comes after a worrying answer, and one's own plan."""

from oncocare.safety.crisis import urls as crisis
from oncocare.safety.flags import urls as flags
from oncocare.safety.plan import urls as plan

urlpatterns = [*crisis.urlpatterns, *flags.urlpatterns, *plan.urlpatterns]
