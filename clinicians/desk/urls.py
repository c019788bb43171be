"""The addresses of the desk."""

from django.urls import include, path

urlpatterns = [
    path("", include("clinicians.desk.correspondence.urls")),
    path("", include("clinicians.desk.duty.urls")),
    path("", include("clinicians.desk.groups.urls")),
    path("", include("clinicians.desk.preview.urls")),
    path("", include("clinicians.desk.picture.urls")),
    path("", include("clinicians.desk.caseload.urls")),
    path("", include("clinicians.desk.campus.urls")),
    path("", include("clinicians.desk.community.urls")),
    path("", include("clinicians.desk.record.urls")),
    path("", include("clinicians.desk.work.urls")),
    path("", include("clinicians.desk.conversations.urls")),
    path("", include("clinicians.desk.closing.urls")),
    path("", include("clinicians.desk.plan.urls")),
    path("", include("clinicians.desk.sheets.urls")),
    path("", include("clinicians.desk.interview.urls")),
    path("", include("clinicians.desk.entering.urls")),
    path("", include("clinicians.desk.supervision.urls")),
    path("", include("clinicians.desk.sessions.urls")),
]
