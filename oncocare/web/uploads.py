"""Files that are sent are kept up to a size, whoever sends them; what is larger is read to its end and thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])
REFUSED = "upload_refused"
LARGE = "takes_large_files"


def takes_large_files(view: View) -> View:
    """A view that takes films too, from whoever is signed in. It stands outermost."""
    setattr(view, LARGE, True)
    return view


class Limited(FileUploadHandler):
    """Stands before those that keep files. It reads on, or a browser would show that the connection broke instead of
    the page that says why.
    """

    over = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 -- Django names it so
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        self.over = self.request is not None and content_length > _most(self.request)
        if self.over:
            setattr(self.request, REFUSED, True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.over:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _most(request: HttpRequest) -> int:
    """How many bytes this request may have. Its form is read before anybody asks whether this person may send it."""
    view = request.resolver_match and request.resolver_match.func
    large = getattr(view, LARGE, False) and request.user.is_authenticated
    return settings.LARGEST_UPLOAD if large else settings.LARGEST_FORM


def refused(request: HttpRequest) -> bool:
    """Whether files came with this request that were too large to be kept."""
    return getattr(request, REFUSED, False)
