"""Telephone numbers as an address dials them. Pure."""

from __future__ import annotations


def tel(number: str) -> str:
    """The address that dials a number as people write it: its digits and a plus, without what parts them."""
    return "tel:" + "".join(letter for letter in number if letter in "+0123456789")
