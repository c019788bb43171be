"""A person’s clinical picture at the desk: all of it on one page, with who said what and when."""
