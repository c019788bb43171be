"""Pages are sent without the indentation of their templates, which is for whoever reads those."""

from __future__ import annotations

import re

from django.template.base import Origin
from django.template.loaders import app_directories, filesystem

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Lean(filesystem.Loader):
    """A template as it stands in its folder, each line from its first sign on; a mail in plain text keeps its form."""

    def get_contents(self, origin: Origin) -> str:
        """The lines stay as many as they are, so that an error names the right one."""
        contents: str = super().get_contents(origin)
        return INDENTATION.sub("", contents) if origin.name.endswith(".html") else contents


class LeanOfApps(Lean, app_directories.Loader):
    """The same for the templates that come with an app."""
