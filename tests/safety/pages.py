"""What a page says, and which numbers it dials."""

import re


def page(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def dialled(text):
    return set(re.findall(r'href="tel:([^"]+)"', text))
