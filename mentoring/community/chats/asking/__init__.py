"""Whether the summary of a chat may go into the library: what the group says, and the draft that follows from it."""
