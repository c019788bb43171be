"""The addresses of this room: the campus of a person, and of who guides them."""

from steps.campus import urls as campus

urlpatterns = [*campus.urlpatterns]
