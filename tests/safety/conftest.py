"""Two people at one moment need real commits."""

from tests.factories.committed import committed  # noqa: F401
