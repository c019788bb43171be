"""The addresses of the library: what anybody reads, and what those who write and review work with."""

from oncocare.library.catalogue import urls as catalogue
from oncocare.library.exchange import urls as exchange
from oncocare.library.media import urls as media
from oncocare.library.modules import urls as modules
from oncocare.library.reading import urls as reading
from oncocare.library.review import urls as review
from oncocare.library.writing import urls as writing

urlpatterns = [
    *reading.urlpatterns,
    *media.urlpatterns,
    *catalogue.urlpatterns,
    *modules.urlpatterns,
    *review.urlpatterns,
    *writing.urlpatterns,
    *exchange.urlpatterns,
]
