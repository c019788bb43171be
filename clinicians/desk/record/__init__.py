"""One person's record, with every answer to a flag or proposal."""
