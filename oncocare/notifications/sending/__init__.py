"""Mail that waits: whom it may reach and when, what it says, and handing it to the server."""
