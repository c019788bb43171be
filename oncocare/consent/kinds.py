"""The event this room tells the rooms above."""

from oncocare.events.registry import kind

CONSENT_CHANGED = kind("consent.changed", carries="patient purpose said")
