"""What stands in the addresses of sessions, for the matrix of roles and the count of queries."""

from __future__ import annotations

from typing import Any

from tests.factories.meetings_planned import meeting_address
from tests.factories.places import place_address
from tests.factories.session_pages import session_page_address
from tests.factories.sessions_attended import session_address
from tests.factories.talks import talk_address


def of_sessions(name: str) -> dict[str, Any]:
    """What the address with this name holds; nothing where it is of no session. Each is of one of these."""
    of_each = (place_address, meeting_address, session_address, session_page_address, talk_address)
    return {key: value for one in of_each for key, value in one(name).items()}
