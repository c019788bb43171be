"""Every test of this folder begins in English."""

from tests.factories.english import english  # noqa: F401
