"""What the desk tells by events."""

from oncocare.events.registry import kind

# `to` looks after `people` more from `at` on; `patient` is that one where it is one, and empty where there are more.
PEOPLE_HANDED_OVER = kind("people.handed_over", carries="to centre patient people at")
