"""Where a person goes on to when a page came in between: an address of this site, never of another."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_address(request: HttpRequest, otherwise: str, *, sent: bool = True) -> str:
    """The `next` of what was `sent`, or of the address, where it is a page of this site; else `otherwise`, never
    another site.
    """
    wanted = (sent and request.POST.get("next")) or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else otherwise
