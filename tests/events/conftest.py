"""Tests of the outbox need real commits."""

from tests.factories.committed import committed  # noqa: F401
