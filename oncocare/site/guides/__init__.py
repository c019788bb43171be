"""The guides of `docs/guides/` as pages, and which of them a page of staff links to."""
