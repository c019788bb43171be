"""What open pages hear at once, and the process that tells them."""
