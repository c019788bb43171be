"""Tests of the log need real commits: a seal sees what other transactions have kept."""

from tests.factories.committed import committed  # noqa: F401
