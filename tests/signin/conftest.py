"""What every test of signing in starts from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from oncocare.people.models import User

PASSWORD = "a long and odd sentence"


@pytest.fixture(autouse=True)
def no_attempts() -> Iterator[None]:
    """Nobody has tried anything yet: attempts are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def give_password() -> Callable[[User], User]:
    """Gives a person the password of these tests."""

    def give(user: User) -> User:
        user.set_password(PASSWORD)
        user.save()
        return user

    return give


def said(answer: HttpResponse) -> str:
    """The page without the token of its form and without the address typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r"[\w.]+@example\.org", "ADDRESS", text)
