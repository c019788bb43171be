"""The event of the library."""

from oncocare.events.registry import kind

# `step` is of `TextStep`. Nobody waits for it: what happens in a day is told on the next.
TEXT_STEP = kind("library.step", carries="step", later=True)
