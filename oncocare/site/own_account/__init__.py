"""All that is one's own, on one page: account, choices, data, and who is responsible for it."""
