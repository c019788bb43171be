"""Two people at one moment need real commits."""

from tests.factories.committed import committed  # noqa: F401
from tests.factories.english import english  # noqa: F401
