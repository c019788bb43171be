"""How somebody stands against what could be expected, in words."""

from __future__ import annotations

from django import template

from clinicians import track_words

register = template.Library()

register.filter("track_words", track_words.track_words)
