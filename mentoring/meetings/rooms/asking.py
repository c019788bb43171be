"""What is asked of Janus's rooms. Pure.

Source: Janus 1.1.2, "Video Room API" in `src/plugins/janus_videoroom.c`; the names and numbers are its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NO_SUCH_ROOM, ROOM_EXISTS, NO_SUCH_PERSON = 426, 427, 428  # its error codes that are no trouble
MOST_BITS = 512_000  # a second, of one picture
QUIET = 55  # of audio_level_average: 127 is silence, 0 as loud as can be
PACKETS = 25  # half a second of sound is asked before somebody is said to speak


@dataclass(frozen=True)
class JanusRoom:
    """A room by its name, with what changes it and what opens it."""

    name: str
    secret: str
    pin: str

    @property
    def _known(self) -> dict[str, str]:
        return {"room": self.name, "secret": self.secret}

    def build(self, *, admin_key: str, speakers: int, watchers: bool) -> dict[str, Any]:
        """A room that nobody finds in a list, that nothing records, and into which nobody comes whose token it does not
        list. `lock_record` with a secret refuses the wish of a changed page to record. Where there are no `watchers`
        whoever hears others is in the room themselves, so all see who hears them.
        """
        return {
            "request": "create", **self._known, "admin_key": admin_key, "pin": self.pin, "permanent": False,
            "is_private": True, "allowed": [], "signed_tokens": True, "require_pvtid": not watchers,
            "notify_joining": not watchers, "publishers": speakers, "bitrate": MOST_BITS, "bitrate_cap": True,
            "audiocodec": "opus", "videocodec": "vp8", "opus_fec": True, "fir_freq": 10, "audiolevel_ext": True,
            "audiolevel_event": True, "audio_level_average": QUIET, "audio_active_packets": PACKETS, "record": False,
            "lock_record": True,
        }  # fmt: skip

    def allow(self, tokens: Sequence[str]) -> dict[str, Any]:
        """These open the room from now on, beside those before."""
        return {"request": "allowed", "action": "add", **self._known, "allowed": list(tokens)}

    def refuse(self, tokens: Sequence[str]) -> dict[str, Any]:
        """These do not open it any more."""
        return {"request": "allowed", "action": "remove", **self._known, "allowed": list(tokens)}

    def kick(self, person: str) -> dict[str, Any]:
        """Somebody is out, and may come in anew with a token that is listed."""
        return {"request": "kick", **self._known, "id": person}

    def destroy(self) -> dict[str, Any]:
        """Everybody is out, and the room is gone."""
        return {"request": "destroy", **self._known, "permanent": False}


def every_room(admin_key: str) -> dict[str, Any]:
    """Which rooms there are, those in no list among them."""
    return {"request": "list", "admin_key": admin_key}
