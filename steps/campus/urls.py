"""The addresses of the campus."""

from steps.campus.coach import urls as coach
from steps.campus.diary import urls as diary
from steps.campus.guiding import urls as guiding
from steps.campus.lessons import urls as lessons
from steps.campus.plan import urls as plan

urlpatterns = [
    *plan.urlpatterns,
    *lessons.urlpatterns,
    *coach.urlpatterns,
    *diary.urlpatterns,
    *guiding.urlpatterns,
]
