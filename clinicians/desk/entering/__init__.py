"""Entering what somebody answered on paper: the whole set on one page, fast by keyboard, twice if staff wish."""
