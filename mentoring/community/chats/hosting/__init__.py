"""Leading a chat: beginning its topics, choosing what is kept of it, and writing the summary."""
