#!/usr/bin/env python
"""The command line of OncoCare.

Where nothing is set it works beside the running demo of this checkout; without one, only commands that need no
database work.
"""

import os
import sys


def main() -> None:
    """Settings from the environment, else those of the running demo, else none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
    if not {"DATABASE_URL", "ONCOCARE_MODE", "SECRET_KEY"} & os.environ.keys():
        from oncocare.launch.folders import running_demo

        os.environ.update(running_demo() or {"ONCOCARE_MODE": "tool"})

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured:
        if os.environ.get("ONCOCARE_MODE") != "tool":
            raise
        sys.exit(
            "This command needs a database. Start the demo in another terminal (make demo) and try again, "
            "or set DATABASE_URL, ONCOCARE_MODE and SECRET_KEY; see deploy/env.example."
        )


if __name__ == "__main__":
    main()
