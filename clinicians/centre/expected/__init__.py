"""After how many weeks somebody should be better, as the centre has decided."""
