"""When meetings are: the only part of the house that knows django-scheduler."""
