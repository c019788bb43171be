"""Another process hears what is committed, and nothing else."""

from tests.factories.committed import committed  # noqa: F401
