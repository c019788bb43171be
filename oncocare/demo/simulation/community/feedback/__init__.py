"""What made-up people say of groups when they are asked, and why some left or did not come."""
