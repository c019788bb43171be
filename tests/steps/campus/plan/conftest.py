"""Ana, and the pieces there are."""

from tests.steps.campus.plan.people import ana, library  # noqa: F401
