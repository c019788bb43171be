"""Questions on paper: the sheet that is printed, and the code that leads from it back to the set."""
