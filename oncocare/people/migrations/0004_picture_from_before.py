"""What people said about themselves before there was a picture, with the reasons for what they passed over."""

from typing import Any

from django.db import migrations

TOPICS = {
    "diagnosis": ("diagnosed_on",),
    "operation": ("operated_on",),
    "treatment": ("treated_from", "cycle_days"),
    "stage": ("phase",),
}
BY = "system:migration"


def keep(apps: Any, schema_editor: Any) -> None:
    """An entry for each fact on the row of a patient, and for each topic passed over."""
    patients, entries = (apps.get_model("people", name).objects for name in ("Patient", "PictureEntry"))
    for patient in patients.iterator():
        asked = [(name, patient.skipped.get(topic, "")) for topic, names in TOPICS.items() for name in names]
        made = patient.introduced.date() if patient.introduced else patient.joined_on
        about = {"patient": patient, "centre_id": patient.centre_id, "source": "person", "said_on": made, "made_by": BY}
        for name, why in asked:
            value = getattr(patient, name)
            if value:
                value = value if name in ("cycle_days", "phase") else value.isoformat()
                entries.create(detail=name, value=value, **about)
            elif why:
                entries.create(detail=name, unsaid=why, **about)
        if TOPICS.keys() & patient.skipped.keys():
            patient.skipped = {topic: why for topic, why in patient.skipped.items() if topic not in TOPICS}
            patient.save(update_fields=["skipped"])


def put_back(apps: Any, schema_editor: Any) -> None:
    """The reasons return to the row of the patient; the facts never left it."""
    topic_of = {name: topic for topic, names in TOPICS.items() for name in names}
    for patient in apps.get_model("people", "Patient").objects.iterator():
        newest = {entry.detail: entry.unsaid for entry in patient.picture.order_by("id")}
        reasons = {topic_of[name]: why for name, why in newest.items() if why and name in topic_of}
        if reasons:
            patient.skipped = {**patient.skipped, **reasons}
            patient.save(update_fields=["skipped"])


class Migration(migrations.Migration):
    dependencies = [("people", "0003_clinical_picture")]

    operations = [migrations.RunPython(keep, put_back)]
