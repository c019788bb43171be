"""What this site does for everybody to be able to use it, and where it falls short."""
