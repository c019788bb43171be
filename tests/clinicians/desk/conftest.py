"""A rota of three people, as the tests of flags have it."""

from tests.safety.conftest import team  # noqa: F401
