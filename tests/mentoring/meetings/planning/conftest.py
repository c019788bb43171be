"""Some of these tests race, in a database that really commits."""

from tests.factories.committed import committed  # noqa: F401
