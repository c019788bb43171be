"""What this room tells the rooms above, and what every room from here up may ask of the desk."""

from oncocare.events.registry import kind

ACCESS_ENDED = kind("access.ended", carries="user by")
ROLE_ENDED = kind("role.ended", carries="user centre")  # whatever else they still are, there or elsewhere
CLINICIAN_CHANGED = kind("patient.clinician_changed", carries="patient by at")
CENTRE_ZONE_CHANGED = kind("centre.zone_changed", carries="centre")  # it is where the clocks show another time now

# Somebody should do something by a day: `what`, in the language of `owner`; `patient` is empty where it is about nobody
# in care in particular. One `source` is one task, however often it is told.
TASK_WANTED = kind("task.wanted", carries="centre patient owner what due source")
