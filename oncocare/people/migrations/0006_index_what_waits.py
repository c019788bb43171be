"""Finding people by name, key and birthday, and those who live in another time zone; built while people work."""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import oncocare.people.models


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently inside a transaction

    dependencies = [
        ("people", "0005_finding_people"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="user",
            index=django.contrib.postgres.indexes.GinIndex(
                oncocare.people.models.NameWords("name"), name="user_name_words"
            ),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(
                models.F("centre"),
                django.db.models.functions.comparison.Collate(django.db.models.functions.text.Upper("key"), "C"),
                name="patient_by_key",
            ),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(fields=["centre", "born_on"], name="patient_by_birthday"),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(
                condition=models.Q(("time_zone", ""), _negated=True),
                fields=["centre", "time_zone"],
                name="patient_elsewhere",
            ),
        ),
    ]
