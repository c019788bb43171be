"""What people in groups are told by mail: that somebody answered or named them, or that something is new."""
