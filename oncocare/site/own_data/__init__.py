"""All that a person gave and that is kept about them: to read, and as a file to take along."""
