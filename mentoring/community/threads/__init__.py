"""What people in a group write to each other: threads, posts, and what was said of them."""
