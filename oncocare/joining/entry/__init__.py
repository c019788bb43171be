"""From a link to an account, page by page."""
