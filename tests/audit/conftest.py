"""Tests of the log need real commits: a seal looks at which transactions are over."""

from tests.factories.committed import committed  # noqa: F401
