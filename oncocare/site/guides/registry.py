"""Which guides there are, and where they speak of each page of staff."""

GUIDES = ("desk",)
PLACES: dict[str, tuple[str, str]] = {}
