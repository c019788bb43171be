"""One's own account: what one is called, the address, and closing it."""
