"""Whose server carries sound and picture, and what is seen there, in plain sentences before anybody goes in. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _


def whose_server(provider: str, server: str) -> str:
    """One sentence; `server` is the name of the machine, for providers elsewhere."""
    if provider == "janus":
        return _("Sound and picture stay on the servers of this site. Nobody else carries them.")
    if provider == "jitsi":
        return _("Sound and picture go over another server: %(server)s. Your team chose it.") % {"server": server}
    elsewhere = _("Sound and picture go over a server of your hospital: %(server)s. It is not part of this site.")
    return elsewhere % {"server": server}


def what_is_seen(provider: str, *, recorded: bool = False) -> list[str]:
    """What others see and hear, what the server learns, and what is kept; in the order in which it matters."""
    return [
        _("Those in the session see and hear you while your camera and microphone are on. You can switch off each."),
        *_learned(provider),
        _("This session is recorded. Your camera and microphone are not part of it unless you switch them on.")
        if recorded
        else _("Nothing is recorded here.")
        if provider == "janus"
        else _("We ask for no recording. What the other server keeps is up to whoever runs it."),
        _("No software can stop somebody from filming their screen with a telephone. Say only what you want to say."),
    ]


def _learned(provider: str) -> list[str]:
    if provider == "janus":
        return [_("The others see the name that you chose for this session, and no other name of yours.")]
    if provider == "jitsi":
        return [
            _("That server learns the name that you chose for this session and the address of your connection."),
            _("It does not learn who you are, nor what is written about you on this site."),
        ]
    return [
        _("That server learns the address of your connection, and the name that you type there."),
        _("You need not type your own name, unless your team asked you to."),
        _("It does not learn anything that is written about you on this site."),
    ]
